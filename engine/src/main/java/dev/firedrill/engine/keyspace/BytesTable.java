package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Members of a set, or fields of a hash with their values, in foreign memory; in the order of
/// insertion as long as nothing is removed. Each has a number for as long as it is there.
final class BytesTable extends NumberedBytes implements KeyIndex.Entries {
    static final int NOWHERE = -1;

    private static final int RANDOM_TRIES = 100;
    private static final byte[] NOTHING = {};

    private final Blocks blocks;
    private final KeyHash hash;
    private final KeyIndex index;
    private final Column addresses;
    private final Column freeNumbers;
    private int size;
    private long bytes;
    private boolean expanded;

    BytesTable(Blocks blocks, KeyHash hash) {
        this.blocks = blocks;
        this.hash = hash;
        index = new KeyIndex(blocks, this);
        addresses = new Column(blocks);
        freeNumbers = new Column(blocks);
    }

    int size() {
        return size;
    }

    /// See [Elements#expanded].
    boolean expanded() {
        return expanded;
    }

    void expanded(boolean is) {
        expanded = is;
    }

    @Override
    long firstNumber() {
        return 0;
    }

    @Override
    long endNumber() {
        return addresses.size();
    }

    @Override
    boolean has(long number) {
        return number < addresses.size() && used((int) number);
    }

    @Override
    byte[] first(long number) {
        return key((int) number);
    }

    @Override
    byte[] second(long number) {
        return value((int) number);
    }

    /// Of keys and values.
    long bytes() {
        return bytes;
    }

    @Override
    public boolean hasKey(int entry, byte[] key, int offset, int length) {
        return ByteBlock.hasFirst(blocks, addresses.get(entry), key, offset, length);
    }

    @Override
    public long hash(int entry) {
        int address = addresses.get(entry);
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        return hash.of(segment, ByteBlock.firstAt(segment, at), ByteBlock.firstLength(segment, at));
    }

    /// The number of a key, or [#NOWHERE].
    int find(byte[] key, int offset, int length) {
        return size == 0 ? NOWHERE : index.find(hash.of(key, offset, length), key, offset, length);
    }

    boolean contains(byte[] key, int offset, int length) {
        return find(key, offset, length) != NOWHERE;
    }

    byte[] key(int number) {
        return ByteBlock.first(blocks, addresses.get(number));
    }

    byte[] value(int number) {
        return ByteBlock.second(blocks, addresses.get(number));
    }

    byte @Nullable [] get(byte[] key, int offset, int length) {
        int number = find(key, offset, length);
        return number == NOWHERE ? null : value(number);
    }

    /// Whether the key is new.
    boolean put(byte[] key) {
        return put(key, 0, key.length, NOTHING, 0, 0);
    }

    boolean put(byte[] key, byte[] value) {
        return put(key, 0, key.length, value, 0, value.length);
    }

    boolean put(
            byte[] key, int offset, int length, byte[] value, int valueOffset, int valueLength) {
        int number = find(key, offset, length);
        if (number != NOWHERE) {
            aboutToChange(number);
            replace(number, key, offset, length, value, valueOffset, valueLength);
            return false;
        }
        int address = ByteBlock.take(blocks, key, offset, length, valueLength);
        ByteBlock.second(blocks, address, value, valueOffset, valueLength);
        if (freeNumbers.size() > 0) {
            number = freeNumbers.removeLast();
            aboutToChange(number);
            addresses.set(number, address);
        } else {
            number = addresses.size();
            aboutToChange(number);
            addresses.add(address);
        }
        index.add(hash.of(key, offset, length), number);
        size++;
        bytes += length + (long) valueLength;
        return true;
    }

