package dev.firedrill.reports.history;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// How a value stands in the journal. A short one stands as it is; a long one by its beginning, its
/// length and a hash, so that a journal of large values stays small and two values still compare.
public final class Fingerprint {
    private static final int WHOLE_MAX = 48;
    private static final int HEAD = 16;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Fingerprint() {}

    /// The value itself up to 48 characters; else for example
    /// `12:ABCDEFGHIJKLM...902:9ae16a3b2f90404f`.
    public static String of(String value) {
        if (value.length() <= WHOLE_MAX) return value;
        // Half a surrogate pair cannot be written as UTF-8.
        int head = Character.isHighSurrogate(value.charAt(HEAD - 1)) ? HEAD - 1 : HEAD;
        long hash = hash(value.getBytes(StandardCharsets.UTF_8));
        return value.substring(0, head)
                + "..."
                + value.length()
                + ":"
                + HexFormat.of().toHexDigits(hash);
    }

    /// FNV-1a, 64 bits (RFC 9923).
    static long hash(byte[] bytes) {
        long hash = FNV_OFFSET;
        for (byte one : bytes) {
            hash = (hash ^ Byte.toUnsignedInt(one)) * FNV_PRIME;
        }
        return hash;
    }
}
