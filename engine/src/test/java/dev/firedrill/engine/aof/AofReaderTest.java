package dev.firedrill.engine.aof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.resp.CommandEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AofReaderTest {
    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] command(String... words) {
        return CommandEncoder.encode(
                java.util.Arrays.stream(words).map(AofReaderTest::ascii).toList());
    }

    private static byte[] joined(byte[]... pieces) {
        var whole = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            whole.writeBytes(piece);
        }
        return whole.toByteArray();
    }

    /// As the engine writes it.
    private static byte[] batch(byte[]... commands) {
        byte[] content = joined(commands);
        byte[] sealed = joined(new byte[AofBatch.HEADER_BYTES], content);
        AofBatch.seal(sealed, 0, content.length);
        return sealed;
    }

    /// What was carried out, and how it ended.
    private record Outcome(List<String> commands, String refusal, boolean cutOff, long goodBytes) {}

    private static Outcome read(byte[] file, int pieceBytes) {
        var done = new ArrayList<String>();
        var reader =
                new AofReader(args -> {
                    var words = new ArrayList<String>();
                    for (int i = 0; i < args.count(); i++) {
                        words.add(args.text(i));
                    }
                    done.add(String.join(" ", words));
                    return null;
                });
        for (int at = 0; at < file.length; at += pieceBytes) {
            int length = Math.min(pieceBytes, file.length - at);
            if (!reader.feed(ByteBuffer.wrap(file, at, length))) {
                break;
            }
        }
        return new Outcome(done, reader.refusal(), reader.cutOff(), reader.goodBytes());
    }

    private static byte[] log(Prng prng, List<String> wanted) {
        var whole = new ByteArrayOutputStream();
        int number = 0;
        for (int i = 0; i < 12; i++) {
            var commands = new ByteArrayOutputStream();
            for (int j = 0; j <= prng.nextInt(4); j++) {
                String value = ++number + "v".repeat(prng.nextInt(30));
                commands.writeBytes(command("SET", "key" + number % 5, value));
                wanted.add("SET key" + number % 5 + " " + value);
            }
            whole.writeBytes(batch(commands.toByteArray()));
        }
        return whole.toByteArray();
    }

    @Test
    void commandsOfBatchesAndOfRedisServerAreReadInPiecesOfAnySize() {
        byte[] file =
                joined(
                        batch(command("SELECT", "0"), command("SET", "a", "1")),
                        ascii("#TS:1374143700\r\n"),
                        command("SET", "b", "2"),
                        command("MULTI"),
                        command("INCR", "c"),
                        ascii("#TS:1374143701\r\n"),
                        command("INCR", "d"),
                        command("EXEC"),
                        batch(ascii("#TS:1374143702\r\n"), command("SET", "e", "")));
        for (int pieceBytes = 1; pieceBytes <= file.length; pieceBytes++) {
            assertThat(read(file, pieceBytes))
                    .isEqualTo(
                            new Outcome(
                                    List.of(
                                            "SELECT 0",
                                            "SET a 1",
                                            "SET b 2",
                                            "INCR c",
                                            "INCR d",
                                            "SET e "),
                                    "",
                                    false,
                                    file.length));
        }
    }

    /// With the checksums of batches no flipped bit changes what is loaded: it is refused, or what
    /// is loaded is the beginning of what was written.
    @Test
    void aFlippedBitIsRefusedOrLeavesTheWholePrefix() {
        for (long seed = 0; seed < 20; seed++) {
            var prng = new Prng(seed);
            var wanted = new ArrayList<String>();
            byte[] file = log(prng, wanted);
            int refused = 0;
            for (int at = 0; at < file.length; at++) {
                byte[] damaged = file.clone();
                damaged[at] ^= (byte) (1 << prng.nextInt(8));
                Outcome outcome = read(damaged, 64);
                assertThat(wanted.subList(0, outcome.commands.size()))
                        .as("seed %d, byte %d", seed, at)
                        .isEqualTo(outcome.commands);
                boolean whole = outcome.commands.size() == wanted.size();
                boolean known = !outcome.refusal.isEmpty() || outcome.cutOff;
                assertThat(whole || known).as("seed %d, byte %d", seed, at).isTrue();
                refused += outcome.refusal.isEmpty() ? 0 : 1;
            }
            assertThat(refused).as("of %d", file.length).isGreaterThan(file.length * 9 / 10);
        }
    }

    @Test
    void aCutLeavesTheBatchesThatAreWhole() {
        for (long seed = 0; seed < 20; seed++) {
            var wanted = new ArrayList<String>();
            byte[] file = log(new Prng(seed), wanted);
            for (int length = 0; length <= file.length; length++) {
                byte[] cut = java.util.Arrays.copyOf(file, length);
                Outcome outcome = read(cut, 4096);
                assertThat(outcome.refusal).isEmpty();
                assertThat(wanted.subList(0, outcome.commands.size())).isEqualTo(outcome.commands);
                assertThat(outcome.cutOff).isEqualTo(outcome.goodBytes < length);
                // What is kept is loaded again as it was.
                byte[] kept = java.util.Arrays.copyOf(file, (int) outcome.goodBytes);
                assertThat(read(kept, 4096).commands).isEqualTo(outcome.commands);
            }
        }
    }

    @Test
    void aTransactionThatIsCutOffIsNotCarriedOut() {
        byte[] before = command("SET", "a", "1");
        byte[] file = joined(before, command("MULTI"), command("SET", "a", "2"));
        Outcome outcome = read(file, 7);
        assertThat(outcome.commands).containsExactly("SET a 1");
        assertThat(outcome.goodBytes).isEqualTo(before.length);
        assertThat(outcome.cutOff).isTrue();
    }

    @Test
    void whatOnlyAClientMaySendIsRefused() {
        for (String wrong :
                List.of(
                        "SET a 1\r\n",
                        "*0\r\n",
                        "*-1\r\n",
                        "\r\n",
                        "*1\r\n$-1\r\n",
                        "*1\n$4\r\nPING\r\n",
                        "*1\r\n$4\r\nPINGxx",
                        "*01\r\n$4\r\nPING\r\n",
                        "*1\r\n$99999999999\r\n",
                        "#" + "x".repeat(200))) {
            assertThat(read(ascii(wrong), 5).refusal).as(wrong).isNotEmpty();
        }
    }
}
