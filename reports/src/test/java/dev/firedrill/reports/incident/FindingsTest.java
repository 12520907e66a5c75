package dev.firedrill.reports.incident;

import static dev.firedrill.reports.incident.Scenes.acknowledged;
import static dev.firedrill.reports.incident.Scenes.acknowledgedBy;
import static dev.firedrill.reports.incident.Scenes.addresses;
import static dev.firedrill.reports.incident.Scenes.charge;
import static dev.firedrill.reports.incident.Scenes.closed;
import static dev.firedrill.reports.incident.Scenes.dataset;
import static dev.firedrill.reports.incident.Scenes.decided;
import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.exited;
import static dev.firedrill.reports.incident.Scenes.fault;
import static dev.firedrill.reports.incident.Scenes.faultWithoutEffect;
import static dev.firedrill.reports.incident.Scenes.file;
import static dev.firedrill.reports.incident.Scenes.full;
import static dev.firedrill.reports.incident.Scenes.guarded;
import static dev.firedrill.reports.incident.Scenes.loaded;
import static dev.firedrill.reports.incident.Scenes.memory;
import static dev.firedrill.reports.incident.Scenes.operator;
import static dev.firedrill.reports.incident.Scenes.partial;
import static dev.firedrill.reports.incident.Scenes.promoted;
import static dev.firedrill.reports.incident.Scenes.readBack;
import static dev.firedrill.reports.incident.Scenes.refusal;
import static dev.firedrill.reports.incident.Scenes.refused;
import static dev.firedrill.reports.incident.Scenes.restartWith;
import static dev.firedrill.reports.incident.Scenes.restarted;
import static dev.firedrill.reports.incident.Scenes.resyncEnded;
import static dev.firedrill.reports.incident.Scenes.sampled;
import static dev.firedrill.reports.incident.Scenes.scene;
import static dev.firedrill.reports.incident.Scenes.snapshotBegan;
import static dev.firedrill.reports.incident.Scenes.snapshotEnded;
import static dev.firedrill.reports.incident.Scenes.snapshotRefused;
import static dev.firedrill.reports.incident.Scenes.started;
import static dev.firedrill.reports.incident.Scenes.unsynced;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.DataType;
import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.GuardAction;
import dev.firedrill.reports.history.InjectionKind;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.OperatorAction;
import dev.firedrill.reports.history.ReplicaCloseReason;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import dev.firedrill.reports.history.ServerRole;
import dev.firedrill.reports.history.SnapshotResult;
import dev.firedrill.reports.history.WriteRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each finding with a history that shows it, in the words of the report, and a similar one that
/// does not.
class FindingsTest {
    private static final Event.IgnoredFile DUMP = new Event.IgnoredFile("dump.rdb", 4_480_091);

    private static Arguments shows(
            Finding finding, String sentence, List<Event> history, List<Event> similar) {
        return Arguments.of(finding, sentence, history, similar);
    }

    static Stream<Arguments> ofFaults() {
        return Stream.of(
                shows(
                        new LinkFault(),
                        "1 link (M->R1) was cut from 3.000 s to 20.000 s (some-fault).",
                        disturbed(fault(InjectionKind.CUT_LINK, "M->R1")),
                        disturbed(faultWithoutEffect(InjectionKind.CUT_LINK, "M->R1"))),
                shows(
                        new LinkFault(),
                        "1 link (M->R1) was limited in bandwidth from 3.000 s to 20.000 s"
                                + " (some-fault).",
                        disturbed(fault(InjectionKind.LIMIT_LINK, "M->R1")),
                        disturbed(fault(InjectionKind.THROTTLE_DISK, "M"))),
                shows(
                        new DiskFault(),
                        "The disk of M was throttled from 3.000 s to 20.000 s (some-fault).",
                        disturbed(fault(InjectionKind.THROTTLE_DISK, "M")),
                        disturbed(fault(InjectionKind.PAUSE_NODE, "M"))),
                shows(
                        new ProcessFault(),
                        "The process of M was paused from 3.000 s to 20.000 s (some-fault).",
                        disturbed(fault(InjectionKind.PAUSE_NODE, "M")),
                        disturbed(fault(InjectionKind.CAP_MEMORY, "M"))),
                shows(
                        new ResourceFault(),
                        "The memory of M was capped from 3.000 s to 20.000 s (some-fault).",
                        disturbed(fault(InjectionKind.CAP_MEMORY, "M")),
                        disturbed(fault(InjectionKind.DRIFT_CLOCK, "M"))),
                shows(
                        new ClockFault(),
                        "The clock of M drifted from 3.000 s to 20.000 s (some-fault).",
                        disturbed(fault(InjectionKind.DRIFT_CLOCK, "M")),
                        disturbed(fault(InjectionKind.CUT_LINK, "M->R1"))));
    }

