package dev.firedrill.reports.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each finding with a history that shows it, in the words of the report, and a similar one that
/// does not.
class FindingsTest {
    static Arguments shows(
            Finding finding, String sentence, List<Event> history, List<Event> similar) {
        return Arguments.of(finding, sentence, history, similar);
    }

    @ParameterizedTest
    @MethodSource("allPairs")
    void aFindingSaysWhatTheHistoryShowsAndNothingElse(
            Finding finding, String sentence, List<Event> history, List<Event> similar) {
        List<Observation> observed = Scenes.observed(finding, history);
        assertThat(observed).extracting(Observation::sentence).containsExactly(sentence);
        assertThat(observed.getFirst().evidence())
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.line()).isBetween(1L, (long) history.size()));
        assertThat(Scenes.observed(finding, similar)).isEmpty();
    }

    /// No finding is left without its pair of histories.
    @ParameterizedTest
    @MethodSource("installed")
    void everyFindingIsTested(Class<? extends Finding> finding) {
        assertThat(tested()).contains(finding);
    }

    static Stream<Class<? extends Finding>> installed() {
        return ServiceLoader.load(Finding.class).stream().map(ServiceLoader.Provider::type);
    }

    private static List<Class<?>> tested() {
        return allPairs().<Class<?>>map(pair -> pair.get()[0].getClass()).toList();
    }

    static Stream<Arguments> allPairs() {
        return Stream.of(
                        ResyncHistories.ofFaults(),
                        ResyncHistories.ofResyncs(),
                        ProcessHistories.ofRestarts(),
                        RestartScenes.pairs(),
                        ServiceScenes.pairs(),
                        ProcessHistories.ofProcessesAndDisks(),
                        SnapshotOnDiskOfLogTest.pairs(),
                        DataHistories.ofWritesAndData())
                .flatMap(pairs -> pairs);
    }
}
