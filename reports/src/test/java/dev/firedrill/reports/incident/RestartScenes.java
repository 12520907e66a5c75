package dev.firedrill.reports.incident;

import static dev.firedrill.reports.incident.Scenes.addresses;
import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.exited;
import static dev.firedrill.reports.incident.Scenes.full;
import static dev.firedrill.reports.incident.Scenes.loaded;
import static dev.firedrill.reports.incident.Scenes.operator;
import static dev.firedrill.reports.incident.Scenes.partial;
import static dev.firedrill.reports.incident.Scenes.restartWith;
import static dev.firedrill.reports.incident.Scenes.resyncEnded;
import static dev.firedrill.reports.incident.Scenes.started;

import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.OperatorAction;
import dev.firedrill.reports.history.ResyncReason;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// Histories of servers that came up with less than they had, or as replicas of themselves, for
/// [FindingsTest].
final class RestartScenes {
    private static final Event.IgnoredFile DUMP = new Event.IgnoredFile("dump.rdb", 4_480_091);

    private RestartScenes() {}

    private static Event loadedOnR1(DatasetSource source) {
        return new Event.DatasetLoaded(
                Scenes.at(31), "R1", source, OptionalLong.of(7), OptionalLong.of(90), List.of());
    }

    private static List<Event> restartOfR1(DatasetSource source, Event decided) {
        return disturbed(
                exited(30, "R1", ExitCause.TERMINATED),
                loadedOnR1(source),
                started(31, "R1", 2),
                decided);
    }

    private static Arguments shows(
            Finding finding, String sentence, List<Event> history, List<Event> similar) {
        return Arguments.of(finding, sentence, history, similar);
    }

    static Stream<Arguments> pairs() {
        Event asked = full(32, "R1", ResyncReason.REQUESTED_BY_REPLICA);
        return Stream.of(
                shows(
                        new EmptyRestart(),
                        "M came up empty at 31.000 s, 1.000 s after its end; R1, which had followed"
                                + " it, then took its dataset in place of their own.",
                        disturbed(
                                resyncEnded(1, "R1"),
                                exited(30, "M", ExitCause.KILLED),
                                loaded(31, DatasetSource.NOTHING),
                                resyncEnded(33, "R1")),
                        // Its first start is no restart.
                        disturbed(
                                resyncEnded(1, "R1"),
                                loaded(31, DatasetSource.NOTHING),
                                resyncEnded(33, "R1"))),
                // Nobody had followed it.
                shows(
                        new EmptyRestart(),
                        "M came up empty at 31.000 s, 1.000 s after its end.",
                        disturbed(
                                exited(30, "M", ExitCause.KILLED),
                                loaded(31, DatasetSource.NOTHING),
                                resyncEnded(33, "R1")),
                        // What it ignored is another finding's.
                        disturbed(
                                exited(30, "M", ExitCause.KILLED),
                                loaded(31, DatasetSource.NOTHING, DUMP))),
                shows(
                        new RestartWithoutHistory(),
                        "R1 came up from an append-only file, which holds no replication offset,"
                                + " and asked M for the whole dataset at 32.000 s.",
                        restartOfR1(DatasetSource.APPEND_ONLY_FILE, asked),
                        restartOfR1(DatasetSource.SNAPSHOT, asked)),
                shows(
                        new RestartWithoutHistory(),
                        "R1 came up from an append-only file, which holds no replication offset,"
                                + " and asked M for the whole dataset at 32.000 s.",
                        restartOfR1(DatasetSource.APPEND_ONLY_FILE, asked),
                        restartOfR1(DatasetSource.APPEND_ONLY_FILE, partial(32, "R1"))),
                shows(
                        new ReplicaOfItself(),
                        "At 30.000 s the operator made M a replica of itself: '127.0.0.1 6379' is"
                                + " its own address.",
                        disturbed(addresses(), repointed("127.0.0.1")),
                        disturbed(addresses(), repointed("R1"))),
                // A restart with what CONFIG REWRITE wrote shows nothing new.
                shows(
                        new ReplicaOfItself(),
                        "At 29.000 s the operator made M a replica of itself: '127.0.0.1 6379' is"
                                + " its own address.",
                        disturbed(
                                addresses(),
                                operator(
                                        29,
                                        "M",
                                        new OperatorAction.Repointed("127.0.0.1", 6379)),
                                restartWith("replicaof", "127.0.0.1 6379", "127.0.0.1 6379")),
                        disturbed(addresses(), refusedToFollowItself())));
    }

    private static Event repointed(String host) {
        return operator(30, "M", new OperatorAction.Repointed(host, 6379));
    }

    private static Event refusedToFollowItself() {
        return new Event.OperatorActed(
                Scenes.at(30),
                "M",
                new OperatorAction.Repointed("127.0.0.1", 6379),
                false,
                "ERR this server would become a replica of itself");
    }
}
