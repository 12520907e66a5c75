package dev.firedrill.reports.incident;

import static dev.firedrill.reports.incident.FindingsTest.shows;
import static dev.firedrill.reports.incident.Scenes.acknowledged;
import static dev.firedrill.reports.incident.Scenes.acknowledgedBy;
import static dev.firedrill.reports.incident.Scenes.charge;
import static dev.firedrill.reports.incident.Scenes.dataset;
import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.fault;
import static dev.firedrill.reports.incident.Scenes.guarded;
import static dev.firedrill.reports.incident.Scenes.loaded;
import static dev.firedrill.reports.incident.Scenes.operator;
import static dev.firedrill.reports.incident.Scenes.promoted;
import static dev.firedrill.reports.incident.Scenes.readBack;
import static dev.firedrill.reports.incident.Scenes.refusal;
import static dev.firedrill.reports.incident.Scenes.refused;
import static dev.firedrill.reports.incident.Scenes.sampled;

import dev.firedrill.reports.history.DataType;
import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.GuardAction;
import dev.firedrill.reports.history.InjectionKind;
import dev.firedrill.reports.history.OperatorAction;
import dev.firedrill.reports.history.ServerRole;
import dev.firedrill.reports.history.WriteRefusal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// Histories of writes and data, each with a similar one, for [FindingsTest].
final class DataHistories {
    private DataHistories() {}

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

    private static Event notPromoted(double seconds, String node) {
        return new Event.OperatorActed(
                Scenes.at(seconds), node, new OperatorAction.Promoted(), false, "no answer");
    }
}