    static Stream<Arguments> ofResyncs() {
        Event trimmed = full(30, "R1", ResyncReason.BACKLOG_TRIMMED);
        Event other = full(31, "R2", ResyncReason.BACKLOG_TRIMMED);
        // Of a server that does not log how much was missed.
        Event trimmedWithoutFigures =
                new Event.ResyncDecided(
                        30_000_000_000L,
                        "M",
                        "R1",
                        ResyncKind.FULL,
                        ResyncReason.BACKLOG_TRIMMED,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty());
        return Stream.of(
                shows(
                        new FullResyncs(),
                        "A storm of 2 full resyncs of R1 and R2 began between 30.000 s and 31.000"
                                + " s, because the backlog no longer held what was missed.",
                        disturbed(trimmed, other),
                        // Before anything is broken a replica has to be filled.
                        scene(trimmed, other)),
                shows(
                        new FullResyncs(),
                        "1 full resync of R1 began at 30.000 s, because SYNC was asked for, which"
                                + " knows no partial resync; 1 snapshot was made for that.",
                        disturbed(full(30, "R1", ResyncReason.SYNC_ONLY), snapshotBegan(31)),
                        disturbed(partial(30, "R1"))),
                shows(
                        new BacklogOverrun(),
                        "The backlog of M, 1048576 bytes, was overrun: R1 had missed up to 4000000"
                                + " bytes.",
                        disturbed(trimmed),
                        disturbed(full(30, "R1", ResyncReason.UNKNOWN_HISTORY))),
                shows(
                        new BacklogOverrun(),
                        "The backlog of M was overrun: R1 had missed more than it held.",
                        disturbed(trimmedWithoutFigures),
                        disturbed(full(30, "R1", ResyncReason.UNKNOWN_HISTORY))),
                shows(
                        new BacklogExpired(),
                        "M had freed its backlog when R1 came back, after 3610.000 s without a"
                                + " replica.",
                        disturbed(
                                partial(10, "R1"),
                                closed(20, "R1", ReplicaCloseReason.TIMED_OUT),
                                decided(
                                        3630,
                                        "R1",
                                        ResyncKind.FULL,
                                        ResyncReason.UNKNOWN_HISTORY,
                                        OptionalLong.empty())),
                        // The process that had the backlog is another one.
                        disturbed(
                                partial(10, "R1"),
                                started(20, "M", 2),
                                decided(
                                        3630,
                                        "R1",
                                        ResyncKind.FULL,
                                        ResyncReason.UNKNOWN_HISTORY,
                                        OptionalLong.empty()))),
                shows(
                        new ReplicasTimedOut(),
                        "M closed R1 and R2 at 10.000 s, because nothing came back for"
                                + " repl-timeout.",
                        disturbed(
                                closed(10, "R1", ReplicaCloseReason.TIMED_OUT),
                                closed(10, "R2", ReplicaCloseReason.TIMED_OUT)),
                        disturbed(closed(10, "R1", ReplicaCloseReason.CONNECTION_LOST))),
                shows(
                        new OutputBufferLimit(),
                        "M closed R1 at 10.000 s: what it held for a replica exceeded the"
                                + " output-buffer limit.",
                        disturbed(closed(10, "R1", ReplicaCloseReason.OUTPUT_BUFFER_LIMIT)),
                        disturbed(closed(10, "R1", ReplicaCloseReason.TIMED_OUT))),
                shows(
                        new EndlessResync(),
                        "R1 began 3 full resyncs between 10.000 s and 14.000 s and completed none of"
                                + " them.",
                        disturbed(
                                full(10, "R1", ResyncReason.BACKLOG_TRIMMED),
                                full(12, "R1", ResyncReason.BACKLOG_TRIMMED),
                                full(14, "R1", ResyncReason.BACKLOG_TRIMMED)),
                        disturbed(
                                full(10, "R1", ResyncReason.BACKLOG_TRIMMED),
                                resyncEnded(11, "R1"),
                                full(12, "R1", ResyncReason.BACKLOG_TRIMMED),
                                full(14, "R1", ResyncReason.BACKLOG_TRIMMED))),
                shows(
                        new EndlessResync(),
                        "R1 and R2 began up to 4 full resyncs each between 10.000 s and 15.000 s"
                                + " until one was completed.",
                        disturbed(attempts("R1", 4), attempts("R2", 3)),
                        disturbed(attempts("R1", 2), attempts("R2", 2))),
                shows(
                        new SnapshotTrouble(),
                        "1 snapshot of M failed at 10.000 s.",
                        disturbed(snapshotEnded(10, SnapshotResult.FAILED, 1)),
                        disturbed(snapshotEnded(10, SnapshotResult.GIVEN_UP, 1))),
                shows(
                        new SnapshotTrouble(),
                        "M could not send its snapshot to R1 at 10.000 s.",
                        disturbed(closed(10, "R1", ReplicaCloseReason.SNAPSHOT_UNREADABLE)),
                        disturbed(closed(10, "R1", ReplicaCloseReason.OUTPUT_BUFFER_LIMIT))),
                shows(
                        new SnapshotTrouble(),
                        "R1 refused 1 snapshot at 10.000 s, because it held far fewer keys than"
                                + " the replica.",
                        disturbed(snapshotRefused(10)),
                        disturbed(closed(10, "R1", ReplicaCloseReason.CONNECTION_LOST))));
    }

