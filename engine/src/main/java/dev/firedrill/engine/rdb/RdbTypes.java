package dev.firedrill.engine.rdb;

import java.util.Locale;

/// The numbers of the format. Source: Redis RDB file format, versions up to 10.
final class RdbTypes {
    static final int VERSION = 10;
    static final int VERSION_WITH_CHECKSUM = 5;

    static final int STRING = 0;
    static final int LIST = 1;
    static final int SET = 2;
    static final int ZSET_TEXT_SCORES = 3;
    static final int HASH = 4;
    static final int ZSET = 5;
    static final int HASH_ZIPMAP = 9;
    static final int LIST_ZIPLIST = 10;
    static final int SET_INTSET = 11;
    static final int ZSET_ZIPLIST = 12;
    static final int HASH_ZIPLIST = 13;
    static final int LIST_QUICKLIST = 14;
    static final int HASH_LISTPACK = 16;
    static final int ZSET_LISTPACK = 17;
    static final int LIST_QUICKLIST_2 = 18;

    static final int FUNCTION = 0xF5;
    static final int FUNCTION_PRE_GA = 0xF6;
    static final int MODULE_AUX = 0xF7;
    static final int IDLE = 0xF8;
    static final int FREQUENCY = 0xF9;
    static final int AUX = 0xFA;
    static final int RESIZE_DATABASE = 0xFB;
    static final int EXPIRE_MILLIS = 0xFC;
    static final int EXPIRE_SECONDS = 0xFD;
    static final int SELECT_DATABASE = 0xFE;
    static final int END = 0xFF;

    static final int LENGTH_6 = 0;
    static final int LENGTH_14 = 1;
    static final int LENGTH_32 = 0x80;
    static final int LENGTH_64 = 0x81;
    static final int ENCODED = 3;
    static final int ENCODED_INT8 = 0;
    static final int ENCODED_INT16 = 1;
    static final int ENCODED_INT32 = 2;
    static final int ENCODED_LZF = 3;

    /// Kinds of nodes of a list: one large element, or several packed ones.
    static final int NODE_PLAIN = 1;

    static final int NODE_PACKED = 2;

    private static final int SHOWN_MAX = 128;

    private RdbTypes() {}

    static boolean isRead(int type) {
        return switch (type) {
            case STRING,
                    LIST,
                    SET,
                    ZSET_TEXT_SCORES,
                    HASH,
                    ZSET,
                    HASH_ZIPMAP,
                    LIST_ZIPLIST,
                    SET_INTSET,
                    ZSET_ZIPLIST,
                    HASH_ZIPLIST,
                    LIST_QUICKLIST,
                    HASH_LISTPACK,
                    ZSET_LISTPACK,
                    LIST_QUICKLIST_2 ->
                    true;
            default -> false;
        };
    }

    /// Text of a file on its way into the log: it may hold line ends, or half a gigabyte.
    static String shown(String text) {
        var shown = new StringBuilder();
        int length = Math.min(text.length(), SHOWN_MAX);
        for (int i = 0; i < length; i++) {
            char one = text.charAt(i);
            shown.append(
                    one < ' ' || one > '~'
                            ? String.format(Locale.ROOT, "\\x%02x", (int) one)
                            : one);
        }
        return length < text.length() ? shown + "..." : shown.toString();
    }

    /// What a type that is not read here is called.
    static String name(int type) {
        return switch (type) {
            case 6, 7 -> "module value";
            case 15, 19 -> "stream";
            case MODULE_AUX -> "module data";
            case FUNCTION, FUNCTION_PRE_GA -> "function library";
            default -> "unknown type " + type;
        };
    }
}
