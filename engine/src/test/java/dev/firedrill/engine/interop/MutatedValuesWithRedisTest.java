package dev.firedrill.engine.interop;

import static dev.firedrill.engine.rdb.RdbBytes.intset;
import static dev.firedrill.engine.rdb.RdbBytes.latin;
import static dev.firedrill.engine.rdb.RdbBytes.listpack;
import static dev.firedrill.engine.rdb.RdbBytes.listpackText;
import static dev.firedrill.engine.rdb.RdbBytes.number;
import static dev.firedrill.engine.rdb.RdbBytes.score;
import static dev.firedrill.engine.rdb.RdbBytes.ziplist;
import static dev.firedrill.engine.rdb.RdbBytes.ziplistText;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.rdb.RdbBytes;
import dev.firedrill.engine.rdb.RdbProgress;
import dev.firedrill.engine.rdb.RdbReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/// Values in every encoding, damaged and given a checksum that fits: what redis-server refuses when
/// it looks at all of it (`sanitize-dump-payload yes`) is refused here, and what both take means
/// the same.
///
/// More of it: `-Dfiredrill.values.seeds=50 -Dfiredrill.values.cases=20000`; one seed again:
/// `-Dfiredrill.values.seed=`.
class MutatedValuesWithRedisTest {
    private static final int SEEDS = Integer.getInteger("firedrill.values.seeds", 3);
    private static final int CASES = Integer.getInteger("firedrill.values.cases", 2_000);
    private static final String REFUSED = "refused";
    private static final List<String> STRICTLY =
            List.of("a score that is no number", "an encoded string stands where a length belongs");
    private static final String LONG = "a longer text ".repeat(10);

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static byte[] of(int type, RdbBytes content) {
        return new RdbBytes().raw(type).raw(content.bytes()).bytes();
    }

    private static RdbBytes packed(byte[] content) {
        return new RdbBytes().string(content);
    }