    /// The last of them succeeds.
    private static List<Event> attempts(String replica, int count) {
        var events = new ArrayList<Event>();
        for (int i = 0; i < count; i++) {
            boolean last = i == count - 1;
            events.add(full(last ? 15 : 10 + i, replica, ResyncReason.BACKLOG_TRIMMED));
        }
        events.add(resyncEnded(16, replica));
        return events;
    }

    static Stream<Arguments> ofRestarts() {
        return Stream.of(
                shows(
                        new EmptyStart(),
                        "M came up empty at 31.000 s beside dump.rdb of 4480091 bytes, which it"
                                + " did not load.",
                        disturbed(loaded(31, DatasetSource.NOTHING, DUMP)),
                        disturbed(loaded(31, DatasetSource.NOTHING))),
                shows(
                        new RestartedEmpty(),
                        "M came up empty at 31.000 s, when it was started again.",
                        disturbed(started(31, "M", 2), loaded(31, DatasetSource.NOTHING)),
                        disturbed(started(31, "M", 1), loaded(31, DatasetSource.NOTHING))),
                // That one is EmptyStart.
                shows(
                        new RestartedEmpty(),
                        "M came up empty at 31.000 s, when it was started again.",
                        disturbed(started(31, "M", 2), loaded(31, DatasetSource.NOTHING)),
                        disturbed(started(31, "M", 2), loaded(31, DatasetSource.NOTHING, DUMP))),
                shows(
                        new RewriteRefused(),
                        "M could not rewrite its redis.conf at 30.000 s: ERR Rewriting config file:"
                                + " Device or resource busy.",
                        disturbed(rewrite(false)),
                        disturbed(rewrite(true))),
                shows(
                        new ConfigurationDrifted(),
                        "The restart of M changed appendonly from 'no' to 'yes' (redis.conf line"
                                + " 1: appendonly yes).",
                        disturbed(restartWith("appendonly", "no", "yes")),
                        disturbed(restartWith("appendonly", "yes", "yes"))),
                shows(
                        new ReplicaOfItself(),
                        "From 31.000 s on M was a replica of itself: '127.0.0.1 6379' is its own"
                                + " address.",
                        disturbed(addresses(), restartWith("replicaof", "", "127.0.0.1 6379")),
                        disturbed(addresses(), restartWith("replicaof", "", "R1 6379"))),
                // Loopback at its own port is a server itself, also where no address is known.
                shows(
                        new ReplicaOfItself(),
                        "From 31.000 s on M was a replica of itself: '127.0.0.1 6379' is its own"
                                + " address.",
                        disturbed(restartWith("replicaof", "", "127.0.0.1 6379")),
                        disturbed(restartWith("replicaof", "", "127.0.0.1 6380"))),
                shows(
                        new ReplicaOfAnother(),
                        "From 31.000 s on M followed R1 ('R1 6379'); before that it followed no"
                                + " server.",
                        disturbed(addresses(), restartWith("replicaof", "", "R1 6379")),
                        disturbed(addresses(), restartWith("replicaof", "", "127.0.0.1 6379"))),
                shows(
                        new ReplicaOfAnother(),
                        "From 31.000 s on M followed '10.0.0.9 6379', an address of no node that"
                                + " the journal knows; before that it followed 'R1 6379'.",
                        disturbed(restartWith("replicaof", "R1 6379", "10.0.0.9 6379")),
                        disturbed(restartWith("replicaof", "R1 6379", "R1 6379"))),
                shows(
                        new RestartedByOperator(),
                        "The operator restarted M: it ended at 30.000 s and started at 31.000 s.",
                        disturbed(exited(30, "M", ExitCause.TERMINATED), started(31, "M", 2)),
                        disturbed(exited(30, "M", ExitCause.KILLED), started(31, "M", 2))),
                shows(
                        new RestartedByOperator(),
                        "The operator restarted M: it ended at 30.000 s and started at 31.000 s.",
                        disturbed(
                                exited(30, "M", ExitCause.KILLED),
                                started(31, "M", 2),
                                restarted(31, "M")),
                        disturbed(
                                exited(30, "M", ExitCause.KILLED),
                                started(31, "M", 2),
                                restarted(31, "R1"))),
                shows(
                        new RestartedBySupervisor(),
                        "M was started again at 31.000 s, 1.000 s after its end, and not by the"
                                + " operator.",
                        disturbed(exited(30, "M", ExitCause.KILLED), started(31, "M", 2)),
                        disturbed(
                                exited(30, "M", ExitCause.KILLED),
                                started(31, "M", 2),
                                restarted(31, "M"))),
                // Whatever else the operator did there meanwhile, a supervisor has started it.
                shows(
                        new RestartedBySupervisor(),
                        "M was started again at 31.000 s, 1.000 s after its end, and not by the"
                                + " operator.",
                        disturbed(
                                exited(30, "M", ExitCause.KILLED),
                                started(31, "M", 2),
                                operator(32, "M", new OperatorAction.ConfigRewritten())),
                        disturbed(
                                exited(30, "M", ExitCause.KILLED),
                                started(31, "M", 2),
                                restarted(32, "M"))));
    }

