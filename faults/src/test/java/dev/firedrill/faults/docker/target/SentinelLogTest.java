package dev.firedrill.faults.docker.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.lab.GuardEvent;
import dev.firedrill.faults.topology.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a real Sentinel logged, as events.
class SentinelLogTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R = new NodeId("R");

    private static String line(String text) {
        return "1:X 30 Nov 2026 01:18:49.321 # " + text;
    }

    private static List<String> events(SentinelLog log, List<String> lines) {
        var events = new ArrayList<String>();
        for (String line : lines) {
            for (GuardEvent event : log.events(line)) {
                events.add(event.describe());
            }
        }
        return events;
    }

    @Test
    void aRecordedFailoverIsToldStepByStep() {
        var log = new SentinelLog(List.of(M, R));
        RecordedLog recorded = RecordedLog.of(ServerDialect.REDIS_7_0, "sentinel-S");

        assertThat(events(log, recorded.lines()))
                .containsExactly(
                        "+sdown M",
                        "+odown M #quorum 1/1",
                        "+elected-leader M",
                        "+selected-slave R",
                        "+promoted-slave R",
                        "+switch-master M R",
                        "+convert-to-slave M");
        assertThat(log.found()).contains(R);
    }

    /// The drill with real Sentinels: sentinel-1 is on the isolated master's side and learns of the
    /// failover once the partition has healed, sentinel-3 leads it, sentinel-2 votes for it.
    @Test
    void aPartitionIsSeenDifferentlyFromEachSide() throws IOException {
        assertThat(recorded("redis-7.0", "sentinel-1"))
                .containsExactlyInAnyOrder(
                        "+sdown R1",
                        "+sdown R2",
                        "+sdown sentinel-2",
                        "+sdown sentinel-3",
                        "+switch-master M R2",
                        "-sdown sentinel-2",
                        "-sdown sentinel-3");
        assertThat(recorded("redis-7.0", "sentinel-2"))
                .contains("+sdown M", "+odown M #quorum 2/2", "+switch-master M R2", "-sdown M")
                .doesNotContain("+elected-leader M", "+promoted-slave R2");
        assertThat(recorded("redis-7.0", "sentinel-3"))
                .containsExactly(
                        "+sdown M",
                        "+odown M #quorum 2/2",
                        "+elected-leader M",
                        "+sdown sentinel-1",
                        "+selected-slave R2",
                        "+promoted-slave R2",
                        "+slave-reconf-sent R1",
                        "+switch-master M R2",
                        "+sdown M",
                        "-sdown M",
                        "-sdown sentinel-1",
                        "+convert-to-slave M");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis-6.2", "redis-7.0", "valkey-8.0"})
    void eachVersionSaysTheSame(String server) throws IOException {
        String leader = server.equals("redis-7.0") ? "sentinel-3" : "leader";
        List<String> told = recorded(server, leader);

        assertThat(told)
                .containsSubsequence(
                        "+sdown M", "+odown M #quorum 2/2", "+elected-leader M", "-sdown M");
        assertThat(told.stream().map(line -> line.replaceAll("R\\d", "R")))
                .containsSubsequence(
                        "+selected-slave R",
                        "+promoted-slave R",
                        "+slave-reconf-sent R",
                        "+switch-master M R");
    }

    private static List<String> recorded(String server, String log) throws IOException {
        var names = new ArrayList<NodeId>();
        for (String name : List.of("M", "R1", "R2", "sentinel-1", "sentinel-2", "sentinel-3")) {
            names.add(new NodeId(name));
        }
        Path file =
                Path.of("src", "test", "resources", "logs", "sentinel")
                        .resolve(server + "-" + log + ".log");
        return events(new SentinelLog(names), Files.readAllLines(file, StandardCharsets.UTF_8));
    }

    @Test
    void aSentinelIsKnownByItsHost() {
        NodeId other = new NodeId("sentinel-2");
        var log = new SentinelLog(List.of(M, R, other));

        assertThat(
                        events(
                                log,
                                List.of(
                                        line(
                                                "+sentinel sentinel 8510ef20 sentinel-2 26379 @ drill M 6379"),
                                        line(
                                                "+sdown sentinel 8510ef20 sentinel-2 26379 @ drill M 6379"),
                                        line(
                                                "-sdown sentinel 8510ef20 sentinel-2 26379 @ drill M 6379"))))
                .containsExactly("+sdown sentinel-2", "-sdown sentinel-2");
        assertThat(log.found()).containsExactly(other);
    }

    @Test
    void anAbortedFailoverTellsWhy() {
        assertThat(
                        events(
                                new SentinelLog(List.of(M, R)),
                                List.of(
                                        line("-failover-abort-not-elected master drill M 6379"),
                                        line(
                                                "+slave-reconf-sent slave R:6379 R 6379 @ drill M 6379"))))
                .containsExactly("-failover-abort-not-elected M", "+slave-reconf-sent R");
    }

    /// What stands in the log of a server, or of a server that nobody knows, is nothing.
    @Test
    void otherLinesTellNothing() {
        var log = new SentinelLog(List.of(M, R));
        assertThat(
                        events(
                                log,
                                List.of(
                                        line("+sdown master drill 10.0.0.9 6379"),
                                        line("+new-epoch 1"),
                                        line("+sdown master drill M 6379").replace("1:X", "1:M"),
                                        "+sdown master drill M 6379")))
                .isEmpty();
        assertThat(log.text(line("+new-epoch 1"))).isEqualTo("+new-epoch 1");
    }
}
