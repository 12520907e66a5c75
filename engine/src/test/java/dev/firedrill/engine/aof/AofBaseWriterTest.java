package dev.firedrill.engine.aof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.keyspace.EntrySink;
import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.keyspace.ValueType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AofBaseWriterTest {
    private final AofBaseWriter writer = new AofBaseWriter();
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final List<Integer> batchEnds = new ArrayList<>();

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void drain() {
        writer.drainTo(
                (piece, done) -> {
                    take(piece);
                    done.run();
                },
                this::take);
        batchEnds.add(file.size());
    }

    private void take(ByteBuffer piece) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        file.writeBytes(bytes);
    }

    private static AofReader read(byte[] bytes, int length, List<String> into) {
        var reader =
                new AofReader(args -> {
                    var words = new ArrayList<String>();
                    for (int i = 0; i < args.count(); i++) {
                        words.add(args.text(i));
                    }
                    into.add(String.join(" ", words));
                    return null;
                });
        reader.feed(ByteBuffer.wrap(bytes, 0, length));
        return reader;
    }

    private void write() {
        var elements = IntStream.range(0, 70).mapToObj(i -> ascii("e" + i)).toList();
        writer.entry(0, ascii("text"), new Value.Text(ascii("v")), 1234);
        writer.entry(0, ascii("list"), new Value.Sequence(elements), EntrySink.NEVER);
        drain();
        var scored = List.of(new Value.Ranking.Scored(ascii("m"), 0.1));
        writer.entry(2, ascii("zset"), new Value.Ranking(scored), EntrySink.NEVER);
        var pairs = List.of(ascii("f"), ascii("v"));
        writer.entry(2, ascii("hash"), new Value.Fields(pairs), EntrySink.NEVER);
        drain();
        writer.end();
        drain();
    }

    @Test
    void entriesAreTheCommandsOfRedisServer() {
        write();
        var commands = new ArrayList<String>();
        AofReader reader = read(file.toByteArray(), file.size(), commands);

        assertThat(reader.refusal()).isEmpty();
        assertThat(reader.goodBytes()).isEqualTo(file.size()).isEqualTo(writer.bytes());
        assertThat(commands)
                .hasSize(8)
                .startsWith("SELECT 0", "SET text v", "PEXPIREAT text 1234")
                .endsWith("SELECT 2", "ZADD zset 0.10000000000000001 m", "HMSET hash f v");
        assertThat(commands.get(3)).startsWith("RPUSH list e0 ").endsWith(" e63");
        assertThat(commands.get(4)).isEqualTo("RPUSH list e64 e65 e66 e67 e68 e69");
        assertThat(writer.entries()).isEqualTo(4);
    }

    /// A batch ends between two commands, so a long string is one command for each of its parts.
    @Test
    void aStringThatComesInPartsIsAppendedTo() {
        writer.begin(0, ascii("long"), ValueType.STRING, 6, 1234);
        writer.part(new Value.Text(ascii("abc")));
        drain();
        writer.part(new Value.Text(ascii("de")));
        drain();
        writer.part(new Value.Text(ascii("f")));
        writer.entry(0, ascii("next"), new Value.Text(ascii("")), 5678);
        writer.end();
        drain();

        var commands = new ArrayList<String>();
        AofReader reader = read(file.toByteArray(), file.size(), commands);
        assertThat(reader.wholeBase()).isTrue();
        assertThat(commands)
                .containsExactly(
                        "SELECT 0",
                        "SET long abc",
                        "APPEND long de",
                        "APPEND long f",
                        "PEXPIREAT long 1234",
                        "SET next ",
                        "PEXPIREAT next 5678");
        assertThat(writer.entries()).isEqualTo(2);
    }

    /// Cut between two batches it would read as a smaller dataset.
    @Test
    void onlyTheWholeFileIsAWholeBase() {
        write();
        byte[] bytes = file.toByteArray();
        for (int length = 1; length < bytes.length; length++) {
            AofReader reader = read(bytes, length, new ArrayList<>());
            assertThat(reader.wholeBase() && !reader.cutOff()).as("cut at %d", length).isFalse();
        }
        assertThat(batchEnds).hasSize(3);
        assertThat(read(bytes, batchEnds.get(1), new ArrayList<>()).cutOff()).isFalse();
        assertThat(read(bytes, bytes.length, new ArrayList<>()).wholeBase()).isTrue();
    }

    @Test
    void anEmptyDatasetIsAWholeBaseToo() {
        writer.timestamp(17);
        writer.end();
        drain();

        var commands = new ArrayList<String>();
        assertThat(read(file.toByteArray(), file.size(), commands).wholeBase()).isTrue();
        assertThat(commands).isEmpty();
        assertThat(file.toString(StandardCharsets.US_ASCII)).contains("\r\n#TS:17\r\n#FD-END\r\n");
    }
}
