package dev.firedrill.scenarios.option;

/// A text that is no value of an option; the message is one sentence that says what to write.
public final class ValueRefused extends Exception {
    private static final long serialVersionUID = 1L;

    public ValueRefused(String sentence) {
        super(sentence);
    }
}
