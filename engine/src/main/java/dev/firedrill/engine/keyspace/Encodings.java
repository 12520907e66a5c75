package dev.firedrill.engine.keyspace;

import java.nio.charset.StandardCharsets;

/// The words of OBJECT ENCODING: how redis-server 7.0 would keep a value.
final class Encodings {
    private static final int EMBEDDED_BYTES_MAX = 44;
    private static final int INTEGER_BYTES_MAX = 20;

    private Encodings() {}

    static String of(Elements value) {
        return switch (value) {
            case BytesList _ -> "quicklist";
            case Elements.OfSet _ -> value.expanded() ? "hashtable" : "intset";
            case Elements.OfHash _ -> value.expanded() ? "hashtable" : "listpack";
            case BytesRanking _ -> value.expanded() ? "skiplist" : "listpack";
        };
    }

    static String ofText(TextForm form, byte[] text) {
        if (form == TextForm.CHANGED_IN_PLACE) {
            return "raw";
        }
        if (form == TextForm.WHOLE && isInteger(text, 0, text.length)) {
            return "int";
        }
        return text.length <= EMBEDDED_BYTES_MAX ? "embstr" : "raw";
    }

    static boolean isInteger(byte[] text, int offset, int length) {
        if (length == 0 || length > INTEGER_BYTES_MAX) {
            return false;
        }
        int at = text[offset] == '-' ? 1 : 0;
        if (at == length || (text[offset + at] == '0' && length > 1)) {
            return false;
        }
        for (int i = at; i < length; i++) {
            if (text[offset + i] < '0' || text[offset + i] > '9') {
                return false;
            }
        }
        if (length < INTEGER_BYTES_MAX - 1) {
            return true;
        }
        try {
            Long.parseLong(new String(text, offset, length, StandardCharsets.US_ASCII));
            return true;
        } catch (NumberFormatException tooLarge) {
            return false;
        }
    }
}