    static Stream<Arguments> ofProcessesAndDisks() {
        return Stream.of(
                shows(
                        new ReplicaBuffersGrew(),
                        "What M held for its replicas grew from 1000 bytes before the first fault"
                                + " to 9000000 bytes at 11.000 s.",
                        scene(
                                memory(1, 50_000_000, 1_000),
                                disturbed(memory(10, 55_000_000, 5_000_000)),
                                memory(11, 60_000_000, 9_000_000)),
                        scene(
                                memory(1, 50_000_000, 5_000_000),
                                disturbed(memory(10, 60_000_000, 9_000_000)))),
                shows(
                        new KilledAtMemoryCap(),
                        "The kernel killed M at its memory cap at 12.000 s; 1.000 s before it held"
                                + " 60000000 bytes, of which 9000000 for replicas.",
                        disturbed(
                                memory(11, 60_000_000, 9_000_000),
                                exited(12, "M", ExitCause.MEMORY_CAP)),
                        disturbed(exited(12, "M", ExitCause.KILLED))),
                shows(
                        new ProcessDied(),
                        "M was killed at 12.000 s.",
                        disturbed(exited(12, "M", ExitCause.KILLED)),
                        disturbed(exited(12, "M", ExitCause.TERMINATED))),
                shows(
                        new DiskTooSlow(),
                        "The disk of M fell behind its writes from 11.000 s to 12.000 s: the"
                                + " oldest write that was not on the disk was up to 4000 ms old.",
                        disturbed(unsynced(11, 3_100), unsynced(12, 4_000)),
                        disturbed(unsynced(11, 2_900))),
                shows(
                        new DiskTooSlow(),
                        "M, which waits for its disk before it answers (appendfsync always), took"
                                + " more than 500 ms for 10 answers from 4.000 s to 5.000 s.",
                        disturbed(
                                file(1, Moment.START, "appendonly yes", "appendfsync always"),
                                slowAnswers()),
                        disturbed(
                                file(1, Moment.START, "appendonly yes", "appendfsync everysec"),
                                slowAnswers())),
                shows(
                        new FsyncsDelayed(),
                        "1 fsync of the append-only file of M was delayed at 11.000 s; a write"
                                + " waited up to 2.000 s.",
                        disturbed(
                                new Event.FsyncDelayed(
                                        Scenes.at(11), "M", OptionalLong.of(Scenes.at(2)))),
                        disturbed(unsynced(11, 4_000))),
                // A server that reports nothing counts them in INFO.
                shows(
                        new FsyncsDelayed(),
                        "2 fsyncs of the append-only file of M were delayed at 12.000 s.",
                        disturbed(
                                sampled(11, "aof_delayed_fsync", 1),
                                sampled(12, "aof_delayed_fsync", 3)),
                        disturbed(
                                sampled(11, "aof_delayed_fsync", 1),
                                sampled(12, "aof_delayed_fsync", 1))));
    }

