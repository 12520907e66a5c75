package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.lab.LinkConditions;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// What a link does with what waits while it is cut.
class LinkTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long BYTES_PER_SECOND = 1_000_000;
    private static final LinkConditions WHOLE =
            LinkConditions.undisturbed(
                    Duration.ZERO, Duration.ZERO, OptionalLong.of(BYTES_PER_SECOND));
    private static final LinkConditions CUT =
            LinkConditions.of(
                    WHOLE,
                    List.of(
                            new LinkInjection.CutLink(
                                    new LinkId(new NodeId("M"), new NodeId("R")))));

    private final EventQueue events = new EventQueue();
    private final Link link =
            new Link(
                    events,
                    new Prng(1),
                    WHOLE,
                    new Link.Pipe(BYTES_PER_SECOND),
                    new Link.Windows(1_000, 3_000));
    private final List<String> arrived = new ArrayList<>();
    private boolean receiverGone;

    private void send(String what, int bytes) {
        link.send(bytes, () -> arrived.add(what), () -> {}, () -> receiverGone);
    }

    @Test
    void whatWaitsArrivesInOrderAndAtTheRateOfTheLink() {
        link.follow(CUT);
        send("first", 1_000_000);
        send("second", 1_000_000);
        events.runUntil(10 * SECOND);
        assertThat(arrived).isEmpty();

        link.follow(WHOLE);

        events.runUntil(11 * SECOND + SECOND / 2);
        assertThat(arrived).containsExactly("first");
        events.runUntil(12 * SECOND + SECOND / 2);
        assertThat(arrived).containsExactly("first", "second");
    }

    /// As a proxy holds more of what it delays.
    @Test
    void moreIsOnItsWayWhileTheLinkIsSlow() {
        LinkConditions slow =
                LinkConditions.undisturbed(
                        Duration.ofMillis(20), Duration.ZERO, OptionalLong.of(BYTES_PER_SECOND));
        assertThat(link.windowBytes()).isEqualTo(1_000);
        link.follow(slow);
        assertThat(link.windowBytes()).isEqualTo(3_000);
        link.follow(WHOLE);
        assertThat(link.windowBytes()).isEqualTo(1_000);
    }

    /// The servers at both ends have given the connection up meanwhile, and begin another.
    @Test
    void whatNobodyWaitsForTakesNothingOfTheRate() {
        link.follow(CUT);
        send("of the old connection", 3_000_000);
        receiverGone = true;

        link.follow(WHOLE);
        receiverGone = false;
        send("of the new one", 100_000);

        events.runUntil(SECOND / 2);
        assertThat(arrived).containsExactly("of the new one");
        events.runUntil(10 * SECOND);
        assertThat(arrived).hasSize(1);
    }
}
