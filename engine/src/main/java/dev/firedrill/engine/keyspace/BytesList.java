package dev.firedrill.engine.keyspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The elements of a list: a ring that grows at both ends.
final class BytesList {
    private byte[] @Nullable [] ring = new byte[8][];
    private int head;
    private int size;
    private long bytes;

    int size() {
        return size;
    }

    long bytes() {
        return bytes;
    }

    private int place(int index) {
        return (head + index) & (ring.length - 1);
    }

    byte[] get(int index) {
        return Objects.requireNonNull(ring[place(index)]);
    }

    void set(int index, byte[] element) {
        bytes += element.length - get(index).length;
        ring[place(index)] = element;
    }

    private void grow() {
        if (size < ring.length) {
            return;
        }
        byte[] @Nullable [] larger = new byte[ring.length * 2][];
        for (int i = 0; i < size; i++) {
            larger[i] = ring[place(i)];
        }
        ring = larger;
        head = 0;
    }

    void addFirst(byte[] element) {
        grow();
        head = (head - 1) & (ring.length - 1);
        ring[head] = element;
        size++;
        bytes += element.length;
    }

    void addLast(byte[] element) {
        grow();
        ring[place(size)] = element;
        size++;
        bytes += element.length;
    }

    byte[] removeFirst() {
        byte[] element = get(0);
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        bytes -= element.length;
        return element;
    }

    byte[] removeLast() {
        byte[] element = get(size - 1);
        ring[place(size - 1)] = null;
        size--;
        bytes -= element.length;
        return element;
    }

    /// Other elements in place of all.
    void replaceAll(List<byte[]> elements) {
        int capacity = Math.max(8, Integer.highestOneBit(Math.max(1, elements.size())) * 2);
        ring = new byte[capacity][];
        head = 0;
        size = 0;
        bytes = 0;
        elements.forEach(this::addLast);
    }

    List<byte[]> toList() {
        var elements = new ArrayList<byte[]>(size);
        for (int i = 0; i < size; i++) {
            elements.add(get(i));
        }
        return elements;
    }

    int indexOf(byte[] element, int offset, int length) {
        for (int i = 0; i < size; i++) {
            byte[] known = get(i);
            if (Arrays.equals(known, 0, known.length, element, offset, offset + length)) {
                return i;
            }
        }
        return -1;
    }
}
