package dev.firedrill.engine.keyspace;

import java.util.ArrayList;
import java.util.List;

/// The elements of a list, in foreign memory, growing at both ends.
final class BytesList extends NumberedBytes implements Elements {
    private static final byte[] NOTHING = {};

    private final Blocks blocks;
    private final AddressRing ring;
    private long bytes;

    /// The number of the first element; the others are numbered from there. An element that is
    /// added needs no [#aboutToChange]: its number was never used before, or the reader was
    /// notified when the previous element with that number left.
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

    /// Inserts an element before the one at `at`, or at the end. The addresses on the shorter side
    /// move; no element is copied.
    void insert(int at, byte[] element, int offset, int length) {
        int added = block(element, offset, length);
        if (at < size() / 2) {
            ring.addFirst(added);
            first--;
            for (int i = 1; i <= at; i++) {
                move(i, i - 1);
            }
        } else {
            ring.addLast(added);
            for (int i = size() - 2; i >= at; i--) {
                move(i, i + 1);
            }
        }
        ring.set(at, added);
    }

    private void move(int from, int to) {
        aboutToChange(first + from);
        ring.set(to, ring.get(from));
    }

    /// Removes the first `most` elements that are equal to this one.
    ///
    /// @return how many there were
    int removeFromStart(byte[] element, int offset, int length, long most) {
        int removed = 0;
        for (int i = 0; i < size(); i++) {
            if (removed < most && isAt(i, element, offset, length)) {
                giveAt(i);
                removed++;
            } else if (removed > 0) {
                move(i, i - removed);
            }
        }
        for (int i = 0; i < removed; i++) {
            ring.removeLast();
        }
        return removed;
    }

    /// The same with the last ones.
    int removeFromEnd(byte[] element, int offset, int length, long most) {
        int removed = 0;
        for (int i = size() - 1; i >= 0; i--) {
            if (removed < most && isAt(i, element, offset, length)) {
                giveAt(i);
                removed++;
            } else if (removed > 0) {
                move(i, i + removed);
            }
        }
        for (int i = 0; i < removed; i++) {
            ring.removeFirst();
        }
        first += removed;
        return removed;
    }

    private boolean isAt(int index, byte[] element, int offset, int length) {
        return ByteBlock.hasFirst(blocks, ring.get(index), element, offset, length);
    }

    private void giveAt(int index) {
        aboutToChange(first + index);
        taken(ring.get(index));
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
            if (isAt(i, element, offset, length)) {
                return i;
            }
        }
        return -1;
    }
}
