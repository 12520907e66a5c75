package dev.firedrill.engine.keyspace;

import java.lang.foreign.MemorySegment;

/// How one entry lies in its block: when it was used, what it is, its key, its value, and its
/// expiry if it has one.
///
/// ```
/// short:  access 4 | kind 1 | key length 1 | value length 2          | [expiry 12] | key | value
/// long:   access 4 | kind 1 | unused 3 | key length 4 | value length 4 | [expiry 12] | key | value
/// expiry: Unix time 8 | place in the column of entries that expire 4
/// ```
///
/// The value of a small collection is all of it, that of a large one the number of its object.
final class Records {
    private static final int KIND_AT = 4;
    private static final int SHORT_KEY_LENGTH_AT = 5;
    private static final int SHORT_VALUE_LENGTH_AT = 6;
    private static final int SHORT_HEAD = 8;
    private static final int LONG_KEY_LENGTH_AT = 8;
    private static final int LONG_VALUE_LENGTH_AT = 12;
    private static final int LONG_HEAD = 16;
    private static final int EXPIRY_BYTES = 12;

    private static final int TYPE_BITS = 0x07;
    private static final int LONG = 0x08;
    private static final int EXPIRES = 0x10;
    private static final int NUMBER = 0x20;
    private static final int FORM_SHIFT = 6;
    private static final int KIND_WITHOUT_FORM = 0x3f;

    private Records() {}

    private static boolean isLong(int keyLength, int valueLength) {
        return keyLength > 0xff || valueLength > 0xffff;
    }

    static long bytes(int keyLength, int valueLength, boolean expires) {
        int head = isLong(keyLength, valueLength) ? LONG_HEAD : SHORT_HEAD;
        return head + (expires ? EXPIRY_BYTES : 0) + (long) keyLength + valueLength;
    }

    /// Everything but the access stamp, the expiry and the contents. The form of a string is
    /// [TextForm#WHOLE].
    static void head(
            MemorySegment segment,
            long at,
            ValueType type,
            int keyLength,
            int valueLength,
            boolean expires) {
        int kind = type.number() | (expires ? EXPIRES : 0);
        if (isLong(keyLength, valueLength)) {
            Layout.putByte(segment, at + KIND_AT, kind | LONG);
            Layout.putInt(segment, at + LONG_KEY_LENGTH_AT, keyLength);
            Layout.putInt(segment, at + LONG_VALUE_LENGTH_AT, valueLength);
        } else {
            Layout.putByte(segment, at + KIND_AT, kind);
            Layout.putByte(segment, at + SHORT_KEY_LENGTH_AT, keyLength);
            Layout.putShort(segment, at + SHORT_VALUE_LENGTH_AT, valueLength);
        }
    }

    private static int kind(MemorySegment segment, long at) {
        return Layout.getByte(segment, at + KIND_AT);
    }

    static ValueType type(MemorySegment segment, long at) {
        return ValueType.of(kind(segment, at) & TYPE_BITS);
    }

    /// Whether the value is the number of a collection.
    static boolean isNumber(MemorySegment segment, long at) {
        return (kind(segment, at) & NUMBER) != 0;
    }

    static void markNumber(MemorySegment segment, long at) {
        Layout.putByte(segment, at + KIND_AT, kind(segment, at) | NUMBER);
    }

    /// Of a string.
    static TextForm form(MemorySegment segment, long at) {
        return TextForm.of(kind(segment, at) >>> FORM_SHIFT);
    }

    static void form(MemorySegment segment, long at, TextForm form) {
        int others = kind(segment, at) & KIND_WITHOUT_FORM;
        Layout.putByte(segment, at + KIND_AT, others | form.number() << FORM_SHIFT);
    }

    static boolean expires(MemorySegment segment, long at) {
        return (kind(segment, at) & EXPIRES) != 0;
    }

    private static boolean isLong(MemorySegment segment, long at) {
        return (kind(segment, at) & LONG) != 0;
    }

    static int keyLength(MemorySegment segment, long at) {
        return isLong(segment, at)
                ? Layout.getInt(segment, at + LONG_KEY_LENGTH_AT)
                : Layout.getByte(segment, at + SHORT_KEY_LENGTH_AT);
    }

    static int valueLength(MemorySegment segment, long at) {
        return isLong(segment, at)
                ? Layout.getInt(segment, at + LONG_VALUE_LENGTH_AT)
                : Layout.getShort(segment, at + SHORT_VALUE_LENGTH_AT);
    }

    /// Whether the block has room for a value of another length, with the same head.
    static boolean fits(MemorySegment segment, long at, int lengthBefore, int length) {
        int keyLength = keyLength(segment, at);
        boolean expires = expires(segment, at);
        return isLong(keyLength, lengthBefore) == isLong(keyLength, length)
                && Blocks.rounded(bytes(keyLength, lengthBefore, expires))
                        == Blocks.rounded(bytes(keyLength, length, expires));
    }

    static void valueLength(MemorySegment segment, long at, int length) {
        if (isLong(segment, at)) {
            Layout.putInt(segment, at + LONG_VALUE_LENGTH_AT, length);
        } else {
            Layout.putShort(segment, at + SHORT_VALUE_LENGTH_AT, length);
        }
    }

    private static long expiryAt(MemorySegment segment, long at) {
        return at + (isLong(segment, at) ? LONG_HEAD : SHORT_HEAD);
    }

    /// Where the key begins.
    static long keyAt(MemorySegment segment, long at) {
        int kind = kind(segment, at);
        return at
                + ((kind & LONG) == 0 ? SHORT_HEAD : LONG_HEAD)
                + ((kind & EXPIRES) == 0 ? 0 : EXPIRY_BYTES);
    }

    /// Where the value begins.
    static long valueAt(MemorySegment segment, long at) {
        return keyAt(segment, at) + keyLength(segment, at);
    }

    static int access(MemorySegment segment, long at) {
        return Layout.getInt(segment, at);
    }

    static void access(MemorySegment segment, long at, int stamp) {
        Layout.putInt(segment, at, stamp);
    }

    /// Only of one that expires.
    static long expireAtMillis(MemorySegment segment, long at) {
        return Layout.getLong(segment, expiryAt(segment, at));
    }

    static void expireAtMillis(MemorySegment segment, long at, long millis) {
        Layout.putLong(segment, expiryAt(segment, at), millis);
    }

    /// Its place in the column of entries that expire.
    static int expiringPlace(MemorySegment segment, long at) {
        return Layout.getInt(segment, expiryAt(segment, at) + Long.BYTES);
    }

    static void expiringPlace(MemorySegment segment, long at, int place) {
        Layout.putInt(segment, expiryAt(segment, at) + Long.BYTES, place);
    }

    static long bytes(MemorySegment segment, long at) {
        return bytes(keyLength(segment, at), valueLength(segment, at), expires(segment, at));
    }
}
