package dev.firedrill.reports.incident;

import static dev.firedrill.reports.incident.Scenes.at;
import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.promoted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The finding reports a promoted replica whose offset had stopped while another one was ahead; not
/// one whose offset was moving, and not the most advanced one.
class StaleReplicaPromotedTest {
    private static final double PROMOTED = 20.5;

    /// Offsets once a second from second 10 to second 20.
    ///
    /// @param stallsAt from when on the offset stands still
    private static List<Event> offsets(String node, String field, int stallsAt) {
        var events = new ArrayList<Event>();
        for (int second = 10; second <= 20; second++) {
            double offset = 1_000_000 + 50_000.0 * Math.min(second, stallsAt);
            events.add(new Event.Sampled(at(second), node, Map.of(field, offset)));
        }
        return events;
    }

    static List<Event> offsets(String node, int stallsAt) {
        return offsets(node, "master_repl_offset", stallsAt);
    }

    private static List<Observation> observed(Object... parts) {
        return Scenes.observed(new StaleReplicaPromoted(), disturbed(parts));
    }

    @Test
    void aReplicaThatStoodStillWhileAnotherWentOnIsFound() {
        assertThat(
                        observed(
                                offsets("M", 20),
                                offsets("R1", 12),
                                offsets("R2", 20),
                                promoted(PROMOTED, "R1")))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.nodes()).containsExactly("R1");
                    assertThat(one.figures())
                            .containsEntry("lackingBytes", 400_000L)
                            .containsEntry("stoodStillMillis", 8_500L);
                    assertThat(one.sentence())
                            .contains("since 12.000 s: it lacked 400000 bytes of the stream,")
                            .contains("which R2 had");
                });
    }

    /// Redis 2.8 counts in the first field of a replica what that replica sends.
    @Test
    void theOffsetOfAnOldServerCounts() {
        assertThat(
                        observed(
                                offsets("R1", "slave_repl_offset", 12),
                                offsets("R2", "slave_repl_offset", 20),
                                promoted(PROMOTED, "R1")))
                .hasSize(1);
    }

    @Test
    void aReplicaThatNoOtherWasAheadOfIsNotStale() {
        assertThat(observed(offsets("R1", 20), offsets("R2", 12), promoted(PROMOTED, "R1")))
                .isEmpty();
        assertThat(observed(offsets("R1", 12), offsets("R2", 12), promoted(PROMOTED, "R1")))
                .isEmpty();
    }

    /// What the master alone had, no promotion could keep.
    @Test
    void aMasterThatWasAheadIsNoReplica() {
        assertThat(
                        observed(
                                offsets("M", 20),
                                offsets("R1", 12),
                                offsets("R2", 12),
                                promoted(PROMOTED, "R1")))
                .isEmpty();
    }

    /// Nodes are asked once a second, one after the other.
    @Test
    void aReplicaThatReportedASecondAgoIsNotStale() {
        assertThat(observed(offsets("R1", 19), offsets("R2", 20), promoted(PROMOTED, "R1")))
                .isEmpty();
    }

    @Test
    void withoutOffsetsNothingIsKnown() {
        assertThat(observed(promoted(PROMOTED, "R1"))).isEmpty();
        assertThat(observed(offsets("R1", 12), promoted(PROMOTED, "R1"))).isEmpty();
        assertThat(observed(offsets("R2", 20), promoted(PROMOTED, "R1"))).isEmpty();
    }
}
