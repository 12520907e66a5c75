package dev.firedrill.engine.node;

import static dev.firedrill.engine.node.LoneNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An operator or NTP sets the wall clock back or forth. What must happen every second, or after so
/// many, happens as if nothing had been set; dates follow the wall clock.
class ClockStepTest {
    private static final long HOUR = 3_600 * SECOND;

    private static void setClock(LoneNode server, long hours) {
        server.wallAheadNanos += hours * HOUR;
    }

    private static String info(LoneNode server, String field) {
        return server.client("10.0.0.8:1")
                .ask("INFO", "everything")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1))
                .findFirst()
                .orElse("");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1, -24 * 400})
    void everysecGoesOnToFsync(long hours) throws Exception {
        var disk = new HeldDisk();
        try (var server = new LoneNode(disk, "--appendonly", "yes", "--appendfsync", "everysec")) {
            disk.answer(server);
            server.pass(2 * SECOND);
            disk.answer(server);
            LoneNode.Client client = server.client("10.0.0.1:1");
            setClock(server, hours);
            assertThat(client.ask("SET", "k", "v")).isEqualTo("+OK\r\n");
            disk.answer(server);

            for (int i = 0; i < 3; i++) {
                server.pass(SECOND);
                disk.answer(server);
            }

            assertThat(info(server, "aof_oldest_unsynced_age_ms")).isEqualTo("0");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void waitsEndInTime(long hours) throws Exception {
        try (var server = new LoneNode()) {
            LoneNode.Client waits = server.client("10.0.0.1:1");
            LoneNode.Client pops = server.client("10.0.0.1:2");
            LoneNode.Client pauses = server.client("10.0.0.1:3");
            waits.tell("WAIT", "1", "5000");
            pops.tell("BLPOP", "list", "5");
            pauses.ask("CLIENT", "PAUSE", "5000", "WRITE");
            pauses.tell("SET", "k", "v");
            setClock(server, hours);

            server.pass(4 * SECOND);
            assertThat(List.of(waits.heard(), pops.heard(), pauses.heard())).containsOnly("");
            server.pass(2 * SECOND);

            assertThat(waits.heard()).isEqualTo(":0\r\n");
            assertThat(pops.heard()).isEqualTo("*-1\r\n");
            assertThat(pauses.heard()).isEqualTo("+OK\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void clientsAreIdleByTheMonotonicClock(long hours) throws Exception {
        try (var server = new LoneNode("--timeout", "10")) {
            LoneNode.Client client = server.client("10.0.0.1:1");
            client.ask("PING");
            setClock(server, hours);
            assertThat(client.ask("CLIENT", "LIST")).contains(" age=0 idle=0 ");

            server.pass(9 * SECOND);
            assertThat(client.closed()).isFalse();
            server.pass(2 * SECOND);
            assertThat(client.closed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void aReplicaIsPingedAndMissedByTheMonotonicClock(long hours) throws Exception {
        try (var server =
                new LoneNode(
                        "--repl-diskless-sync-delay", "0",
                        "--repl-ping-replica-period", "3",
                        "--repl-timeout", "20")) {
            LoneNode.Client replica = server.client("10.0.0.2:1");
            replica.ask("REPLCONF", "capa", "eof", "capa", "psync2");
            replica.ask("PSYNC", "?", "-1");
            server.pass(SECOND);
            assertThat(replica.heard()).contains("REDIS0");
            replica.tell("REPLCONF", "ACK", "0");
            setClock(server, hours);
            server.pass(7 * SECOND);

            assertThat(replica.heard().split("PING", -1)).hasSizeGreaterThanOrEqualTo(2);
            server.pass(10 * SECOND);
            assertThat(replica.closed()).isFalse();
            server.pass(10 * SECOND);
            assertThat(replica.closed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void savePointsAreDueByTheMonotonicClockAndLastsaveIsADate(long hours) throws Exception {
        var disk = new HeldDisk();
        try (var server = new LoneNode(disk, "--save", "60 1")) {
            disk.answer(server);
            LoneNode.Client client = server.client("10.0.0.1:1");
            client.ask("SET", "k", "v");
            setClock(server, hours);
            server.pass(59 * SECOND);
            assertThat(server.log).noneMatch(line -> line.contains("Saving..."));
            server.pass(3 * SECOND);

            assertThat(server.log).anyMatch(line -> line.contains("1 changes in 60 seconds"));
            assertThat(client.ask("LASTSAVE")).isEqualTo(":1700000000\r\n");
        }
    }

    @Test
    void idleTimeAndUptimeDoNotJump() throws Exception {
        try (var server = new LoneNode()) {
            LoneNode.Client client = server.client("10.0.0.1:1");
            client.ask("SET", "k", "v");
            server.pass(30 * SECOND);
            for (long hours : List.of(-1L, 5L)) {
                setClock(server, hours);
                assertThat(client.ask("OBJECT", "IDLETIME", "k")).isEqualTo(":30\r\n");
                assertThat(info(server, "uptime_in_seconds")).isEqualTo("30");
            }
        }
    }

    @Test
    void datesFollowTheWallClock() throws Exception {
        try (var server = new LoneNode("--slowlog-log-slower-than", "0")) {
            LoneNode.Client client = server.client("10.0.0.1:1");
            client.ask("SET", "k", "v", "EX", "60");
            setClock(server, -1);
            assertThat(client.ask("TIME")).contains("1699996400");
            assertThat(client.ask("TTL", "k")).isEqualTo(":3660\r\n");
            setClock(server, 2);

            assertThat(client.ask("TIME")).contains("1700003600");
            assertThat(client.ask("GET", "k")).isEqualTo("$-1\r\n");
        }
    }
}
