package dev.firedrill.reports.incident;

import static dev.firedrill.reports.incident.Scenes.closed;
import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.exited;
import static dev.firedrill.reports.incident.Scenes.fault;
import static dev.firedrill.reports.incident.Scenes.file;
import static dev.firedrill.reports.incident.Scenes.full;
import static dev.firedrill.reports.incident.Scenes.memory;
import static dev.firedrill.reports.incident.Scenes.sampled;
import static dev.firedrill.reports.incident.Scenes.scene;
import static dev.firedrill.reports.incident.Scenes.snapshotBegan;
import static dev.firedrill.reports.incident.Scenes.snapshotEnded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.InjectionKind;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.ReplicaCloseReason;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import dev.firedrill.reports.history.SnapshotResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a remedy says can be done on the server that it is for, and its values suffice.
class RemediesTest {
    /// Words of advice that look like directives and are none.
    private static final List<String> ENGLISH = List.of("append-only");

    /// What CONFIG GET does not know although redis.conf does.
    private static final List<String> IN_THE_FILE_ALONE = List.of("rename-command");

    private static final Pattern HYPHENATED = Pattern.compile("[a-z]+(?:-[a-z0-9]+)+");

    /// What `CONFIG GET *` of redis-server 7.0.15 answers.
    private static List<String> directivesOfRedis() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        RemediesTest.class.getResourceAsStream("redis-7.0.15-directives.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static List<Remedy> remedies(Finding finding, List<Event> history) {
        return Scenes.observed(finding, history).stream()
                .flatMap(one -> one.remedies().stream())
                .toList();
    }

    /// Of every finding, in the histories that show it and in those that let it compute values.
    private static Stream<Remedy> all() {
        Stream<Remedy> shown =
                FindingsTest.allPairs()
                        .flatMap(pair -> {
                            var finding = (Finding) pair.get()[0];
                            var history = new ArrayList<Event>();
                            for (Object event : (List<?>) pair.get()[2]) history.add((Event) event);
                            return remedies(finding, history).stream();
                        });
        return Stream.of(
                        shown,
                        remedies(new KilledAtMemoryCap(), KILLED).stream(),
                        remedies(new OutputBufferLimit(), TRANSFER).stream(),
                        remedies(new FullResyncs(), SYNC_ONLY).stream())
                .flatMap(some -> some);
    }

    @Test
    void noRemedyForRedisOrValkeyNamesADirectiveThatRedisDoesNotKnow() throws IOException {
        List<String> known = directivesOfRedis();
        assertThat(known).contains("appendonly").doesNotContain("compat");
        List<Remedy> remedies =
                all().filter(one -> !one.products().equals(List.of(Product.FIREDRILL))).toList();
        assertThat(remedies).hasSizeGreaterThan(10);
        for (Remedy remedy : remedies) {
            var named = new TreeSet<String>();
            remedy.settings().forEach(setting -> named.add(setting.directive()));
            HYPHENATED.matcher(remedy.advice()).results().forEach(word -> named.add(word.group()));
            named.removeAll(ENGLISH);
            named.removeAll(IN_THE_FILE_ALONE);
            assertThat(known).as("%s", remedy).containsAll(named);
        }
    }

