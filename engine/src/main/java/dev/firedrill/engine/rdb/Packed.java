package dev.firedrill.engine.rdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The compact encodings inside of a snapshot: ziplist, listpack, intset and zipmap. Every length
/// is checked against what is there before anything is allocated. Source: Redis RDB file format.
final class Packed {
    private static final int ZIPLIST_HEADER = 10;
    private static final int BACK_BYTES_MAX = 5;
    private static final int LISTPACK_HEADER = 6;
    private static final int INTSET_HEADER = 8;
    private static final int ZIPMAP_LONG = 254;
    private static final int UNCOUNTED = 0xffff;

    private Packed() {}

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] text(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }

    private static void need(ByteBuffer in, long bytes) throws Damaged {
        if (bytes < 0 || in.remaining() < bytes) {
            throw new Damaged("a packed value is cut off");
        }
    }

    private static byte[] take(ByteBuffer in, long length) throws Damaged {
        need(in, length);
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    static List<byte[]> ziplist(byte[] bytes) throws Damaged {
        var in = little(bytes);
        need(in, ZIPLIST_HEADER + 1);
        long total = in.getInt() & 0xffffffffL;
        long tail = in.getInt() & 0xffffffffL;
        int count = in.getShort() & 0xffff;
        var elements = new ArrayList<byte[]>();
        int last = ZIPLIST_HEADER;
        int lastBytes = 0;
        while (true) {
            need(in, 1);
            int from = in.position();
            long previous = in.get() & 0xff;
            if (previous == 0xff) {
                checkEnd("ziplist", in, total, count, elements.size());
                if (tail != last) {
                    throw new Damaged("a ziplist whose last element is not where it claims");
                }
                return elements;
            }
            if (previous == 0xfe) {
                // Also in front of a short one: it is not made smaller when what is before shrinks.
                need(in, 4);
                previous = in.getInt() & 0xffffffffL;
            }
            if (previous != lastBytes) {
                throw new Damaged("a ziplist that does not read the same backwards");
            }
            elements.add(ziplistElement(in));
            last = from;
            lastBytes = in.position() - from;
        }
    }

    /// The head must say what was found. A count that does not fit its two bytes says nothing.
    private static void checkEnd(String what, ByteBuffer in, long total, int count, int found)
            throws Damaged {
        if (total != in.limit() || in.hasRemaining()) {
            throw new Damaged("a " + what + " whose length is not the one that it claims");
        }
        if (count != UNCOUNTED && count != found) {
            throw new Damaged("a " + what + " of " + found + " elements that claims " + count);
        }
    }

    private static byte[] ziplistElement(ByteBuffer in) throws Damaged {
        need(in, 1);
        int encoding = in.get() & 0xff;
        if (encoding >>> 6 == 3) {
            return text(ziplistInteger(in, encoding));
        }
        if (encoding >>> 6 == 0) {
            return take(in, encoding & 0x3f);
        }
        if (encoding >>> 6 == 1) {
            need(in, 1);
            return take(in, (encoding & 0x3f) << 8 | (in.get() & 0xff));
        }
        need(in, 4);
        return take(in, Integer.reverseBytes(in.getInt()) & 0xffffffffL);
    }

    private static long ziplistInteger(ByteBuffer in, int encoding) throws Damaged {
        if (encoding >= 0xf1 && encoding <= 0xfd) {
            return (encoding & 0x0f) - 1L;
        }
        return switch (encoding) {
            case 0xfe -> integer(in, 1);
            case 0xc0 -> integer(in, 2);
            case 0xf0 -> integer(in, 3);
            case 0xd0 -> integer(in, 4);
            case 0xe0 -> integer(in, 8);
            default -> throw new Damaged("a ziplist with encoding " + encoding);
        };
    }

    /// Signed, little end first.
    private static long integer(ByteBuffer in, int bytes) throws Damaged {
        need(in, bytes);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (in.get() & 0xffL) << (8 * i);
        }
        int unused = 64 - 8 * bytes;
        return value << unused >> unused;
    }

    static List<byte[]> listpack(byte[] bytes) throws Damaged {
        var in = little(bytes);
        need(in, LISTPACK_HEADER + 1);
        long total = in.getInt() & 0xffffffffL;
        int count = in.getShort() & 0xffff;
        var elements = new ArrayList<byte[]>();
        while (true) {
            need(in, 1);
            int from = in.position();
            int encoding = in.get() & 0xff;
            if (encoding == 0xff) {
                checkEnd("listpack", in, total, count, elements.size());
                return elements;
            }
            elements.add(listpackElement(in, encoding));
            int length = in.position() - from;
            checkBack(in, length);
        }
    }

    /// Behind each element stands its length for those who walk backwards: seven bits in each byte,
    /// the lowest last, and all but the first say that there is more before. As in redis-server
    /// what they read counts, also where that goes on into the element itself.
    private static void checkBack(ByteBuffer in, int length) throws Damaged {
        int back = backBytes(length);
        need(in, back);
        in.position(in.position() + back);
        if (lengthBefore(in) != length) {
            throw new Damaged("a listpack that does not read the same backwards");
        }
    }

    private static long lengthBefore(ByteBuffer in) {
        long length = 0;
        for (int i = 0; i < BACK_BYTES_MAX; i++) {
            byte read = in.get(in.position() - 1 - i);
            length |= (read & 0x7fL) << (7 * i);
            if (read >= 0) {
                return length;
            }
        }
        return -1;
    }

    /// How many bytes tell the length of an element to those who walk backwards.
    private static int backBytes(int length) {
        if (length <= 127) {
            return 1;
        }
        if (length < 16_383) {
            return 2;
        }
        if (length < 2_097_151) {
            return 3;
        }
        return length < 268_435_455 ? 4 : 5;
    }

    private static byte[] listpackElement(ByteBuffer in, int encoding) throws Damaged {
        if ((encoding & 0x80) == 0) {
            return text(encoding & 0x7f);
        }
        if ((encoding & 0xc0) == 0x80) {
            return take(in, encoding & 0x3f);
        }
        if ((encoding & 0xe0) == 0xc0) {
            need(in, 1);
            int raw = (encoding & 0x1f) << 8 | (in.get() & 0xff);
            return text(raw << 19 >> 19);
        }
        if ((encoding & 0xf0) == 0xe0) {
            need(in, 1);
            return take(in, (encoding & 0x0f) << 8 | (in.get() & 0xff));
        }
        return switch (encoding) {
            case 0xf0 -> {
                need(in, 4);
                yield take(in, in.getInt() & 0xffffffffL);
            }
            case 0xf1 -> text(integer(in, 2));
            case 0xf2 -> text(integer(in, 3));
            case 0xf3 -> text(integer(in, 4));
            case 0xf4 -> text(integer(in, 8));
            default -> throw new Damaged("a listpack with encoding " + encoding);
        };
    }

    static List<byte[]> intset(byte[] bytes) throws Damaged {
        var in = little(bytes);
        need(in, INTSET_HEADER);
        int width = in.getInt();
        long count = in.getInt() & 0xffffffffL;
        if ((width != 2 && width != 4 && width != 8)
                || in.remaining() != count * width
                || count == 0) {
            throw new Damaged("an intset with a wrong length");
        }
        var members = new ArrayList<byte[]>((int) count);
        long last = 0;
        for (long i = 0; i < count; i++) {
            long member = integer(in, width);
            if (i > 0 && member <= last) {
                throw new Damaged("an intset that is not in order");
            }
            last = member;
            members.add(text(member));
        }
        return members;
    }

    /// The small hashes of Redis before 2.6: a count that means nothing when it is 254, then field
    /// and value by turns, each value with some unused bytes behind it.
    static List<byte[]> zipmap(byte[] bytes) throws Damaged {
        var in = little(bytes);
        need(in, 2);
        int count = in.get() & 0xff;
        var pairs = new ArrayList<byte[]>();
        while (true) {
            need(in, 1);
            if (in.get(in.position()) == (byte) 0xff) {
                break;
            }
            pairs.add(take(in, zipmapLength(in)));
            long length = zipmapLength(in);
            need(in, 1);
            int unused = in.get() & 0xff;
            pairs.add(take(in, length));
            take(in, unused);
        }
        if (in.remaining() != 1 || (count != ZIPMAP_LONG && count != pairs.size() / 2)) {
            throw new Damaged("a zipmap whose length is not the one that it claims");
        }
        return pairs;
    }

    private static long zipmapLength(ByteBuffer in) throws Damaged {
        need(in, 1);
        int first = in.get() & 0xff;
        if (first < ZIPMAP_LONG) {
            return first;
        }
        if (first > ZIPMAP_LONG) {
            throw new Damaged("a zipmap with a field that has no value");
        }
        need(in, 4);
        return in.getInt() & 0xffffffffL;
    }
}