    private static List<Event> slowAnswers() {
        var answers = new ArrayList<Event>();
        for (int i = 0; i < 10; i++) {
            answers.add(acknowledged(4, 5));
        }
        return answers;
    }

    static Stream<Arguments> ofWritesAndData() {
        String readOnly = "READONLY You can't write against a read only replica.";
        return Stream.of(
                shows(
                        new WritesRefused(),
                        "M refused 2 writes between 10.000 s and 11.000 s with READONLY, because it"
                                + " was a read-only replica.",
                        disturbed(refused(10, readOnly), refused(11, readOnly)),
                        disturbed(refused(10, "WRONGTYPE Operation against a key"))),
                shows(
                        new TooFewReplicas(),
                        "M had fewer good replicas than min-replicas-to-write asks for, at 10.000"
                                + " s; INFO counted 0 connected at the least.",
                        disturbed(
                                refusal(10, WriteRefusal.TOO_FEW_REPLICAS),
                                sampled(11, "connected_slaves", 0)),
                        disturbed(
                                refusal(10, WriteRefusal.READ_ONLY_REPLICA),
                                sampled(11, "connected_slaves", 0))),
                shows(
                        new Promotion(),
                        "The operator promoted R1 to a master at 10.000 s.",
                        disturbed(promoted(10, "R1")),
                        disturbed(
                                operator(10, "R1", new OperatorAction.Repointed("M", 6379)),
                                notPromoted(11, "R1"))),
                shows(
                        new Promotion(),
                        "R1 was a replica and was seen as a master at 90.000 s.",
                        disturbed(dataset(90, "R1", ServerRole.MASTER, "d")),
                        disturbed(dataset(90, "M", ServerRole.MASTER, "d"))),
                shows(
                        new Promotion(),
                        "The guard, led by sentinel-2, promoted R1 to a master at 12.000 s.",
                        disturbed(
                                guarded(10, new GuardAction.AgreedDown("M", 2, 2)),
                                guarded(11, new GuardAction.Elected("M")),
                                guarded(12, new GuardAction.Promoted("R1"))),
                        disturbed(
                                guarded(10, new GuardAction.AgreedDown("M", 2, 2)),
                                guarded(11, new GuardAction.Chose("R1")),
                                guarded(12, new GuardAction.GaveUp("M", "slave-timeout")))),
                shows(
                        new TwoMasters(),
                        "M acknowledged 1 more write after R1 had been promoted, at 12.000 s.",
                        disturbed(
                                guarded(10, new GuardAction.Promoted("R1")),
                                acknowledged(11, 12),
                                acknowledgedBy("R1", 13, 14)),
                        disturbed(
                                guarded(10, new GuardAction.Chose("R1")),
                                acknowledged(11, 12),
                                acknowledgedBy("R1", 13, 14))),
                shows(
                        new TwoMasters(),
                        "M acknowledged 1 more write after R1 had been promoted, at 12.000 s.",
                        disturbed(
                                promoted(10, "R1"),
                                acknowledged(11, 12),
                                acknowledgedBy("R1", 13, 14)),
                        disturbed(
                                promoted(10, "R1"),
                                acknowledged(9, 12),
                                acknowledgedBy("R1", 13, 14))),
                shows(
                        new Divergence(),
                        "At the end 2 nodes held 2 different datasets: M 7 keys at offset 100; R1 7"
                                + " keys at offset 100.",
                        disturbed(
                                dataset(90, "M", ServerRole.MASTER, "d"),
                                dataset(90, "R1", ServerRole.REPLICA, "other")),
                        disturbed(
                                dataset(90, "M", ServerRole.MASTER, "d"),
                                dataset(90, "R1", ServerRole.REPLICA, "d"))),
                shows(
                        new LostWrites(),
                        "At the end 1 of 1 values lost acknowledged writes, read on M.",
                        disturbed(acknowledged(10, 11), readBack(90, DataType.NONE)),
                        disturbed(acknowledged(10, 11), readBack(90, DataType.STRING, "v"))),
                shows(
                        new DamagedDataLoaded(),
                        "M came up at 31.000 s with a file in which a bit was wrong.",
                        disturbed(
                                fault(InjectionKind.FLIP_BIT, "M"),
                                loaded(31, DatasetSource.SNAPSHOT)),
                        disturbed(
                                fault(InjectionKind.THROTTLE_DISK, "M"),
                                loaded(31, DatasetSource.SNAPSHOT))),
                shows(
                        new DatasetWiped(),
                        "The operator deleted every key of M with FLUSHALL, at 10.000 s.",
                        disturbed(Scenes.operator(10, "M", new OperatorAction.Wiped())),
                        disturbed(
                                Scenes.operator(
                                        10, "M", new OperatorAction.Typed(List.of("DBSIZE"))))),
                shows(
                        new DuplicateEffects(),
                        "Clients repeated 'charge' twice for 1 thing between 11.000 s and 12.000 s,"
                                + " an amount of 4000 too much.",
                        disturbed(charge(10, "a/1"), charge(11, "a/1"), charge(12, "a/1")),
                        disturbed(charge(10, "a/1"), charge(11, "a/2"))));
    }

    private static Event rewrite(boolean succeeded) {
        return new Event.OperatorActed(
                Scenes.at(30),
                "M",
                new OperatorAction.ConfigRewritten(),
                succeeded,
                succeeded ? "OK" : "ERR Rewriting config file: Device or resource busy");
    }

    private static Event notPromoted(double seconds, String node) {
        return new Event.OperatorActed(
                Scenes.at(seconds), node, new OperatorAction.Promoted(), false, "no answer");
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
                        ofFaults(),
                        ofResyncs(),
                        ofRestarts(),
                        RestartScenes.pairs(),
                        ServiceScenes.pairs(),
                        ofProcessesAndDisks(),
                        ofWritesAndData())
                .flatMap(pairs -> pairs);
    }
}