    /// A type, then its content.
    private static List<byte[]> values() {
        var values = new ArrayList<byte[]>();
        values.add(of(0, new RdbBytes().string("text")));
        values.add(of(0, new RdbBytes().raw(0xc2).little(4, -70_000)));
        values.add(of(0, new RdbBytes().raw(0xc3, 5, 0x41, 9, 0, 'a', 0xe0, 0xff, 0)));
        values.add(of(1, new RdbBytes().length(3).string("a").raw(0xc0, 12).string("c")));
        values.add(of(2, new RdbBytes().length(3).string("a").string("b").raw(0xc0, 3)));
        values.add(
                of(
                        3,
                        new RdbBytes()
                                .length(3)
                                .string("a")
                                .raw(254)
                                .string("b")
                                .raw(3)
                                .raw(latin("1.5"))
                                .string("c")
                                .raw(2, '-', '7')));
        values.add(
                of(4, new RdbBytes().length(2).string("f").string("v").string("g").raw(0xc0, 3)));
        values.add(
                of(
                        5,
                        new RdbBytes()
                                .length(2)
                                .string("a")
                                .raw(score(1.5))
                                .string("b")
                                .raw(score(-2))));
        values.add(
                of(
                        9,
                        packed(
                                new RdbBytes()
                                        .raw(2)
                                        .string("f")
                                        .raw(1, 2)
                                        .raw(latin("vXX"))
                                        .raw(1, 'g', 1, 0, 'w', 0xff)
                                        .bytes())));
        byte[] oldNumbers =
                ziplist(
                        number(0xf1, 0, 0),
                        number(0xfd, 0, 0),
                        number(0xfe, 1, -3),
                        number(0xc0, 2, -300),
                        number(0xf0, 3, -70_000),
                        number(0xd0, 4, 1L << 30),
                        number(0xe0, 8, Long.MIN_VALUE));
        byte[] oldTexts = ziplist(ziplistText(""), ziplistText("b"), ziplistText(LONG));
        values.add(of(10, packed(oldNumbers)));
        values.add(of(10, packed(oldTexts)));
        // Once the text before an element was long, its length keeps its five bytes.
        byte[] shrunk = {
            21, 0, 0, 0, 13, 0, 0, 0, 2, 0, 0, 1, 'a', (byte) 254, 3, 0, 0, 0, 1, 'b', -1
        };
        values.add(of(10, packed(shrunk)));
        values.add(of(11, packed(intset(2, -5, 0, 700))));
        values.add(of(11, packed(intset(4, -70_000, 1, 70_000))));
        values.add(of(11, packed(intset(8, Long.MIN_VALUE, Long.MAX_VALUE))));
        byte[] oldScores =
                ziplist(
                        ziplistText("a"),
                        ziplistText("-inf"),
                        ziplistText("b"),
                        number(0xf2, 0, 0),
                        ziplistText("c"),
                        ziplistText("1.5"));
        values.add(of(12, packed(oldScores)));
        values.add(of(13, packed(ziplist(ziplistText("f"), number(0xfe, 1, 100)))));
        values.add(
                of(
                        13,
                        packed(
                                ziplist(
                                        ziplistText("f"),
                                        ziplistText("v"),
                                        ziplistText("g"),
                                        number(0xf3, 0, 0)))));
        values.add(of(14, new RdbBytes().length(2).string(oldNumbers).string(oldTexts)));
        byte[] numbers =
                listpack(
                        number(127, 0, 0),
                        new byte[] {(byte) 0xdf, (byte) 0xff},
                        number(0xf1, 2, -30_000),
                        number(0xf2, 3, -8_000_000),
                        number(0xf3, 4, Integer.MIN_VALUE),
                        number(0xf4, 8, Long.MIN_VALUE));
        // Read backwards, the length of its element goes on into the element, and fits all the
        // same.
        byte[] reread = listpack(number(0xf3, 4, Integer.MIN_VALUE));
        reread[reread.length - 2] |= (byte) 0x80;
        values.add(of(18, new RdbBytes().raw(1, 2).string(reread)));
        byte[] texts = listpack(listpackText(""), listpackText("b"), listpackText(LONG));
        values.add(
                of(
                        16,
                        packed(
                                listpack(
                                        listpackText("f"),
                                        number(5, 0, 0),
                                        listpackText("g"),
                                        listpackText("w")))));
        values.add(
                of(
                        17,
                        packed(
                                listpack(
                                        listpackText("a"),
                                        listpackText("-inf"),
                                        listpackText("b"),
                                        number(3, 0, 0),
                                        listpackText("c"),
                                        listpackText("3.25")))));
        values.add(
                of(
                        18,
                        new RdbBytes()
                                .raw(3, 2)
                                .string(numbers)
                                .raw(1)
                                .string("a node of its own")
                                .raw(2)
                                .string(texts)));
        return values;
    }

    /// An empty set alone, and with a string that has a key of its own behind it.
    private static List<byte[]> noValues() {
        return List.of(
                of(2, new RdbBytes().length(0)),
                of(2, new RdbBytes().length(0).raw(0).string("").string("text")));
    }

