package dev.firedrill.engine.keyspace;

import dev.firedrill.engine.base.InvariantViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// A fingerprint of a whole dataset that does not depend on the order of keys, members or fields.
/// Source: behaviour of `DEBUG DIGEST` of redis-server 7.0.
final class DatasetDigest {
    private static final int BYTES = 20;
    private static final byte[] EXPIRES = "!!expire!!".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest sha1;
    private final byte[] whole = new byte[BYTES];

    DatasetDigest() {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
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
                mix(digest, number(0));
                mix(digest, text);
            }
            case Value.Sequence(List<byte[]> elements) -> {
                mix(digest, number(1));
                elements.forEach(element -> mix(digest, element));
            }
            case Value.Members(List<byte[]> elements) -> {
                mix(digest, number(2));
                elements.forEach(element -> add(digest, element));
            }
            case Value.Ranking(List<Value.Ranking.Scored> members) -> {
                mix(digest, number(3));
                for (Value.Ranking.Scored scored : members) {
                    byte[] member = new byte[BYTES];
                    mix(member, scored.member());
                    mix(member, score(scored.score()));
                    add(digest, member);
                }
            }
            case Value.Fields(List<byte[]> pairs) -> {
                mix(digest, number(4));
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

    private static byte[] score(double score) {
        return ScoreText.of(score).getBytes(StandardCharsets.US_ASCII);
    }

    /// Order does not matter.
    private void add(byte[] digest, byte[] bytes) {
        exclusiveOr(digest, sha1.digest(bytes));
    }

    /// Order matters.
    private void mix(byte[] digest, byte[] bytes) {
        add(digest, bytes);
        byte[] mixed = sha1.digest(digest);
        System.arraycopy(mixed, 0, digest, 0, BYTES);
    }

    private static void exclusiveOr(byte[] digest, byte[] other) {
        for (int i = 0; i < BYTES; i++) {
            digest[i] ^= other[i];
        }
    }
}
