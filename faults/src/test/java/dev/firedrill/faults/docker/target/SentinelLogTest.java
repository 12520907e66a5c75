package dev.firedrill.faults.docker.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.lab.GuardEvent;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