    private static byte[] mutated(byte[] value, Prng prng) {
        byte[] changed = value.clone();
        int changes = 1 + prng.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = prng.nextInt(changed.length);
            switch (prng.nextInt(5)) {
                case 0 -> changed[at] ^= (byte) (1 << prng.nextInt(8));
                case 1 -> changed[at] = (byte) prng.nextInt(256);
                case 2 -> changed[at] += (byte) (prng.nextInt(3) - 1);
                // One byte as another: so two members become the same, or a length fits again.
                case 3 -> changed[at] = changed[prng.nextInt(changed.length)];
                default -> changed = shifted(changed, at, prng);
            }
        }
        return changed;
    }

    /// With a byte more or less.
    private static byte[] shifted(byte[] bytes, int at, Prng prng) {
        var out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        if (prng.chance(0.5) || bytes.length < 4) {
            out.write(prng.nextInt(256));
            out.write(bytes, at, bytes.length - at);
        } else {
            out.write(bytes, at + 1, bytes.length - at - 1);
        }
        return out.toByteArray();
    }

    /// With version and checksum, computed bit by bit.
    private static byte[] framed(byte[] value) {
        byte[] framed =
                ByteBuffer.allocate(value.length + 10)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(value)
                        .putShort((short) 10)
                        .array();
        long checksum = 0;
        for (int i = 0; i < value.length + 2; i++) {
            checksum ^= framed[i] & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                checksum = (checksum >>> 1) ^ ((checksum & 1) * 0x95AC9329AC4BC9B5L);
            }
        }
        ByteBuffer.wrap(framed).order(ByteOrder.LITTLE_ENDIAN).putLong(value.length + 2, checksum);
        return framed;
    }

    /// [#REFUSED], or the digest of what was taken.
    private static String outcome(Jedis jedis, byte[] payload) {
        try {
            jedis.del("k");
            jedis.restore("k", 0, payload);
        } catch (JedisDataException refused) {
            return REFUSED;
        }
        return String.valueOf(Answers.to(jedis, "DEBUG", "DIGEST-VALUE", "k"));
    }

    @Test
    void damagedValuesMeanTheSameOrAreRefused() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var redis = RealRedis.start(theirs, "--sanitize-dump-payload", "yes");
                var here = Answers.client(engine.port());
                var there = redis.client()) {
            for (byte[] value : values()) {
                String taken = outcome(there, framed(value));
                assertThat(taken).as(shown(value)).isNotEqualTo(REFUSED);
                assertThat(outcome(here, framed(value))).as(shown(value)).isEqualTo(taken);
            }
            for (byte[] value : noValues()) {
                assertThat(outcome(there, framed(value))).as(shown(value)).isEqualTo(REFUSED);
                assertThat(outcome(here, framed(value))).as(shown(value)).isEqualTo(REFUSED);
            }
            for (long seed : seeds()) {
                System.err.println("damaged values: seed " + seed + ", " + CASES);
                compare(here, there, seed);
            }
        }
    }

    private static List<Long> seeds() {
        Long only = Long.getLong("firedrill.values.seed");
        if (only != null) {
            return List.of(only);
        }
        var seeds = new ArrayList<Long>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            seeds.add(seed);
        }
        seeds.add(System.nanoTime() & 0xffffffffL);
        return seeds;
    }

    private static void compare(Jedis here, Jedis there, long seed) {
        var prng = new Prng(seed);
        List<byte[]> values = values();
        int taken = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] value = mutated(values.get(prng.nextInt(values.size())), prng);
            String what =
                    "case %d of -Dfiredrill.values.seed=%d: %s".formatted(i, seed, shown(value));
            String theirs = outcome(there, framed(value));
            String ours = outcome(here, framed(value));
            if (ours.equals(REFUSED)) {
                if (!theirs.equals(REFUSED)) {
                    assertThat(strictly(value)).as(what).isTrue();
                }
            } else {
                assertThat(ours).as(what).isEqualTo(theirs);
                taken++;
            }
        }
        // Or nothing was compared but refusals.
        assertThat(taken).isGreaterThan(CASES / 10);
    }

    /// What is refused here although redis-server takes it: a score with something else behind or
    /// instead of its digits, of which it takes what it can; the mark of an encoded string for a
    /// length; a compressed string that claims to be empty; a value with bytes behind it; and one
    /// that is cut off, for which it takes bytes of the checksum.
    private static boolean strictly(byte[] value) {
        var found = new ArrayList<Value>();
        var reader = new RdbReader(16, (_, _, one, _) -> found.add(one));
        byte[] file =
                RdbBytes.version(10)
                        .raw(value[0])
                        .string("k")
                        .raw(Arrays.copyOfRange(value, 1, value.length))
                        .bytes();
        reader.feed(file, 0, file.length);
        if (reader.progress() instanceof RdbProgress.Incomplete || !found.isEmpty()) {
            return true;
        }
        return reader.progress() instanceof RdbProgress.Refused(String reason, _)
                && (STRICTLY.contains(reason) || reason.endsWith("that claims 0"));
    }

    private static String shown(byte[] value) {
        return HexFormat.of().formatHex(value);
    }
}
