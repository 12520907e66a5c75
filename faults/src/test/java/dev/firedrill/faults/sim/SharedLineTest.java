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

/// A megabyte per second, shared by two links.
class SharedLineTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int MB = 1_000_000;
    private static final LinkId LINK = new LinkId(new NodeId("M"), new NodeId("R"));
    private static final LinkConditions WHOLE =
            LinkConditions.undisturbed(Duration.ZERO, Duration.ZERO, OptionalLong.of(MB));
    private static final LinkConditions CUT = with(new LinkInjection.CutLink(LINK));

    private final EventQueue events = new EventQueue();
    private final SharedLine line = new SharedLine(events, MB);
    private final Link first = link();
    private final Link second = link();
    private final List<String> arrived = new ArrayList<>();

    private Link link() {
        return new Link(events, new Prng(1), WHOLE, line, new Link.Windows(1_000, 3_000));
    }

    private static LinkConditions with(LinkInjection fault) {
        return LinkConditions.of(WHOLE, List.of(fault));
    }

    private void send(Link link, String what, int bytes) {
        link.send(bytes, () -> arrived.add(what));
    }

    @Test
    void aLongTransferHoldsUpTheOtherLinkForOneSegmentOnly() {
        for (int i = 0; i < 20; i++) {
            send(first, "snapshot", MB / 10);
        }
        send(second, "heartbeat", 100);

        events.runUntil(SECOND / 4);

        assertThat(arrived).containsExactly("snapshot", "heartbeat", "snapshot");
    }

    @Test
    void twoTransfersHaveHalfOfTheRateEachWhateverTheirSegments() {
        for (int i = 0; i < 40; i++) {
            send(first, "large", MB / 10);
        }
        for (int i = 0; i < 400; i++) {
            send(second, "small", MB / 100);
        }

        events.runUntil(2 * SECOND);

        assertThat(arrived.stream().filter("large"::equals).count()).isBetween(9L, 11L);
        assertThat(arrived.stream().filter("small"::equals).count()).isBetween(90L, 110L);
    }

    @Test
    void whoWasSilentHasSavedNothingUp() {
        for (int i = 0; i < 40; i++) {
            send(first, "first", MB / 10);
        }
        events.runUntil(2 * SECOND);
        for (int i = 0; i < 20; i++) {
            send(second, "second", MB / 10);
        }
        arrived.clear();

        events.runUntil(3 * SECOND);

        assertThat(arrived.stream().filter("first"::equals).count()).isBetween(4L, 6L);
    }

    @Test
    void aCutHoldsWhatHasNotLeftYetAndNothingIsLostOrOvertaken() {
        for (int i = 0; i < 10; i++) {
            send(first, "before " + i, MB / 10);
        }
        events.runUntil(SECOND / 4);
        first.follow(CUT);
        send(first, "during", MB / 10);
        events.runUntil(5 * SECOND);
        assertThat(arrived).containsExactly("before 0", "before 1", "before 2");

        first.follow(WHOLE);
        send(first, "after", 100);
        events.runUntil(10 * SECOND);

        assertThat(arrived)
                .hasSize(12)
                .containsSubsequence("before 3", "before 9", "during", "after");
    }

    @Test
    void aBlackholeSwallowsWhatHasNotLeftYet() {
        var gaps = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            first.send(MB / 10, () -> arrived.add("arrived"), () -> gaps.add("missed"));
        }
        first.follow(with(new LinkInjection.BlackholeLink(LINK, Duration.ofSeconds(60))));
        events.runUntil(5 * SECOND);
        assertThat(arrived).containsExactly("arrived");
        assertThat(gaps).isEmpty();

        first.follow(WHOLE);

        assertThat(gaps).containsExactly("missed", "missed");
    }

    /// The server at the far end has given up the connection and begins another.
    @Test
    void whatNobodyWaitsForTakesNothingOfTheRate() {
        boolean[] gone = {false};
        for (int i = 0; i < 20; i++) {
            first.send(MB / 10, () -> arrived.add("old"), () -> {}, () -> gone[0]);
        }
        gone[0] = true;
        send(first, "new", MB / 10);

        events.runUntil(SECOND / 4);

        assertThat(arrived).containsExactly("old", "new");
    }

    /// The link's own rate comes before the line, and what was held up by it is not overtaken by
    /// what is sent when it is gone.
    @Test
    void aLimitOfOneLinkIsAddedToTheLine() {
        first.follow(with(new LinkInjection.LimitLink(LINK, MB / 10)));
        for (int i = 0; i < 4; i++) {
            send(first, "first " + i, MB / 10);
        }
        for (int i = 0; i < 100; i++) {
            send(second, "second", MB / 10);
        }

        events.runUntil(2 * SECOND + SECOND / 2);
        assertThat(arrived).contains("first 0", "first 1").doesNotContain("first 2");
        assertThat(arrived.stream().filter("second"::equals).count()).isBetween(21L, 23L);

        first.follow(WHOLE);
        send(first, "last", 100);
        events.runUntil(10 * SECOND);
        assertThat(arrived).containsSubsequence("first 2", "first 3", "last");
    }

    /// What a link could not send while it was limited gives it no right to more of the line later.
    @Test
    void whoWasLimitedHasSavedNothingUp() {
        first.follow(with(new LinkInjection.LimitLink(LINK, MB / 10)));
        for (int i = 0; i < 6; i++) {
            send(first, "limited", MB / 10);
        }
        for (int i = 0; i < 200; i++) {
            send(second, "second", MB / 10);
        }
        events.runUntil(5 * SECOND + SECOND / 2);
        first.follow(WHOLE);
        for (int i = 0; i < 40; i++) {
            send(first, "first", MB / 10);
        }
        events.runUntil(6 * SECOND + SECOND / 2);
        arrived.clear();

        events.runUntil(8 * SECOND + SECOND / 2);

        assertThat(arrived.stream().filter("second"::equals).count()).isBetween(9L, 11L);
    }

    /// A link that is limited to more than the line has still only the line.
    @Test
    void aLimitAboveTheLineIsNoMoreThanTheLine() {
        first.follow(with(new LinkInjection.LimitLink(LINK, 10 * MB)));
        assertThat(first.bytesPerSecond()).isEqualTo(MB);
        for (int i = 0; i < 20; i++) {
            send(first, "first", MB / 10);
        }

        events.runUntil(SECOND + SECOND / 20);

        assertThat(arrived).hasSize(10);
    }
}
