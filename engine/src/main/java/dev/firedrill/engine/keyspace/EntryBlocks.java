package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// The blocks of the entries of one table, and the column that tells where the block of each number
/// lies. Only here are blocks taken, moved and given back.
final class EntryBlocks {
    private final Blocks blocks;
    private final Column addresses;
    private final Column freeEntries;

    EntryBlocks(Blocks blocks) {
        this.blocks = blocks;
        addresses = new Column(blocks);
        freeEntries = new Column(blocks);
    }

    /// One past the last number in use.
    int end() {
        return addresses.size();
    }

    boolean used(int entry) {
        return entry < addresses.size() && addresses.get(entry) != Blocks.NOWHERE;
    }

    private int address(int entry) {
        int address = addresses.get(entry);
        check(address != Blocks.NOWHERE, "an entry is used after it was deleted");
        return address;
    }

    /// A new entry with a key; the value and the expiry are to be written.
    int create(
            byte[] key, int offset, int length, ValueType type, int valueLength, boolean expires) {
        int address = blocks.take(Records.bytes(length, valueLength, expires));
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        Records.head(segment, at, type, length, valueLength, expires);
        Records.access(segment, at, AccessClock.UNKNOWN);
        Layout.put(segment, Records.keyAt(segment, at), key, offset, length);
        if (freeEntries.size() == 0) {
            addresses.add(address);
            return addresses.size() - 1;
        }
        int entry = freeEntries.removeLast();
        addresses.set(entry, address);
        return entry;
    }

    void remove(int entry) {
        int address = address(entry);
        MemorySegment segment = blocks.segment(address);
        blocks.give(address, Records.bytes(segment, Blocks.offset(address)));
        addresses.set(entry, Blocks.NOWHERE);
        freeEntries.add(entry);
        if (freeEntries.size() == addresses.size()) {
            addresses.clear();
            freeEntries.clear();
        }
    }

    // Keys.

    byte[] key(int entry) {
        int address = address(entry);
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        return Layout.bytes(segment, Records.keyAt(segment, at), Records.keyLength(segment, at));
    }

    int keyLength(int entry) {
        int address = address(entry);
        return Records.keyLength(blocks.segment(address), Blocks.offset(address));
    }

    void copyKey(int entry, byte[] target) {
        int address = address(entry);
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        int length = Records.keyLength(segment, at);
        Layout.get(segment, Records.keyAt(segment, at), target, 0, length);
    }

    boolean hasKey(int entry, byte[] key, int offset, int length) {
        int address = addresses.get(entry);
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        return Records.keyLength(segment, at) == length
                && KeyHash.same(segment, Records.keyAt(segment, at), key, offset, length);
    }

    long hash(int entry, KeyHash hash) {
        int address = addresses.get(entry);
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        return hash.of(segment, Records.keyAt(segment, at), Records.keyLength(segment, at));
    }

    // Values.

    ValueType type(int entry) {
        int address = address(entry);
        return Records.type(blocks.segment(address), Blocks.offset(address));
    }

    int valueLength(int entry) {
        int address = address(entry);
        return Records.valueLength(blocks.segment(address), Blocks.offset(address));
    }

    byte[] value(int entry) {
        byte[] copied = new byte[valueLength(entry)];
        copyValue(entry, 0, copied.length, copied, 0);
        return copied;
    }

    void copyValue(int entry, int from, int length, byte[] target, int targetOffset) {
        int address = address(entry);
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        check(
                from >= 0 && from + length <= Records.valueLength(segment, at),
                "a value is read outside of itself");
        Layout.get(segment, Records.valueAt(segment, at) + from, target, targetOffset, length);
    }

    void write(int entry, int at, byte[] part, int offset, int length) {
        int address = address(entry);
        MemorySegment segment = blocks.segment(address);
        long recordAt = Blocks.offset(address);
        check(
                at >= 0 && at + length <= Records.valueLength(segment, recordAt),
                "a value is written outside of itself");
        Layout.put(segment, Records.valueAt(segment, recordAt) + at, part, offset, length);
    }

    void write(int entry, int at, ByteBuffer part) {
        int address = address(entry);
        MemorySegment segment = blocks.segment(address);
        long recordAt = Blocks.offset(address);
        check(
                at >= 0 && at + part.remaining() <= Records.valueLength(segment, recordAt),
                "a value is written outside of itself");
        MemorySegment from = MemorySegment.ofBuffer(part);
        long to = Records.valueAt(segment, recordAt) + at;
        MemorySegment.copy(from, 0, segment, to, from.byteSize());
    }

    void zero(int entry, int from, int to) {
        int address = address(entry);
        MemorySegment segment = blocks.segment(address);
        long valueAt = Records.valueAt(segment, Blocks.offset(address));
        segment.asSlice(valueAt + from, to - from).fill((byte) 0);
    }

