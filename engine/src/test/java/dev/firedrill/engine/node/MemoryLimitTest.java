package dev.firedrill.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.CommandEncoder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An operator moves the container's limit while the server runs: from the next round of the cron
/// on that limit decides what is refused.
class MemoryLimitTest {
    private static final long MB = 1 << 20;
    private static final int PIECE_BYTES = 64 * 1024;
    private static final String REFUSED = "-" + MemoryRoom.REFUSAL + "\r\n";
    private static final String LONG = "v".repeat((int) (10 * MB));

    private static final class Movable implements MemoryGauge {
        private long setBytes;
        private long readBytes;

        Movable(long bytes) {
            setBytes = bytes;
        }

        @Override
        public long readLimitBytes() {
            readBytes = setBytes;
            return readBytes;
        }

        @Override
        public long foreignBytesMax() {
            return readBytes;
        }

        @Override
        public long heapBytesMax() {
            return 1000 * MB;
        }
    }

    /// In pieces, as the network brings it: a server sees how long a value is before it has come.
    private static String setLong(LoneNode.Client client, String key) {
        byte[] command = CommandEncoder.encodeWords(List.of("SET", key, LONG));
        for (int at = 0; at < command.length; at += PIECE_BYTES) {
            client.raw(Arrays.copyOfRange(command, at, Math.min(at + PIECE_BYTES, command.length)));
        }
        return client.heard();
    }

    @Test
    void aLimitThatIsMovedIsHonouredDownAndUp() throws Exception {
        var limit = new Movable(100 * MB);
        try (var lone = new LoneNode(limit)) {
            var client = lone.client("10.0.0.1:1");
            assertThat(setLong(client, "k")).isEqualTo("+OK\r\n");
            assertThat(lone.log).noneMatch(line -> line.contains("memory limit"));

            limit.setBytes = 15 * MB;
            lone.pass(LoneNode.SECOND / 10);
            assertThat(lone.log)
                    .anyMatch(line ->
                            line.contains(
                                    "The memory limit is now 15728640 bytes, it was 104857600"));
            assertThat(setLong(client, "other")).isEqualTo(REFUSED);
            assertThat(client.ask("STRLEN", "k")).isEqualTo(":10485760\r\n");
            assertThat(client.ask("SET", "short", "v")).isEqualTo("+OK\r\n");

            limit.setBytes = 5 * MB;
            lone.pass(LoneNode.SECOND / 10);
            assertThat(client.ask("SET", "short", "v")).isEqualTo(REFUSED);
            assertThat(client.ask("DEL", "k")).isEqualTo(":1\r\n");

            limit.setBytes = 100 * MB;
            lone.pass(LoneNode.SECOND / 10);
            assertThat(setLong(client, "other")).isEqualTo("+OK\r\n");
        }
    }

    /// Redis 2.6 knows of no limit but `maxmemory`: the kernel kills it, and a drill shows that.
    @Test
    void theOldBehaviourTakesWhatDoesNotFit() throws Exception {
        try (var lone = new LoneNode(new Movable(5 * MB), "--compat", "2.6")) {
            assertThat(setLong(lone.client("10.0.0.1:1"), "k")).isEqualTo("+OK\r\n");
        }
        try (var lone = new LoneNode(new Movable(5 * MB))) {
            assertThat(setLong(lone.client("10.0.0.1:1"), "k")).isEqualTo(REFUSED);
        }
    }
}
