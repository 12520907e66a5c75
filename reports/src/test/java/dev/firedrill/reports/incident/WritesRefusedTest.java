package dev.firedrill.reports.incident;

import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.file;
import static dev.firedrill.reports.incident.Scenes.refused;
import static dev.firedrill.reports.incident.Scenes.snapshotEnded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.SnapshotResult;
import org.junit.jupiter.api.Test;

/// A failed snapshot refuses writes where there are save points, and nowhere else.
class WritesRefusedTest {
    private static final Event FAILED = snapshotEnded(9, SnapshotResult.FAILED, 0);
    private static final Event REFUSED = refused(10, "MISCONF Redis is configured to save");

    private static Event save(String points) {
        return file(1, Moment.START, "appendonly no", "save " + points);
    }

    private static Observation observed(Object... events) {
        return Scenes.observed(new WritesRefused(), disturbed(events)).getFirst();
    }

    @Test
    void writesThatAFailedSnapshotRefusesAreTakenAgainAfterTheNextOne() {
        assertThat(observed(save("3600 1"), FAILED, REFUSED).remedies())
                .isEqualTo(observed(file(1, Moment.START), FAILED, REFUSED).remedies())
                .singleElement()
                .satisfies(one ->
                        assertThat(one.settings())
                                .containsExactly(
                                        new Remedy.Setting("stop-writes-on-bgsave-error", "no")));
    }

    @Test
    void withoutSavePointsOrAFailedSnapshotItIsTheAppendOnlyFileThatRefuses() {
        assertThat(observed(save("\"\""), FAILED, REFUSED).remedies()).isEmpty();
        assertThat(observed(save("3600 1"), REFUSED).remedies()).isEmpty();
        assertThat(observed(FAILED, REFUSED).remedies()).isEmpty();
    }
}