    /// Most writes end here: a string in place of another of about the same length. False when the
    /// block must be another one.
    boolean replaceText(int entry, byte[] text, int offset, int length) {
        int address = address(entry);
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        if (Records.type(segment, at) != ValueType.STRING
                || !Records.fits(segment, at, Records.valueLength(segment, at), length)) {
            return false;
        }
        Records.valueLength(segment, at, length);
        Records.form(segment, at, TextForm.WHOLE);
        Layout.put(segment, Records.valueAt(segment, at), text, offset, length);
        return true;
    }

    TextForm form(int entry) {
        int address = address(entry);
        return Records.form(blocks.segment(address), Blocks.offset(address));
    }

    void form(int entry, TextForm form) {
        int address = address(entry);
        Records.form(blocks.segment(address), Blocks.offset(address), form);
    }

    /// What the value's place holds is the number of a collection that lies elsewhere.
    boolean isNumber(int entry) {
        int address = address(entry);
        return Records.isNumber(blocks.segment(address), Blocks.offset(address));
    }

    int number(int entry) {
        int address = address(entry);
        MemorySegment segment = blocks.segment(address);
        return Layout.getInt(segment, Records.valueAt(segment, Blocks.offset(address)));
    }

    void number(int entry, int number) {
        int address = address(entry);
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        Records.markNumber(segment, at);
        Layout.putInt(segment, Records.valueAt(segment, at), number);
    }

    /// Makes a block fit for another value or for an expiry. Where it moves, the key goes along,
    /// and of the value as much as there is room for if it is to be kept.
    void reshape(int entry, ValueType type, int valueLength, boolean expires, boolean keepsValue) {
        int old = address(entry);
        MemorySegment from = blocks.segment(old);
        long fromAt = Blocks.offset(old);
        boolean number = keepsValue && Records.isNumber(from, fromAt);
        TextForm form = keepsValue ? Records.form(from, fromAt) : TextForm.WHOLE;
        int keyLength = Records.keyLength(from, fromAt);
        long bytes = Records.bytes(keyLength, valueLength, expires);
        long bytesBefore = Records.bytes(from, fromAt);
        long keyBefore = Records.keyAt(from, fromAt) - fromAt;
        boolean sameHead = keyBefore == bytes - keyLength - valueLength;
        int address = old;
        if (sameHead && Blocks.rounded(bytes) == Blocks.rounded(bytesBefore)) {
            Records.head(from, fromAt, type, keyLength, valueLength, expires);
        } else {
            address = blocks.take(bytes);
            MemorySegment into = blocks.segment(address);
            long at = Blocks.offset(address);
            Records.head(into, at, type, keyLength, valueLength, expires);
            Records.access(into, at, Records.access(from, fromAt));
            if (expires && Records.expires(from, fromAt)) {
                Records.expireAtMillis(into, at, Records.expireAtMillis(from, fromAt));
                Records.expiringPlace(into, at, Records.expiringPlace(from, fromAt));
            }
            int kept = keepsValue ? Math.min(valueLength, Records.valueLength(from, fromAt)) : 0;
            long keyAt = Records.keyAt(into, at);
            MemorySegment.copy(from, fromAt + keyBefore, into, keyAt, keyLength + (long) kept);
            blocks.give(old, bytesBefore);
            addresses.set(entry, address);
        }
        if (number) {
            Records.markNumber(blocks.segment(address), Blocks.offset(address));
        }
        Records.form(blocks.segment(address), Blocks.offset(address), form);
    }

    // Expiry.

    boolean expires(int entry) {
        int address = address(entry);
        return Records.expires(blocks.segment(address), Blocks.offset(address));
    }

    /// Or [EntrySink#NEVER].
    long expireAt(int entry) {
        int address = address(entry);
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        return Records.expires(segment, at) ? Records.expireAtMillis(segment, at) : EntrySink.NEVER;
    }

    /// Only of one that has room for it.
    void expireAt(int entry, long millis) {
        int address = address(entry);
        Records.expireAtMillis(blocks.segment(address), Blocks.offset(address), millis);
    }

    int expiringPlace(int entry) {
        int address = address(entry);
        return Records.expiringPlace(blocks.segment(address), Blocks.offset(address));
    }

    void expiringPlace(int entry, int place) {
        int address = address(entry);
        Records.expiringPlace(blocks.segment(address), Blocks.offset(address), place);
    }

    // Use.

    int access(int entry) {
        int address = address(entry);
        return Records.access(blocks.segment(address), Blocks.offset(address));
    }

    void access(int entry, int stamp) {
        int address = address(entry);
        Records.access(blocks.segment(address), Blocks.offset(address), stamp);
    }

    long bytes(int entry) {
        int address = address(entry);
        return Blocks.rounded(Records.bytes(blocks.segment(address), Blocks.offset(address)));
    }
}
