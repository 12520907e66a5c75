package dev.firedrill.engine.rdb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A snapshot put together byte by byte, also in encodings that nobody writes any more. Written
/// from the description of the format, without the code under test.
public final class RdbBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static RdbBytes version(int version) {
        return new RdbBytes().raw(latin("REDIS%04d".formatted(version)));
    }

    public RdbBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public RdbBytes raw(int... octets) {
        for (int octet : octets) {
            out.write(octet);
        }
        return this;
    }

    public RdbBytes length(long length) {
        if (length < 64) {
            return raw((int) length);
        }
        if (length < 1 << 14) {
            return raw(0x40 | (int) (length >>> 8), (int) length);
        }
        return raw(0x80).raw(ByteBuffer.allocate(4).putInt((int) length).array());
    }

    public RdbBytes string(byte[] bytes) {
        return length(bytes.length).raw(bytes);
    }

    public RdbBytes string(String text) {
        return string(latin(text));
    }

    public RdbBytes key(int type, String key) {
        return raw(type).string(key);
    }

    public RdbBytes little(int width, long value) {
        for (int i = 0; i < width; i++) {
            out.write((int) (value >>> (8 * i)));
        }
        return this;
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    /// The end mark, and a checksum of zero, which stands for none.
    public byte[] end() {
        return raw(0xff).raw(new byte[8]).bytes();
    }

    /// Of elements with their head, without the length of the one before.
    public static byte[] ziplist(byte[]... elements) {
        var body = new RdbBytes();
        int previous = 0;
        int last = 0;
        for (byte[] element : elements) {
            last = 10 + body.out.size();
            if (previous < 254) {
                body.raw(previous);
            } else {
                body.raw(254).little(4, previous);
            }
            body.raw(element);
            previous = 10 + body.out.size() - last;
        }
        return new RdbBytes()
                .little(4, 10 + body.out.size() + 1)
                .little(4, elements.length == 0 ? 10 : last)
                .little(2, elements.length)
                .raw(body.bytes())
                .raw(0xff)
                .bytes();
    }

    /// Of elements with their head, without the length for those who walk backwards.
    public static byte[] listpack(byte[]... elements) {
        var body = new RdbBytes();
        for (byte[] element : elements) {
            body.raw(element);
            if (element.length <= 127) {
                body.raw(element.length);
            } else {
                // Backwards: the last byte comes first, and all but the first-written continue.
                body.raw(element.length >>> 7, 0x80 | (element.length & 0x7f));
            }
        }
        return new RdbBytes()
                .little(4, 6 + body.out.size() + 1)
                .little(2, elements.length)
                .raw(body.bytes())
                .raw(0xff)
                .bytes();
    }

    public static byte[] ziplistText(String text) {
        byte[] bytes = latin(text);
        var out = new RdbBytes();
        if (bytes.length < 64) {
            out.raw(bytes.length);
        } else if (bytes.length < 1 << 14) {
            out.raw(0x40 | bytes.length >>> 8, bytes.length);
        } else {
            out.raw(0x80).raw(ByteBuffer.allocate(4).putInt(bytes.length).array());
        }
        return out.raw(bytes).bytes();
    }

    public static byte[] listpackText(String text) {
        byte[] bytes = latin(text);
        var out = new RdbBytes();
        if (bytes.length < 64) {
            out.raw(0x80 | bytes.length);
        } else if (bytes.length < 1 << 12) {
            out.raw(0xe0 | bytes.length >>> 8, bytes.length);
        } else {
            out.raw(0xf0).little(4, bytes.length);
        }
        return out.raw(bytes).bytes();
    }

    /// A head, then a number of so many bytes.
    public static byte[] number(int head, int width, long value) {
        return new RdbBytes().raw(head).little(width, value).bytes();
    }

    public static byte[] intset(int width, long... members) {
        var out = new RdbBytes().little(4, width).little(4, members.length);
        for (long member : members) {
            out.little(width, member);
        }
        return out.bytes();
    }

    public static byte[] score(double score) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(score).array();
    }
}
