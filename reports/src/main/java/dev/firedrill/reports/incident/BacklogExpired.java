package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// A master freed its backlog before a replica came back. It does so after `repl-backlog-ttl`
/// seconds without a replica, and starts a new replication history, so that only a full resync is
/// left.
public final class BacklogExpired implements Finding {
    @Override
    public String name() {
        return "backlog-expired";
    }

    @Override
    public Hearing begin() {
        return new Masters();
    }

    /// A master since its last start, and the replicas that are attached to it.
    private static final class Master {
        final TreeSet<String> attached = new TreeSet<>();
        boolean served;
        long aloneSinceNanos;
    }

    /// The replicas that came back too late, and the longest time that the master was without any.
    private static final class Expired {
        final Episode episode;
        long aloneNanosMax;

        Expired(long fromNanos) {
            episode = new Episode(fromNanos);
        }
    }

    private static final class Masters implements ServerHearing {
        private final Map<String, Master> masters = new TreeMap<>();
        private final Map<String, Expired> expired = new TreeMap<>(NodeOrder.BY_NUMBER);

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.ProcessStarted started) {
                // A new process has not had a backlog that could have expired.
                masters.remove(started.node());
            } else if (line.event() instanceof Event.ReplicaClosed closed) {
                Master master = masters.get(closed.master());
                if (master != null
                        && master.attached.remove(closed.replica())
                        && master.attached.isEmpty()) {
                    master.aloneSinceNanos = line.atNanos();
                }
            } else if (line.event() instanceof Event.ResyncDecided decided) {
                decided(line, decided);
            }
        }

        private void decided(JournalLine line, Event.ResyncDecided decided) {
            Master master = masters.computeIfAbsent(decided.master(), _ -> new Master());
            if (master.served
                    && master.attached.isEmpty()
                    && decided.kind() == ResyncKind.FULL
                    && decided.backlogBytes().isEmpty()
                    && asksForHistory(decided.reason())) {
                Expired found =
                        expired.computeIfAbsent(decided.master(), _ -> new Expired(line.atNanos()));
                found.episode.add(
                        line, decided.replica(), decided.replica() + " came back: no backlog");
                found.aloneNanosMax =
                        Math.max(found.aloneNanosMax, line.atNanos() - master.aloneSinceNanos);
            }
            master.served = true;
            master.attached.add(decided.replica());
        }

        /// Whether the replica asked for a partial resync. Redis 2.6 cannot, and a replica without
        /// a history has nothing to continue.
        private static boolean asksForHistory(ResyncReason reason) {
            return switch (reason) {
                case NO_BACKLOG, UNKNOWN_HISTORY -> true;
                case CONTINUED,
                        REQUESTED_BY_REPLICA,
                        SYNC_ONLY,
                        BEYOND_SECONDARY_HISTORY,
                        BACKLOG_TRIMMED,
                        AHEAD_OF_MASTER ->
                        false;
            };
        }

        @Override
        public List<Observation> observations() {
            var all = new ArrayList<Observation>();
            expired.forEach((master, found) -> all.add(observation(master, found)));
            return all;
        }
    }

    private static Observation observation(String master, Expired found) {
        long seconds = found.aloneNanosMax / 1_000_000_000 + 1;
        return Observation.of(
                        Origin.CONSEQUENCE,
                        String.format(
                                Locale.ROOT,
                                "%s had freed its backlog when %s came back, after %s without a"
                                        + " replica.",
                                master,
                                Phrases.list(found.episode.nodes()),
                                Phrases.seconds(found.aloneNanosMax)),
                        found.episode.span())
                .on(found.episode.nodes())
                .peers(List.of(master))
                .figure("withoutReplicaMillis", found.aloneNanosMax / 1_000_000)
                .shownBy(found.episode.evidence())
                .causedBy(
                        CausedBy.sameNode(LinkFault.class),
                        CausedBy.sameNode(ReplicasTimedOut.class))
                .remedy(
                        Remedy.forAll("Keep the backlog for as long as replicas may be away.")
                                .setting("repl-backlog-ttl", Long.toString(2 * seconds))
                                .because(
                                        String.format(
                                                Locale.ROOT,
                                                "twice the %d s without a replica; 0 keeps it for"
                                                        + " ever",
                                                seconds)))
                .build();
    }
}
