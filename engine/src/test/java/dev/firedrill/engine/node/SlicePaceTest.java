package dev.firedrill.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A snapshot leaves seven eighths of the time to those who ask for something, and none to nobody.
class SlicePaceTest {
    private final SlicePace pace = new SlicePace();

    @Test
    void aSnapshotGoesOnAtOnceWhileNobodyAsks() {
        pace.begins(1_000, 0);
        pace.turnEnds(101_000);
        assertThat(pace.wantedAtNanos()).isEqualTo(1_000);
    }

    @Test
    void whileCommandsComeThePauseIsSevenTimesTheWork() {
        pace.begins(1_000, 20);
        pace.turnEnds(101_000);
        assertThat(pace.wantedAtNanos()).isEqualTo(101_000 + 700_000);
        pace.begins(900_000, 20);
        pace.turnEnds(1_000_000);
        assertThat(pace.wantedAtNanos()).as("nobody came since").isEqualTo(900_000);
    }

    @Test
    void aTurnInWhichTheSystemLetOthersRunIsNotMadeUpFor() {
        pace.begins(0, 20);
        pace.turnEnds(50_000_000);
        assertThat(pace.wantedAtNanos()).isEqualTo(52_000_000);
    }

    @Test
    void noSliceIsTakenTwiceInOneTurn() {
        pace.begins(1_000, 20);
        assertThat(pace.wantedAtNanos()).isEqualTo(Long.MAX_VALUE);
    }
}
