package dev.firedrill.engine.keyspace;

import dev.firedrill.engine.base.InvariantViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// A fingerprint of a whole dataset that does not depend on the order of keys, members or fields.
/// Source: behaviour of `DEBUG DIGEST` of redis-server 7.0.
final class DatasetDigest {
    private static final int BYTES = 20;
    private static final byte[] EXPIRES = "!!expire!!".getBytes(StandardCharsets.US_ASCII);

    /// The hashes of the types' numbers, one of which every value begins with.
    private static final byte[][] TYPES = hashesOfNumbers(5);

    private final MessageDigest sha1 = sha1();
    private final byte[] whole = new byte[BYTES];
    private final byte[] scratch = new byte[BYTES];

    private static byte[][] hashesOfNumbers(int count) {
        var hashes = new byte[count][];
        for (int i = 0; i < count; i++) {
            hashes[i] = sha1().digest(number(i));
        }
        return hashes;
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException impossible) {
            throw new InvariantViolation("every Java platform has SHA-1: " + impossible);
        }
    }

    byte[] bytes() {
        return whole.clone();
    }

    /// What follows lies in this database.
    void database(int index) {
        mix(whole, number(index));
    }

    void entry(byte[] key, Value value, long expireAtMillis) {
        byte[] digest = new byte[BYTES];
        mix(digest, key);
        value(digest, value, expireAtMillis);
        add(whole, digest);
    }

    /// Of one value alone, whatever its key.
    static byte[] of(Value value, long expireAtMillis) {
        byte[] digest = new byte[BYTES];
        new DatasetDigest().value(digest, value, expireAtMillis);
        return digest;
    }

    private void value(byte[] digest, Value value, long expireAtMillis) {
        switch (value) {
            case Value.Text(byte[] text) -> {
                type(digest, 0);
                mix(digest, text);
            }
            case Value.Sequence(List<byte[]> elements) -> {
                type(digest, 1);
                elements.forEach(element -> mix(digest, element));
            }
            case Value.Members(List<byte[]> elements) -> {
                type(digest, 2);
                elements.forEach(element -> add(digest, element));
            }
            case Value.Ranking(List<Value.Ranking.Scored> members) -> {
                type(digest, 3);
                for (Value.Ranking.Scored scored : members) {
                    byte[] member = new byte[BYTES];
                    mix(member, scored.member());
                    mix(member, score(scored.score()));
                    add(digest, member);
                }
            }
            case Value.Fields(List<byte[]> pairs) -> {
                type(digest, 4);
                for (int i = 0; i < pairs.size(); i += 2) {
                    byte[] field = new byte[BYTES];
                    mix(field, pairs.get(i));
                    mix(field, pairs.get(i + 1));
                    add(digest, field);
                }
            }
        }
        if (expireAtMillis != EntrySink.NEVER) {
            add(digest, EXPIRES);
        }
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private void type(byte[] digest, int number) {
        exclusiveOr(digest, TYPES[number]);
        scramble(digest);
    }

    private static byte[] score(double score) {
        return ScoreText.of(score).getBytes(StandardCharsets.US_ASCII);
    }

    /// Order does not matter.
    private void add(byte[] digest, byte[] bytes) {
        sha1.update(bytes);
        hash(scratch);
        exclusiveOr(digest, scratch);
    }

    /// Order matters.
    private void mix(byte[] digest, byte[] bytes) {
        add(digest, bytes);
        scramble(digest);
    }

    private void scramble(byte[] digest) {
        sha1.update(digest);
        hash(digest);
    }

    /// Puts the hash of what was given to it so far in there.
    private void hash(byte[] into) {
        try {
            sha1.digest(into, 0, BYTES);
        } catch (DigestException impossible) {
            throw new InvariantViolation("a SHA-1 has 20 bytes: " + impossible);
        }
    }

    private static void exclusiveOr(byte[] digest, byte[] other) {
        for (int i = 0; i < BYTES; i++) {
            digest[i] ^= other[i];
        }
    }
}
