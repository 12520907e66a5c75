package dev.firedrill.engine.keyspace;

/// What a key holds, in the words and numbers of the protocol and of `DEBUG DIGEST`.
public enum ValueType {
    STRING("string"),
    LIST("list"),
    SET("set"),
    RANKING("zset"),
    HASH("hash");

    private final String word;

    ValueType(String word) {
        this.word = word;
    }

    /// As `TYPE` answers.
    public String word() {
        return word;
    }
}
