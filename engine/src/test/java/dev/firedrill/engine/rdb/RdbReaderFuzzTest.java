package dev.firedrill.engine.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.firedrill.engine.keyspace.EntrySink;
import dev.firedrill.engine.keyspace.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Any bytes: a snapshot is read, refused or waited for, with memory in proportion to its bytes;
/// what was read means the same once written again.
///
/// The corpus holds files of redis-server 7.0, each with its checksum set to zero, which switches
/// the check off: or no changed byte would ever be looked at. How to search for new inputs stands
/// at `RequestParserFuzzTest`.
class RdbReaderFuzzTest {
    /// LZF packs equal bytes to an 88th; an empty string in a list takes one byte and is shown as
    /// two.
    private static final long GROWTH_MAX = 100;

    private static final class Entries implements EntrySink {
        private final List<String> seen = new ArrayList<>();
        private final RdbWriter again = new RdbWriter();
        private long bytes;

        Entries() {
            again.begin(new RdbAux(new LinkedHashMap<>()));
        }

        @Override
        public void entry(int database, byte[] key, Value value, long expireAtMillis) {
            seen.add("%d %s %d %s".formatted(database, text(key), expireAtMillis, shown(value)));
            bytes += seen.getLast().length();
            again.entry(database, key, value, expireAtMillis);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static String shown(Value value) {
        return switch (value) {
            case Value.Text(byte[] bytes) -> "text " + text(bytes);
            case Value.Sequence(List<byte[]> elements) -> "list " + texts(elements);
            case Value.Members(List<byte[]> elements) -> "set " + texts(elements);
            case Value.Fields(List<byte[]> elements) -> "hash " + texts(elements);
            case Value.Ranking(List<Value.Ranking.Scored> members) ->
                    "zset "
                            + members.stream()
                                    .map(one -> text(one.member()) + "=" + one.score())
                                    .toList();
        };
    }

    private static List<String> texts(List<byte[]> elements) {
        return elements.stream().map(RdbReaderFuzzTest::text).toList();
    }

    @FuzzTest(maxDuration = "5m")
    void whatIsReadIsTheSameOnceWrittenAgain(byte[] data) {
        var read = new Entries();
        var reader = new RdbReader(16, read);
        reader.feed(data, 0, data.length);

        assertThat(read.bytes).isLessThanOrEqualTo(4096 + GROWTH_MAX * data.length);
        if (reader.progress() instanceof RdbProgress.Complete) {
            read.again.end();
            byte[] written = drained(read.again);
            var readAgain = new Entries();
            var second = new RdbReader(16, readAgain);
            second.feed(written, 0, written.length);
            assertThat(second.progress()).isInstanceOf(RdbProgress.Complete.class);
            assertThat(readAgain.seen).isEqualTo(read.seen);
        }
    }

    private static byte[] drained(RdbWriter writer) {
        var whole = new ByteArrayOutputStream();
        ByteBuffer piece = writer.drain();
        while (piece.hasRemaining()) {
            byte[] copied = new byte[piece.remaining()];
            piece.get(copied);
            whole.writeBytes(copied);
            piece = writer.drain();
        }
        return whole.toByteArray();
    }
}
