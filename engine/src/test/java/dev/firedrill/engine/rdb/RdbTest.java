package dev.firedrill.engine.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.keyspace.Keyspace;
import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.keyspace.ValueType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RdbTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] file() {
        var writer = new RdbWriter();
        var whole = new ByteArrayOutputStream();
        writer.begin(new RdbHeader(1_374_143_700, 1, 0, "a".repeat(40), 17, false).aux());
        writer.entry(0, bytes("text"), new Value.Text(bytes("value")), -1);
        writer.entry(0, bytes("number"), new Value.Text(bytes("-70000")), 4_000_000_000_000L);
        writer.entry(3, bytes("list"), new Value.Sequence(List.of(bytes("1"), bytes("x"))), -1);
        drain(writer, whole);
        writer.entry(3, bytes("hash"), new Value.Fields(List.of(bytes("f"), bytes("v"))), -1);
        writer.entry(3, bytes("long"), new Value.Text(new byte[70_000]), -1);
        writer.entry(
                3,
                bytes("scores"),
                new Value.Ranking(List.of(new Value.Ranking.Scored(bytes("m"), 1.5))),
                -1);
        writer.end();
        drain(writer, whole);
        return whole.toByteArray();
    }

    private static void drain(RdbWriter writer, ByteArrayOutputStream whole) {
        ByteBuffer piece = writer.drain();
        byte[] copied = new byte[piece.remaining()];
        piece.get(copied);
        whole.writeBytes(copied);
    }

    private static Keyspace keyspace() {
        return new Keyspace(16, new Prng(1));
    }

    /// What is lent may be followed by what an earlier, longer string left in the same array.
    @Test
    void aLentStringIsWrittenAsOneOfItsOwnWouldBe() {
        var prng = new Prng(7);
        byte[] key = new byte[4_096];
        byte[] text = new byte[4_096];
        var own = new RdbWriter(true, true);
        var lent = new RdbWriter(true, true);
        for (int i = 0; i < 2_000; i++) {
            int keyLength = prng.nextInt(i % 10 == 0 ? key.length : 14);
            int textLength = prng.nextInt(i % 7 == 0 ? text.length : 40);
            long expireAt = prng.nextInt(3) == 0 ? 4_000_000_000_000L : -1;
            fill(key, prng);
            fill(text, prng);
            own.entry(
                    i % 3,
                    Arrays.copyOf(key, keyLength),
                    new Value.Text(Arrays.copyOf(text, textLength)),
                    expireAt);
            lent.text(i % 3, key, keyLength, text, textLength, expireAt);
            assertThat(lent.bytes()).as("entry %d", i).isEqualTo(own.bytes());
        }
        assertThat(lent.entries()).isEqualTo(2_000);
        lent.end();
        own.end();
        assertThat(lent.drain()).isEqualTo(own.drain());
    }

    /// Digits, which are written as numbers, runs, which are packed, and anything.
    private static void fill(byte[] bytes, Prng prng) {
        int kind = prng.nextInt(3);
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] =
                    (byte)
                            switch (kind) {
                                case 0 -> '1' + prng.nextInt(9);
                                case 1 -> 'v';
                                default -> prng.nextInt(256);
                            };
        }
    }

    @Test
    void theChecksumIsTheOneOfTheFormat() {
        var crc = new Crc64();
        crc.update(bytes("123456789"), 0, 9);
        assertThat(crc.value()).isEqualTo(0xe9c6d914c4b8d9caL);
    }

    @Test
    void whatWasWrittenIsReadBackInPiecesOfAnySize() {
        byte[] file = file();
        String wanted = null;
        for (long seed = 0; seed < 50; seed++) {
            var prng = new Prng(seed);
            try (var loaded = keyspace()) {
                var reader = new RdbReader(16, loaded.loader());
                for (int at = 0; at < file.length; ) {
                    int length = Math.min(file.length - at, 1 + prng.nextInt(5_000));
                    assertThat(reader.feed(file, at, length)).isEqualTo(length);
                    at += length;
                }
                assertThat(reader.progress())
                        .as("seed %d", seed)
                        .isEqualTo(new RdbProgress.Complete(reader.aux(), 6, file.length));
                String digest = java.util.HexFormat.of().formatHex(loaded.digest());
                wanted = wanted == null ? digest : wanted;
                assertThat(digest).isEqualTo(wanted);
                assertThat(reader.aux().get("repl-offset")).isEqualTo("17");
            }
        }
    }

    @Test
    void bytesBehindTheFileBelongToSomeoneElse() {
        byte[] file = file();
        byte[] longer = java.util.Arrays.copyOf(file, file.length + 5);
        try (var loaded = keyspace()) {
            var reader = new RdbReader(16, loaded.loader());
            assertThat(reader.feed(longer, 0, longer.length)).isEqualTo(file.length);
        }
    }

    @Test
    void noFlippedBitIsEverTakenForTheWholeFile() {
        byte[] file = file();
        for (int at = 0; at < file.length; at += at < 400 ? 1 : 97) {
            byte[] damaged = file.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            try (var loaded = keyspace()) {
                var reader = new RdbReader(16, loaded.loader());
                reader.feed(damaged, 0, damaged.length);
                assertThat(reader.progress())
                        .as("byte %d", at)
                        .isNotInstanceOf(RdbProgress.Complete.class);
            }
        }
    }

    @Test
    void aFileThatIsCutOffIsIncomplete() {
        byte[] file = file();
        for (int length = 0; length < file.length; length += length < 400 ? 1 : 991) {
            try (var loaded = keyspace()) {
                var reader = new RdbReader(16, loaded.loader());
                reader.feed(file, 0, length);
                assertThat(reader.progress()).isInstanceOf(RdbProgress.Incomplete.class);
            }
        }
    }

    @Test
    void absurdLengthsAreRefusedWithoutMemory() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(bytes("REDIS0010"));
        out.write(0);
        out.write(1);
        out.write('k');
        out.write(0x81);
        out.writeBytes(ByteBuffer.allocate(8).putLong(1L << 60).array());
        byte[] bomb = out.toByteArray();
        try (var loaded = keyspace()) {
            var reader = new RdbReader(16, loaded.loader());
            reader.feed(bomb, 0, bomb.length);
            assertThat(reader.progress()).isInstanceOf(RdbProgress.Refused.class);
        }
    }

    private static byte[] written(RdbWriter writer, List<byte[]> texts) {
        var whole = new ByteArrayOutputStream();
        writer.begin(new RdbAux(new java.util.LinkedHashMap<>()));
        writer.entry(0, bytes("list"), new Value.Sequence(texts), -1);
        drain(writer, whole);
        writer.entry(0, bytes("text"), new Value.Text(bytes("value")), -1);
        writer.end();
        drain(writer, whole);
        return whole.toByteArray();
    }

    private static List<String> read(byte[] file) {
        var texts = new java.util.ArrayList<String>();
        var reader =
                new RdbReader(
                        16,
                        (_, _, value, _) -> {
                            if (value instanceof Value.Sequence(List<byte[]> elements)) {
                                elements.forEach(
                                        one -> texts.add(new String(one, StandardCharsets.UTF_8)));
                            }
                        });
        reader.feed(file, 0, file.length);
        assertThat(reader.progress()).isInstanceOf(RdbProgress.Complete.class);
        return texts;
    }

    @Test
    void numbersAreKeptAsSuchOnlyIfTheyComeBackAsTheSameText() {
        List<String> texts =
                List.of(
                        "",
                        "-",
                        "0",
                        "-0",
                        "00",
                        "-1",
                        "127",
                        "-128",
                        "128",
                        "-129",
                        "32767",
                        "-32769",
                        "2147483647",
                        "-2147483648",
                        "2147483648",
                        "-2147483649",
                        "99999999999",
                        "01",
                        "-01",
                        "+1",
                        "1 ",
                        " 1",
                        "1e3",
                        "12345678901");
        byte[] file = written(new RdbWriter(), texts.stream().map(RdbTest::bytes).toList());
        assertThat(read(file)).isEqualTo(texts);
        byte[] one = written(new RdbWriter(), List.of(bytes("-2147483648")));
        byte[] other = written(new RdbWriter(), List.of(bytes("-2147483649")));
        assertThat(other.length - one.length).isEqualTo(11 - 4);
    }

    @Test
    void stringsAreCompressedWhereItPaysAndIsWanted() {
        String repeated = "ab".repeat(5_000);
        List<String> texts = List.of(repeated, "abcdefghijklmnopqrstuvwxyz", "a".repeat(20));
        List<byte[]> asBytes = texts.stream().map(RdbTest::bytes).toList();
        byte[] plain = written(new RdbWriter(false, true), asBytes);
        byte[] compressed = written(new RdbWriter(true, true), asBytes);
        assertThat(plain.length).isGreaterThan(10_000);
        assertThat(compressed.length).isLessThan(400);
        assertThat(read(plain)).isEqualTo(texts);
        assertThat(read(compressed)).isEqualTo(texts);
        assertThat(new String(compressed, StandardCharsets.ISO_8859_1))
                .contains(texts.get(1), texts.get(2));
    }

    @Test
    void aStringThatComesInPartsIsTheSameInTheFile() {
        byte[] text = bytes("0123456789".repeat(20_000));
        var atOnce = new RdbWriter(true, true);
        var whole = new ByteArrayOutputStream();
        atOnce.entry(0, bytes("long"), new Value.Text(text), 4_000_000_000_000L);
        atOnce.end();
        drain(atOnce, whole);

        var inParts = new RdbWriter(true, true);
        var pieces = new ByteArrayOutputStream();
        inParts.begin(0, bytes("long"), ValueType.STRING, text.length, 4_000_000_000_000L);
        for (int at = 0; at < text.length; at += 70_000) {
            int end = Math.min(text.length, at + 70_000);
            inParts.part(new Value.Text(Arrays.copyOfRange(text, at, end)));
            drain(inParts, pieces);
        }
        inParts.end();
        drain(inParts, pieces);
        assertThat(pieces.toByteArray()).isEqualTo(whole.toByteArray());
    }

    @Test
    void aFileWithoutChecksumEndsWithZeros() {
        byte[] file = written(new RdbWriter(false, false), List.of(bytes("a")));
        assertThat(java.util.Arrays.copyOfRange(file, file.length - 9, file.length))
                .isEqualTo(new byte[] {-1, 0, 0, 0, 0, 0, 0, 0, 0});
        assertThat(read(file)).containsExactly("a");
        byte[] checked = written(new RdbWriter(false, true), List.of(bytes("a")));
        assertThat(checked).startsWith(java.util.Arrays.copyOf(file, file.length - 8));
        assertThat(checked).isNotEqualTo(file);
    }
}
