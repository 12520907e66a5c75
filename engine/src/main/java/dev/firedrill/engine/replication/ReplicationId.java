package dev.firedrill.engine.replication;

import dev.firedrill.engine.base.Prng;

/// Names one history of writes: 40 hexadecimal digits that a master draws when it begins a history.
/// Two nodes with the same id and offset hold the same data.
public record ReplicationId(String hex) {
    /// What a replica asks for that has no history yet.
    public static final ReplicationId ANY = new ReplicationId("?");

    /// The secondary id of a node that has followed no other history.
    public static final ReplicationId NONE = new ReplicationId("0".repeat(40));

    private static final int LENGTH = 40;

    public static ReplicationId draw(Prng prng) {
        var hex = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            hex.append(Character.forDigit(prng.nextInt(16), 16));
        }
        return new ReplicationId(hex.toString());
    }

    /// Whether a peer's text could be an id at all: it will be shown in logs and sent on in
    /// replies.
    public static boolean isWellFormed(String text) {
        return text.length() == LENGTH && text.chars().allMatch(ReplicationId::isLetterOrDigit);
    }

    private static boolean isLetterOrDigit(int character) {
        return (character >= '0' && character <= '9')
                || (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z');
    }

    @Override
    public String toString() {
        return hex;
    }
}
