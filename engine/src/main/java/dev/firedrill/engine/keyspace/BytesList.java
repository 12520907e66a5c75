package dev.firedrill.engine.keyspace;

import java.util.ArrayList;
import java.util.List;

/// The elements of a list, in foreign memory, growing at both ends.
final class BytesList extends NumberedBytes implements Elements {
    private static final byte[] NOTHING = {};

    private final Blocks blocks;
    private final AddressRing ring;
    private long bytes;

    /// The number of the first element; those behind it follow. A number that comes to be in use
    /// was never used, or a reader was told when its element left: so none is told of what comes.
    private long first;

    BytesList(Blocks blocks) {
        this.blocks = blocks;
        ring = new AddressRing(blocks);
    }

    @Override
    public ValueType type() {
        return ValueType.LIST;
    }

    @Override
    public int size() {
        return ring.size();
    }

    @Override
    public NumberedBytes numbered() {
        return this;
    }

    @Override
    long firstNumber() {
        return first;
    }

    @Override
    long endNumber() {
        return first + ring.size();
    }

    @Override
    boolean has(long number) {
        return number >= first && number < endNumber();
    }

    @Override
    byte[] first(long number) {
        return get((int) (number - first));
    }

    @Override
    byte[] second(long number) {
        return NOTHING;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public Value copy() {
        return new Value.Sequence(toList());
    }

    @Override
    public boolean expanded() {
        return false;
    }

    @Override
    public void expanded(boolean is) {
        // A list is a chain of pieces from the beginning.
    }

    @Override
    public void clear() {
        for (int i = 0; i < ring.size(); i++) {
            aboutToChange(first + i);
            ByteBlock.give(blocks, ring.get(i));
        }
        ring.clear();
        bytes = 0;
    }

    private int block(byte[] element, int offset, int length) {
        bytes += length;
        return ByteBlock.take(blocks, element, offset, length, 0);
    }

    private byte[] taken(int address) {
        byte[] element = ByteBlock.first(blocks, address);
        ByteBlock.give(blocks, address);
        bytes -= element.length;
        return element;
    }

    /// A copy.
    byte[] get(int index) {
        return ByteBlock.first(blocks, ring.get(index));
    }

    void set(int index, byte[] element, int offset, int length) {
        aboutToChange(first + index);
        int before = ring.get(index);
        ring.set(index, block(element, offset, length));
        taken(before);
    }

    void addFirst(byte[] element, int offset, int length) {
        ring.addFirst(block(element, offset, length));
        first--;
    }

    void addLast(byte[] element, int offset, int length) {
        ring.addLast(block(element, offset, length));
    }

    byte[] removeFirst() {
        aboutToChange(first);
        first++;
        return taken(ring.removeFirst());
    }

    byte[] removeLast() {
        aboutToChange(endNumber() - 1);
        return taken(ring.removeLast());
    }

    /// Only these; costs what is removed.
    void keep(int from, int count) {
        for (int i = size() - from - count; i > 0; i--) {
            removeLast();
        }
        for (int i = from; i > 0; i--) {
            removeFirst();
        }
    }

    /// Other elements in place of all.
    void replaceAll(List<byte[]> elements) {
        clear();
        elements.forEach(element -> addLast(element, 0, element.length));
    }

    List<byte[]> toList() {
        return toList(0, size());
    }

    List<byte[]> toList(int from, int count) {
        var elements = new ArrayList<byte[]>(count);
        for (int i = from; i < from + count; i++) {
            elements.add(get(i));
        }
        return elements;
    }

    int indexOf(byte[] element, int offset, int length) {
        for (int i = 0; i < size(); i++) {
            if (ByteBlock.hasFirst(blocks, ring.get(i), element, offset, length)) {
                return i;
            }
        }
        return -1;
    }
}
