package dev.firedrill.scenarios.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.firedrill.faults.sim.CostModel;
import dev.firedrill.faults.sim.CostModel.Cold;
import dev.firedrill.faults.sim.SimLab;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The simulator, measured like a machine, shows the costs that it was given.
class CalibrationTest {
    private static void assertFound(CostModel given) throws Exception {
        var steps = new ArrayList<String>();
        CostModel found = Calibration.measure(new SimLab(List.of(), given), steps::add);

        assertThat(steps).hasSize(10);
        assertThat(found.nanosPerByte()).isCloseTo(given.nanosPerByte(), withinPercentage(20));
        // A window of commands is read in parts, each of which costs something by itself.
        assertThat(found.nanosPerCommand())
                .isBetween(given.nanosPerCommand() * 9 / 10, 2 * given.nanosPerCommand());
        assertThat(found.linkLatencyNanos())
                .isCloseTo(given.linkLatencyNanos(), withinPercentage(20));
        assertThat(found.nanosPerSnapshotEntry())
                .isCloseTo(given.nanosPerSnapshotEntry(), withinPercentage(30));
        // SAVE shows both together; what the disk takes of it is told by another measurement.
        assertThat(found.nanosPerSnapshotByte() + 1e9 / found.diskBytesPerSecond())
                .isCloseTo(
                        given.nanosPerSnapshotByte() + 1e9 / given.diskBytesPerSecond(),
                        withinPercentage(20));
        assertThat(found.nanosPerEntryLoaded())
                .isCloseTo(given.nanosPerEntryLoaded(), withinPercentage(30));
        assertThat(found.windowBytes()).isCloseTo(given.windowBytes(), within(100_000L));
        assertThat(found.delayedWindowBytes())
                .isCloseTo(given.delayedWindowBytes(), within(200_000L));
        assertThat(found.fsyncNanos()).isCloseTo(given.fsyncNanos(), withinPercentage(20));
        assertThat(found.diskBytesPerSecond())
                .isCloseTo(given.diskBytesPerSecond(), withinPercentage(30));
        assertThat(found.startNanos()).isCloseTo(given.startNanos(), withinPercentage(20));
        assertFound(found.cold(), given.cold());
    }

    private static void assertFound(Cold found, Cold given) {
        assertThat(found.firstSnapshotNanos())
                .isCloseTo(given.firstSnapshotNanos(), within(5_000_000L));
        assertThat(found.firstLoadNanos()).isCloseTo(given.firstLoadNanos(), within(5_000_000L));
        assertThat(found.nanosPerSnapshotEntry())
                .isCloseTo(given.nanosPerSnapshotEntry(), within(500L));
        assertThat(found.nanosPerEntryLoaded())
                .isCloseTo(given.nanosPerEntryLoaded(), within(500L));
        assertThat(found.factor()).isCloseTo(given.factor(), withinPercentage(35));
        assertThat((found.factor() - 1) * found.warmUpNanos())
                .isCloseTo((given.factor() - 1) * given.warmUpNanos(), withinPercentage(20));
    }

    @Test
    void theStandardCostsAreFound() throws Exception {
        assertFound(CostModel.STANDARD);
    }

    @Test
    void aSlowerMachineIsFoundToBeSlower() throws Exception {
        assertFound(
                new CostModel(
                        900_000_000,
                        400_000,
                        1.25e9,
                        2 << 20,
                        9 << 20,
                        2_000,
                        9_000,
                        4,
                        1_500,
                        4,
                        2_500,
                        60e6,
                        4_000_000,
                        Cold.NOT,
                        CostModel.Stalls.NONE,
                        CostModel.Stalls.NONE));
    }

    @Test
    void aProcessThatIsSlowAtFirstIsFoundToBeCold() throws Exception {
        assertFound(
                new CostModel(
                        400_000_000,
                        100_000,
                        1.25e9,
                        128 * 1024,
                        128 * 1024,
                        2_000,
                        9_000,
                        1.5,
                        400,
                        1.5,
                        700,
                        200e6,
                        1_000_000,
                        new Cold(12, 30_000_000, 200_000_000, 300_000_000, 5_000, 8_000),
                        CostModel.Stalls.NONE,
                        CostModel.Stalls.NONE));
    }

    /// What it costs in the long run shows in the other figures, which are not compared here.
    @Test
    void aMachineThatDoesSomethingElseNowAndThenIsFoundToKeepClientsWaiting() throws Exception {
        var given =
                new CostModel(
                        400_000_000,
                        100_000,
                        1.25e9,
                        128 * 1024,
                        128 * 1024,
                        2_000,
                        3_000,
                        1.5,
                        400,
                        1.5,
                        700,
                        200e6,
                        1_000_000,
                        Cold.NOT,
                        new CostModel.Stalls(
                                new CostModel.Stall(0.06, 3_000_000),
                                new CostModel.Stall(0.05, 2_000_000)),
                        new CostModel.Stalls(
                                new CostModel.Stall(0.1, 5_000_000),
                                new CostModel.Stall(0.05, 2_000_000)));

        CostModel found = Calibration.measure(new SimLab(List.of(), given), _ -> {});

        assertFound(found.stalls().early(), given.stalls().early());
        assertFound(found.stalls().later(), given.stalls().later());
        assertFound(found.crowdedStalls().early(), given.crowdedStalls().early());
        assertFound(found.crowdedStalls().later(), given.crowdedStalls().later());
    }

    private static void assertFound(CostModel.Stall found, CostModel.Stall given) {
        assertThat(found.chance()).isBetween(given.chance() / 2, given.chance() * 2);
        assertThat(found.nanos()).isCloseTo(given.nanos(), withinPercentage(35));
    }

    @Test
    void aTailThatIsNoExponentialOneIsAsLongAsItIsForOneInAHundred() {
        long[] latencies = new long[1_000];
        Arrays.fill(latencies, 1_000_000);
        assertThat(Stalls.of(latencies)).isEqualTo(CostModel.Stall.NONE);
        Arrays.fill(latencies, 900, 1_000, 21_000_000);
        CostModel.Stall found = Stalls.of(latencies);
        assertThat(found.chance() * Math.exp(-20e6 / (double) found.nanos()))
                .isBetween(0.005, 0.02);
    }
}
