package dev.firedrill.engine.keyspace;

/// The words of OBJECT ENCODING: how redis-server 7.0 would keep a value with its defaults.
final class Encodings {
    private static final int EMBEDDED_BYTES_MAX = 44;
    private static final int INTEGER_BYTES_MAX = 20;
    private static final int INTSET_MEMBERS_MAX = 512;
    private static final int LISTPACK_FIELDS_MAX = 512;
    private static final int LISTPACK_BYTES_MAX = 64;

    private Encodings() {}

    static String of(Elements value) {
        return switch (value) {
            case BytesList _ -> "quicklist";
            case Elements.OfSet(BytesTable members) ->
                    members.size() <= INTSET_MEMBERS_MAX && allIntegers(members)
                            ? "intset"
                            : "hashtable";
            case Elements.OfHash(BytesTable fields) ->
                    fields.size() <= LISTPACK_FIELDS_MAX && allShort(fields)
                            ? "listpack"
                            : "hashtable";
            case BytesRanking ranking -> ranking.packed() ? "listpack" : "skiplist";
        };
    }

    static String ofText(byte[] text) {
        if (isInteger(text)) {
            return "int";
        }
        return text.length <= EMBEDDED_BYTES_MAX ? "embstr" : "raw";
    }

    static boolean isInteger(byte[] text) {
        if (text.length == 0 || text.length > INTEGER_BYTES_MAX) {
            return false;
        }
        int at = text[0] == '-' ? 1 : 0;
        if (at == text.length || (text[at] == '0' && text.length > 1)) {
            return false;
        }
        for (int i = at; i < text.length; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return false;
            }
        }
        try {
            Long.parseLong(new String(text, java.nio.charset.StandardCharsets.US_ASCII));
            return true;
        } catch (NumberFormatException tooLarge) {
            return false;
        }
    }

    private static boolean allIntegers(BytesTable members) {
        boolean[] all = {true};
        members.forEach((member, _) -> all[0] &= isInteger(member));
        return all[0];
    }

    private static boolean allShort(BytesTable fields) {
        boolean[] all = {true};
        fields.forEach((field, value) ->
                all[0] &= field.length <= LISTPACK_BYTES_MAX && value.length <= LISTPACK_BYTES_MAX);
        return all[0];
    }
}
