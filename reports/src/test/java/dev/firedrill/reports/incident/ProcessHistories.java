package dev.firedrill.reports.incident;

import static dev.firedrill.reports.incident.FindingsTest.shows;
import static dev.firedrill.reports.incident.Scenes.acknowledged;
import static dev.firedrill.reports.incident.Scenes.addresses;
import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.exited;
import static dev.firedrill.reports.incident.Scenes.file;
import static dev.firedrill.reports.incident.Scenes.loaded;
import static dev.firedrill.reports.incident.Scenes.memory;
import static dev.firedrill.reports.incident.Scenes.operator;
import static dev.firedrill.reports.incident.Scenes.restartWith;
import static dev.firedrill.reports.incident.Scenes.restarted;
import static dev.firedrill.reports.incident.Scenes.sampled;
import static dev.firedrill.reports.incident.Scenes.scene;
import static dev.firedrill.reports.incident.Scenes.started;
import static dev.firedrill.reports.incident.Scenes.unsynced;

import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.OperatorAction;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// Histories of restarts, processes and disks, each with a similar one, for [FindingsTest].
final class ProcessHistories {
    private ProcessHistories() {}

    private static final Event.IgnoredFile DUMP = new Event.IgnoredFile("dump.rdb", 4_480_091);

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

    private static Event rewrite(boolean succeeded) {
        return new Event.OperatorActed(
                Scenes.at(30),
                "M",
                new OperatorAction.ConfigRewritten(),
                succeeded,
                succeeded ? "OK" : "ERR Rewriting config file: Device or resource busy");
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
}
