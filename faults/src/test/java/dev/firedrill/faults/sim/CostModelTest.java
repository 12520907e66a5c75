package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firedrill.faults.sim.CostModel.Stall;
import dev.firedrill.faults.sim.CostModel.Stalls;
import org.junit.jupiter.api.Test;

class CostModelTest {
    private static CostModel with(Stalls alone, Stalls crowded) {
        CostModel costs = CostModel.STANDARD;
        return new CostModel(
                costs.startNanos(),
                costs.linkLatencyNanos(),
                costs.linkBytesPerSecond(),
                costs.windowBytes(),
                costs.delayedWindowBytes(),
                costs.nanosPerBatch(),
                costs.nanosPerCommand(),
                costs.nanosPerByte(),
                costs.nanosPerSnapshotEntry(),
                costs.nanosPerSnapshotByte(),
                costs.nanosPerEntryLoaded(),
                costs.diskBytesPerSecond(),
                costs.fsyncNanos(),
                costs.cold(),
                alone,
                crowded);
    }

    @Test
    void aProcessIsKeptWaitingInProportionToTheOthers() {
        var alone = new Stalls(new Stall(0.02, 1_000_000), new Stall(0.01, 500_000));
        var crowded = new Stalls(new Stall(0.08, 4_000_000), new Stall(0.04, 2_000_000));
        CostModel costs = with(alone, crowded);

        assertThat(costs.stallsAmong(1)).isEqualTo(alone);
        assertThat(costs.stallsAmong(4)).isEqualTo(crowded);
        assertThat(costs.stallsAmong(2).early().chance()).isCloseTo(0.04, within(1e-9));
        assertThat(costs.stallsAmong(2).later().nanos()).isEqualTo(1_000_000);
        assertThat(costs.stallsAmong(7).early().nanos()).isEqualTo(7_000_000);
    }

    /// Whatever was measured: a process neither always waits nor less than never.
    @Test
    void noNumberOfProcessesIsOutOfBounds() {
        var often = new Stalls(new Stall(0.01, 1_000_000), new Stall(0.5, 9_000_000));
        var seldom = new Stalls(new Stall(0.6, 9_000_000), new Stall(0.1, 1_000_000));

        Stalls many = with(often, seldom).stallsAmong(20);

        assertThat(many.early().chance()).isEqualTo(0.9);
        assertThat(many.later()).isEqualTo(new Stall(0, 0));
    }
}
