package dev.firedrill.engine.keyspace;

import java.util.ArrayList;
import java.util.List;

/// The elements of a list, in foreign memory, growing at both ends.
final class BytesList implements Elements {
    private final Blocks blocks;
    private final AddressRing ring;
    private long bytes;

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
    public long bytes() {
        return bytes;
    }

    @Override
    public Value copy() {
        return new Value.Sequence(toList());
    }

    @Override
    public void clear() {
        for (int i = 0; i < ring.size(); i++) {
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
        int before = ring.get(index);
        ring.set(index, block(element, offset, length));
        taken(before);
    }

    void addFirst(byte[] element, int offset, int length) {
        ring.addFirst(block(element, offset, length));
    }

    void addLast(byte[] element, int offset, int length) {
        ring.addLast(block(element, offset, length));
    }

    byte[] removeFirst() {
        return taken(ring.removeFirst());
    }

    byte[] removeLast() {
        return taken(ring.removeLast());
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
