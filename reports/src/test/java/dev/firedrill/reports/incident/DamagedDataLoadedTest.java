package dev.firedrill.reports.incident;

import static dev.firedrill.reports.Histories.applied;
import static dev.firedrill.reports.Histories.planned;
import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.loaded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.InjectionKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Damage counts when a server came up with it: not when it refused the file, and once only.
class DamagedDataLoadedTest {
    private static List<Observation> observed(Object... events) {
        return Scenes.observed(new DamagedDataLoaded(), disturbed(events));
    }

    private static List<String> settings(List<Observation> observed) {
        return observed.stream()
                .flatMap(one -> one.remedies().stream())
                .flatMap(one -> one.settings().stream())
                .map(Remedy.Setting::toString)
                .toList();
    }

    @Test
    void aLogWithoutItsEndIsRefusedByAnotherDirectiveThanAWrongBit() {
        List<Observation> truncated =
                observed(
                        planned(1, InjectionKind.TRUNCATE_FILE, "M", true),
                        applied(1, true),
                        loaded(31, DatasetSource.APPEND_ONLY_FILE));
        List<Observation> flipped =
                observed(
                        planned(1, InjectionKind.FLIP_BIT, "M", true),
                        applied(1, true),
                        loaded(31, DatasetSource.SNAPSHOT));

        assertThat(settings(truncated)).containsExactly("aof-load-truncated no");
        assertThat(settings(flipped)).containsExactly("rdbchecksum yes");
        assertThat(truncated)
                .extracting(Observation::sentence)
                .containsExactly("M came up at 31.000 s with a file whose end was missing.");
        assertThat(flipped)
                .extracting(Observation::sentence)
                .containsExactly("M came up at 31.000 s with a file in which a bit was wrong.");
    }

    @Test
    void whatWasLoadedBeforeTheDamageOrAfterAnotherStartIsSound() {
        var damage = planned(1, InjectionKind.FLIP_BIT, "M", true);
        var snapshot = loaded(31, DatasetSource.SNAPSHOT);
        assertThat(observed(snapshot, damage, applied(1, true))).isEmpty();
        assertThat(observed(damage, applied(1, true), snapshot, snapshot)).hasSize(1);
    }

    @Test
    void aStartWithoutTheFileOrADamageThatDidNotHappenIsNone() {
        var damage = planned(1, InjectionKind.TRUNCATE_FILE, "M", true);
        assertThat(observed(damage, applied(1, true), loaded(31, DatasetSource.NOTHING))).isEmpty();
        assertThat(observed(damage, applied(1, false), loaded(31, DatasetSource.SNAPSHOT)))
                .isEmpty();
        assertThat(
                        observed(
                                planned(1, InjectionKind.TRUNCATE_FILE, "R1", true),
                                applied(1, true),
                                loaded(31, DatasetSource.SNAPSHOT)))
                .isEmpty();
    }
}