    @Test
    void whatOnlyTheEngineHasIsForTheEngineAlone() {
        assertThat(all())
                .filteredOn(one ->
                        one.settings().stream()
                                .anyMatch(setting -> setting.directive().equals("compat")))
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.products()).containsExactly(Product.FIREDRILL));
    }

    private static List<String> settings(Finding finding, List<Event> history) {
        return remedies(finding, history).stream()
                .flatMap(one -> one.settings().stream())
                .map(Remedy.Setting::toString)
                .toList();
    }

    private static final List<Event> SYNC_ONLY =
            scene(
                    sampled(1, "master_repl_offset", 1_000_000),
                    disturbed(
                            fault(InjectionKind.CUT_LINK, "M->R1"),
                            full(30, "R1", ResyncReason.SYNC_ONLY)));

    @Test
    void aBacklogHoldsWhatWasMissedAndAQuarterMore() {
        // 4,000,000 bytes and a quarter are just below 5 MB, which 8 hold.
        assertThat(
                        settings(
                                new BacklogOverrun(),
                                disturbed(full(30, "R1", ResyncReason.BACKLOG_TRIMMED))))
                .containsExactly("repl-backlog-size 8mb");
        // SYNC tells no offset: the stream has grown by 8,000,000 bytes since the links were cut.
        assertThat(settings(new FullResyncs(), SYNC_ONLY))
                .contains("compat current", "repl-backlog-size 16mb");
    }

    /// While a full resync fails and begins again the stream goes on: that is not missed because of
    /// the backlog.
    @Test
    void theBacklogIsSizedForTheOutageAndNotForTheAttemptsAfterIt() {
        var later =
                new Event.ResyncDecided(
                        Scenes.at(40),
                        "M",
                        "R1",
                        ResyncKind.FULL,
                        ResyncReason.BACKLOG_TRIMMED,
                        OptionalLong.of(90_000_000),
                        OptionalLong.of(1_048_576),
                        OptionalLong.of(99_000_000));
        assertThat(
                        settings(
                                new BacklogOverrun(),
                                disturbed(full(30, "R1", ResyncReason.BACKLOG_TRIMMED), later)))
                .containsExactly("repl-backlog-size 8mb");
        assertThat(
                        settings(
                                new BacklogOverrun(),
                                disturbed(
                                        full(30, "R1", ResyncReason.BACKLOG_TRIMMED),
                                        Scenes.resyncEnded(35, "R1"),
                                        later)))
                .containsExactly("repl-backlog-size 128mb");
    }

    private static final List<Event> TRANSFER =
            disturbed(
                    snapshotBegan(1),
                    snapshotEnded(2, SnapshotResult.SUCCEEDED, 10_000_000),
                    sampled(10, "master_repl_offset", 0),
                    snapshotBegan(11),
                    closed(13, "R1", ReplicaCloseReason.OUTPUT_BUFFER_LIMIT),
                    snapshotEnded(13, SnapshotResult.GIVEN_UP, 2_000_000),
                    sampled(20, "master_repl_offset", 3_000_000));

    /// 10 MB at 1 MB/s take 10 s, in which 3 MB are written; twice that fits into 6 * 2^20 bytes.
    @Test
    void anOutputBufferLimitHoldsWhatIsWrittenDuringATransfer() {
        assertThat(settings(new OutputBufferLimit(), TRANSFER))
                .containsExactly("client-output-buffer-limit replica 6mb 6mb 60");
    }

    private static final List<Event> KILLED =
            scene(
                    file(0, Moment.START, "compat 2.6"),
                    memory(1, 50 << 20, 0),
                    disturbed(memory(11, 70 << 20, 18 << 20)),
                    exited(12, "M", ExitCause.MEMORY_CAP));

    /// 20 MB of room, half of it, for two replicas.
    @Test
    void aLimitForReplicasStaysBelowTheMemoryCap() {
        assertThat(settings(new KilledAtMemoryCap(), KILLED))
                .containsExactly("client-output-buffer-limit replica 5mb 5mb 60", "compat current");
    }

    @Test
    void aReportGivesOnlyTheRemediesOfTheServerThatWasRun() {
        Observation seen =
                Scenes.observed(
                                new EmptyStart(),
                                disturbed(
                                        Scenes.loaded(
                                                3,
                                                DatasetSource.NOTHING,
                                                new Event.IgnoredFile("dump.rdb", 7))))
                        .getFirst();
        var chain =
                CausalChain.of(List.of(new CausalChain.Found(new EmptyStart(), seen)), List.of());
        assertThat(chain.remedies("firedrill"))
                .singleElement()
                .satisfies(one -> assertThat(one.settings()).hasSize(1));
        assertThat(chain.remedies("redis"))
                .singleElement()
                .satisfies(one -> assertThat(one.settings()).isEmpty());
        assertThat(chain.remedies("valkey")).isEqualTo(chain.remedies("redis"));
    }
}
