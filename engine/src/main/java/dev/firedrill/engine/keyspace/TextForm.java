package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

/// How a string was last written, which decides its encoding in redis-server 7.0. This server
/// stores the same bytes in any case; only OBJECT ENCODING and its relatives show the difference.
public enum TextForm {
    /// SET and its relatives: `int` if it is a number, else `embstr` or `raw` by its length.
    WHOLE(0),
    /// APPEND, SETRANGE and the bit commands: always `raw`.
    CHANGED_IN_PLACE(1),
    /// INCRBYFLOAT: never `int`, even if the sum is a whole number.
    FLOAT(2);

    private static final TextForm[] IN_ORDER = values();

    private final int number;

    TextForm(int number) {
        this.number = number;
    }

    /// Fits into two bits.
    int number() {
        return number;
    }

    /// By its number.
    static TextForm of(int number) {
        TextForm found = IN_ORDER[number];
        check(found.number == number, "forms out of the order of their numbers");
        return found;
    }
}
