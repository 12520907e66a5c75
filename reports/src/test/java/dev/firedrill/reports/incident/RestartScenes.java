package dev.firedrill.reports.incident;

import static dev.firedrill.reports.incident.FindingsTest.shows;
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

    static Stream<Arguments> pairs() {
        Event asked = full(32, "R1", ResyncReason.REQUESTED_BY_REPLICA);
        return Stream.of(
                shows(
                        new RestartedEmpty(),
                        "M came up empty at 31.000 s, when it was started again; R1, which had"
                                + " followed it, took that dataset in place of its own.",
                        disturbed(
                                resyncEnded(1, "R1"),
                                started(31, "M", 2),
                                loaded(31, DatasetSource.NOTHING),
                                resyncEnded(33, "R1")),
                        // Its first start is no restart.
                        disturbed(
                                resyncEnded(1, "R1"),
                                loaded(31, DatasetSource.NOTHING),
                                resyncEnded(33, "R1"))),
                // A replica that is new had nothing to lose, nor what a later process sends.
                shows(
                        new RestartedEmpty(),
                        "M came up empty at 31.000 s, when it was started again.",
                        disturbed(
                                resyncEnded(1, "R1"),
                                started(31, "M", 2),
                                loaded(31, DatasetSource.NOTHING),
                                resyncEnded(33, "R2"),
                                exited(34, "M", ExitCause.KILLED),
                                started(35, "M", 3),
                                loaded(35, DatasetSource.SNAPSHOT),
                                resyncEnded(36, "R1")),
                        disturbed(started(31, "M", 2), loaded(31, DatasetSource.SNAPSHOT))),
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
                                operator(29, "M", new OperatorAction.Repointed("127.0.0.1", 6379)),
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
