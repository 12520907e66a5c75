package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.sim.CostModel;
import dev.firedrill.faults.sim.CostModel.Cold;
import dev.firedrill.faults.sim.CostModel.Stalls;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.reports.history.Event;
import dev.firedrill.scenarios.workload.Inserts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyReaderTest {
    /// Of a server that takes a millisecond for a command.
    private static final CostModel SLOW =
            new CostModel(
                    400_000_000,
                    100_000,
                    1.25e9,
                    128 * 1024,
                    128 * 1024,
                    2_000,
                    1_000_000,
                    1.5,
                    400,
                    1.5,
                    700,
                    200e6,
                    1_000_000,
                    Cold.NOT,
                    Stalls.NONE,
                    Stalls.NONE);

    @Test
    void readingsThatTakeLongStandInTheJournalInTheOrderOfItsTimes() throws Exception {
        var journal = new ArrayList<Event>();
        OneDrill.run(
                new OneDrill(
                        List.of(),
                        drill -> {
                            drill.load().start(new Inserts(200, 100));
                            drill.runFor(Duration.ofSeconds(20));
                        }),
                new SimLab(List.of(), SLOW),
                journal::add);

        List<Event> readings = journal.stream().filter(Event.KeyRead.class::isInstance).toList();
        assertThat(readings).hasSizeGreaterThan(3_000);
        assertThat(readings.getLast().atNanos() - readings.getFirst().atNanos())
                .isGreaterThan(3_000_000_000L);
        assertThat(journal).extracting(Event::atNanos).isSorted();
    }
}
