package dev.firedrill.engine.command;

/// A command that cannot be carried out, with the error text for the client. It carries no stack
/// trace: it is an answer, not an accident.
public final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param text with its code, for example `ERR syntax error`
    public Refused(String text) {
        super(text, null, false, false);
    }

    public String text() {
        return String.valueOf(getMessage());
    }

    static Refused syntax() {
        return new Refused("ERR syntax error");
    }

    static Refused wrongType() {
        return new Refused("WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    static Refused notAnInteger() {
        return new Refused("ERR value is not an integer or out of range");
    }

    static Refused noSuchKey() {
        return new Refused("ERR no such key");
    }
}
