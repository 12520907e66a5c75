package dev.firedrill.scenarios.workload;

import dev.firedrill.engine.base.Prng;

/// What values are made of that only have to be large: text that no compression makes smaller, as
/// snapshots are compressed by default and a drill is about the bytes that travel.
public final class Filler {
    private static final String LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private Filler() {}

    /// The same for the same length.
    public static String text(int length) {
        var prng = new Prng(length);
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(prng.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
