package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

/// What a key holds, in the words and numbers of the protocol and of `DEBUG DIGEST`.
public enum ValueType {
    STRING(0, "string"),
    LIST(1, "list"),
    SET(2, "set"),
    RANKING(3, "zset"),
    HASH(4, "hash");

    private static final ValueType[] IN_ORDER = values();

    private final int number;
    private final String word;

    ValueType(int number, String word) {
        this.number = number;
        this.word = word;
    }

    int number() {
        return number;
    }

    /// By its number.
    static ValueType of(int number) {
        ValueType found = IN_ORDER[number];
        check(found.number == number, "types out of the order of their numbers");
        return found;
    }

    /// As `TYPE` answers.
    public String word() {
        return word;
    }
}
