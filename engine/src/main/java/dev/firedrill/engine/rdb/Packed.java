package dev.firedrill.engine.rdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The compact encodings inside of a snapshot: ziplist, listpack, intset and LZF. Every length is
/// checked against what is there before anything is allocated. Source: Redis RDB file format.
final class Packed {
    private static final int ZIPLIST_HEADER = 10;
    private static final int LISTPACK_HEADER = 6;
    private static final int INTSET_HEADER = 8;
    private static final int LZF_GROWTH_MAX = 300;

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
        in.position(ZIPLIST_HEADER);
        var elements = new ArrayList<byte[]>();
        while (true) {
            need(in, 1);
            int previous = in.get() & 0xff;
            if (previous == 0xff) {
                return elements;
            }
            if (previous == 0xfe) {
                need(in, 4);
                in.getInt();
            }
            elements.add(ziplistElement(in));
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
        in.position(LISTPACK_HEADER);
        var elements = new ArrayList<byte[]>();
        while (true) {
            need(in, 1);
            int from = in.position();
            int encoding = in.get() & 0xff;
            if (encoding == 0xff) {
                return elements;
            }
            elements.add(listpackElement(in, encoding));
            int length = in.position() - from;
            int back = backBytes(length);
            need(in, back);
            in.position(in.position() + back);
        }
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
        if ((width != 2 && width != 4 && width != 8) || in.remaining() != count * width) {
            throw new Damaged("an intset with a wrong length");
        }
        var members = new ArrayList<byte[]>((int) count);
        for (long i = 0; i < count; i++) {
            members.add(text(integer(in, width)));
        }
        return members;
    }

    /// @param length what it must come to
    static byte[] lzf(byte[] packed, long length) throws Damaged {
        // No LZF input grows more than that; a larger promise is a bomb.
        if (length < 0 || length > (long) packed.length * LZF_GROWTH_MAX) {
            throw new Damaged("a compressed string that claims " + length + " bytes");
        }
        byte[] out = new byte[(int) length];
        int at = 0;
        int to = 0;
        while (at < packed.length) {
            int control = packed[at++] & 0xff;
            if (control < 32) {
                int literal = control + 1;
                if (at + literal > packed.length || to + literal > out.length) {
                    throw new Damaged("a compressed string is cut off");
                }
                System.arraycopy(packed, at, out, to, literal);
                at += literal;
                to += literal;
                continue;
            }
            int copied = control >>> 5;
            if (copied == 7) {
                if (at >= packed.length) {
                    throw new Damaged("a compressed string is cut off");
                }
                copied += packed[at++] & 0xff;
            }
            copied += 2;
            if (at >= packed.length) {
                throw new Damaged("a compressed string is cut off");
            }
            int from = to - ((control & 0x1f) << 8 | (packed[at++] & 0xff)) - 1;
            if (from < 0 || to + copied > out.length) {
                throw new Damaged("a compressed string refers outside of itself");
            }
            // Byte by byte: source and target overlap on purpose.
            for (int i = 0; i < copied; i++) {
                out[to++] = out[from++];
            }
        }
        return to == out.length ? out : Arrays.copyOf(out, to);
    }
}
