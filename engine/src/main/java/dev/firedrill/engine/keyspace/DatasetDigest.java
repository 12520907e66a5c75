package dev.firedrill.engine.keyspace;

import dev.firedrill.engine.base.InvariantViolation;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// A fingerprint of a whole dataset that does not depend on the order of keys, members or fields.
/// Source: behaviour of `DEBUG DIGEST` of redis-server 7.0.
final class DatasetDigest {
    private static final int BYTES = 20;
    private static final int DIGITS = 17;
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

    /// C's `%.17g`: 17 digits without zeros at their end, with an exponent where it is below -4 or
    /// the number has more digits than that.
    private static byte[] score(double score) {
        return scoreText(score).getBytes(StandardCharsets.US_ASCII);
    }

    static String scoreText(double score) {
        if (Double.isInfinite(score)) {
            return score > 0 ? "inf" : "-inf";
        }
        if (score == 0) {
            return 1 / score < 0 ? "-0" : "0";
        }
        var rounded = new BigDecimal(score).round(new MathContext(DIGITS)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < DIGITS) {
            return rounded.toPlainString();
        }
        String digits = rounded.unscaledValue().abs().toString();
        String sign = rounded.signum() < 0 ? "-" : "";
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        String exponentSign = exponent < 0 ? "-" : "+";
        return "%s%s%se%s%02d"
                .formatted(sign, digits.charAt(0), fraction, exponentSign, Math.abs(exponent));
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
