package dev.firedrill.reports.history;

/// What a key holds, as TYPE says it.
public enum DataType {
    /// The key is absent.
    NONE,
    /// One element: the value.
    STRING,
    /// Elements from head to tail.
    LIST,
    /// Members, in any order.
    SET,
    /// Field, value, field, value, ...
    HASH,
    /// Member, score, member, score, ...
    SORTED_SET,
    /// A type that the runner does not read; no elements.
    OTHER;

    /// @param type a reply to TYPE
    public static DataType ofReply(String type) {
        return switch (type) {
            case "none" -> NONE;
            case "string" -> STRING;
            case "list" -> LIST;
            case "set" -> SET;
            case "hash" -> HASH;
            case "zset" -> SORTED_SET;
            default -> OTHER;
        };
    }
}
