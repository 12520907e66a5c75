package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ReplicaCloseReason;
import dev.firedrill.reports.history.SnapshotRefusal;
import dev.firedrill.reports.history.SnapshotResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Snapshots that a server could not write, and snapshots that a replica refused.
public final class SnapshotTrouble implements Finding {
    @Override
    public String name() {
        return "snapshot-refused-or-failed";
    }

    @Override
    public Hearing begin() {
        return new Snapshots();
    }

    private static final class Snapshots implements ServerHearing {
        private final Map<String, Episode> failed = new TreeMap<>(NodeOrder.BY_NUMBER);
        private final Map<String, Episode> notSent = new TreeMap<>(NodeOrder.BY_NUMBER);
        private final Map<SnapshotRefusal, Episode> refused = new TreeMap<>();

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.SnapshotEnded ended
                    && ended.result() == SnapshotResult.FAILED) {
                failed.computeIfAbsent(ended.node(), _ -> new Episode())
                        .add(
                                line,
                                ended.node(),
                                "a snapshot for " + ended.purpose().word() + " failed");
            } else if (line.event()
                            instanceof Event.ReplicaClosed(_, var master, var replica, var reason)
                    && isOfSnapshot(reason)) {
                notSent.computeIfAbsent(master, _ -> new Episode())
                        .add(line, replica, master + " closed " + replica + ": " + reason.word());
            } else if (line.event() instanceof Event.SnapshotRefused(_, var node, var reason)) {
                refused.computeIfAbsent(reason, _ -> new Episode())
                        .add(line, node, node + " refused a snapshot: " + reason.word());
            }
        }

        private static boolean isOfSnapshot(ReplicaCloseReason reason) {
            return switch (reason) {
                case SNAPSHOT_FAILED, SNAPSHOT_UNREADABLE -> true;
                case CONNECTION_LOST,
                        TIMED_OUT,
                        OUTPUT_BUFFER_LIMIT,
                        SPOKE_OUT_OF_TURN,
                        MASTER_CHANGED,
                        MASTER_RESYNCED,
                        PROMOTED ->
                        false;
            };
        }

        @Override
        public List<Observation> observations() {
            var all = new ArrayList<Observation>();
            failed.forEach((node, episode) ->
                    all.add(
                            ofDisk(
                                            episode,
                                            Phrases.count(episode.count(), "snapshot")
                                                    + " of "
                                                    + node
                                                    + " failed "
                                                    + Phrases.within(episode.span())
                                                    + ".")
                                    .build()));
            notSent.forEach((master, episode) ->
                    all.add(
                            ofDisk(
                                            episode,
                                            master
                                                    + " could not send its snapshot to "
                                                    + Phrases.list(episode.nodes())
                                                    + " "
                                                    + Phrases.within(episode.span())
                                                    + ".")
                                    .peers(List.of(master))
                                    .causedBy(CausedBy.peer(DiskFault.class))
                                    .build()));
            refused.forEach((reason, episode) -> all.add(refusal(reason, episode)));
            return all;
        }

        private static Observation.Builder ofDisk(Episode episode, String sentence) {
            return seen(episode, sentence)
                    .causedBy(
                            CausedBy.sameNode(DiskFault.class),
                            CausedBy.sameNode(ResourceFault.class));
        }

        private static Observation.Builder seen(Episode episode, String sentence) {
            return Observation.of(Origin.CONSEQUENCE, sentence, episode.span())
                    .on(episode.nodes())
                    .figure("snapshots", episode.count())
                    .shownBy(episode.evidence())
                    .explains(Converged.class);
        }

        private static Observation refusal(SnapshotRefusal reason, Episode episode) {
            String sentence =
                    Phrases.list(episode.nodes())
                            + " refused "
                            + Phrases.count(episode.count(), "snapshot")
                            + " "
                            + Phrases.within(episode.span())
                            + ", because "
                            + because(reason)
                            + ".";
            Observation.Builder seen = seen(episode, sentence).about(reason.word());
            switch (reason) {
                case DATASET_SHRUNK -> seen.causedBy(CausedBy.anywhere(EmptyStart.class));
                case UNREADABLE, NOT_STORED -> seen.causedBy(CausedBy.sameNode(DiskFault.class));
            }
            return seen.build();
        }

        private static String because(SnapshotRefusal reason) {
            return switch (reason) {
                case DATASET_SHRUNK -> "it held far fewer keys than the replica";
                case UNREADABLE -> "it could not be read";
                case NOT_STORED -> "the replica's disk did not take it";
            };
        }
    }
}
