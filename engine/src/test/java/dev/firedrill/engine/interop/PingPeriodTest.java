package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A master pings its replicas each ping period since its start, whenever they come: after a
/// restart none of them is sent a ping at once. The engine as redis-server.
class PingPeriodTest {
    private static final String PING = "*1\r\n$4\r\nPING\r\n";
    private static final int PERIOD_SECONDS = 4;

    @TempDir private Path folder;

    @BeforeEach
    void needsRedis() {
        RealRedis.assumeInstalled();
    }

    /// @param startedNanos not later than the start
    private static void firstPingComesAfterAPeriod(int port, long startedNanos) throws Exception {
        try (var replica = RawReplica.behindSnapshot(port)) {
            Peers.cli(port, "SET", "first", "1");
            Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .pollInterval(20, TimeUnit.MILLISECONDS)
                    .until(() -> replica.heardText().toUpperCase(Locale.ROOT).contains(PING));
            double seconds = (System.nanoTime() - startedNanos) / 1e9;
            assertThat(replica.heardText()).startsWith("*2\r\n$6\r\nSELECT");
            // Both look at their clocks ten times a second.
            assertThat(seconds).isGreaterThan(PERIOD_SECONDS - 0.2);
        }
    }

    private static String[] options() {
        return new String[] {
            "--save", "", "--repl-ping-replica-period", Integer.toString(PERIOD_SECONDS)
        };
    }

    @Test
    void theEngineWaitsForAPeriod() throws Exception {
        for (int start = 0; start < 2; start++) {
            long started = System.nanoTime();
            try (var engine = RunningEngine.start(folder, options())) {
                firstPingComesAfterAPeriod(engine.port(), started);
                engine.cli("SAVE");
            }
        }
    }

    @Test
    void redisServerWaitsForAPeriod() throws Exception {
        for (int start = 0; start < 2; start++) {
            long started = System.nanoTime();
            try (var redis = RealRedis.start(folder, options())) {
                firstPingComesAfterAPeriod(redis.port(), started);
                redis.cli("SAVE");
            }
        }
    }
}