    private void replace(
            int number,
            byte[] key,
            int offset,
            int length,
            byte[] value,
            int valueOffset,
            int valueLength) {
        int address = addresses.get(number);
        int before = ByteBlock.secondLength(blocks.segment(address), Blocks.offset(address));
        bytes += valueLength - before;
        if (valueLength != before) {
            ByteBlock.give(blocks, address);
            address = ByteBlock.take(blocks, key, offset, length, valueLength);
            addresses.set(number, address);
        }
        ByteBlock.second(blocks, address, value, valueOffset, valueLength);
    }

    boolean remove(byte[] key, int offset, int length) {
        int number = find(key, offset, length);
        if (number == NOWHERE) {
            return false;
        }
        aboutToChange(number);
        index.remove(hash.of(key, offset, length), number);
        int address = addresses.get(number);
        MemorySegment segment = blocks.segment(address);
        bytes -= length + (long) ByteBlock.secondLength(segment, Blocks.offset(address));
        ByteBlock.give(blocks, address);
        addresses.set(number, Blocks.NOWHERE);
        freeNumbers.add(number);
        size--;
        if (size == 0) {
            forget();
        }
        return true;
    }

    private void forget() {
        index.clear();
        addresses.clear();
        freeNumbers.clear();
    }

    /// Gives all memory back; nothing is in it afterwards.
    void clear() {
        check(!isBeingRead(), "a collection is cleared under a snapshot's hands");
        for (int number = 0; number < addresses.size(); number++) {
            if (used(number)) {
                ByteBlock.give(blocks, addresses.get(number));
            }
        }
        forget();
        size = 0;
        bytes = 0;
    }

    /// Whether a key has this number, which is below that of the key that came last.
    boolean used(int number) {
        return addresses.get(number) != Blocks.NOWHERE;
    }

    interface Visitor {
        /// Copies; the value of a set's member is empty.
        void visit(byte[] key, byte[] value);
    }

    void forEach(Visitor visitor) {
        if (SmallElements.mayClose(size)) {
            // The visitor may look at another collection.
            byte[][] all = new byte[2 * size][];
            int count = 0;
            for (int number = 0; number < addresses.size(); number++) {
                if (used(number)) {
                    all[count++] = key(number);
                    all[count++] = value(number);
                }
            }
            for (int i = 0; i < count; i += 2) {
                visitor.visit(all[i], all[i + 1]);
            }
            return;
        }
        for (int number = 0; number < addresses.size(); number++) {
            if (used(number)) {
                visitor.visit(key(number), value(number));
            }
        }
    }

    /// Visits about `count` entries from the cursor on and answers the next cursor, 0 at the end.
    /// What is there during the whole iteration keeps its number and so is visited, whatever comes
    /// and goes. Source: Redis SCAN documentation, scan guarantees.
    long scan(long cursor, int count, Visitor visitor) {
        long end = addresses.size();
        long number = Math.min(Math.max(0, cursor), end);
        int visited = 0;
        for (long left = 10L * count; number < end && visited < count && left > 0; left--) {
            if (used((int) number)) {
                visitor.visit(key((int) number), value((int) number));
                visited++;
            }
            number++;
        }
        return number >= addresses.size() ? 0 : number;
    }

    /// One key by chance; the table must not be empty.
    byte[] random(Prng prng) {
        check(size > 0, "a draw from an empty table");
        int end = addresses.size();
        int number = prng.nextInt(end);
        for (int tries = 0; tries < RANDOM_TRIES && !used(number); tries++) {
            number = prng.nextInt(end);
        }
        while (!used(number)) {
            number = number + 1 == end ? 0 : number + 1;
        }
        return key(number);
    }

    /// The value read as a number of eight bytes.
    long number(int number) {
        int address = addresses.get(number);
        MemorySegment segment = blocks.segment(address);
        return Layout.getLong(segment, ByteBlock.secondAt(segment, Blocks.offset(address)));
    }

    /// Less, equal or greater, byte by byte, unsigned.
    int compareKey(int number, byte[] other) {
        int address = addresses.get(number);
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        return Layout.compare(
                segment, ByteBlock.firstAt(segment, at), ByteBlock.firstLength(segment, at), other);
    }
}
