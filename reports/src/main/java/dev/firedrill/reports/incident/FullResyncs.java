package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.FullResyncsAtMost;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import dev.firedrill.reports.history.SnapshotPurpose;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Replicas that were sent the whole dataset after the first fault, by reason. Several at once are
/// a full-resync storm: each costs the master a snapshot, and all of them share its line.
public final class FullResyncs implements Finding {
    @Override
    public String name() {
        return "full-resyncs";
    }

    @Override
    public Hearing begin() {
        return new Decisions();
    }

    /// The full resyncs that had one reason.
    private static final class Group {
        final Episode episode;
        final SortedSet<String> masters = new TreeSet<>(NodeOrder.BY_NUMBER);
        long missedBytesMax;

        Group(long fromNanos) {
            episode = new Episode(fromNanos);
        }
    }

    private static final class Decisions implements ServerHearing {
        private final AfterFirstFault fault = new AfterFirstFault();
        private final StreamGrowth stream = new StreamGrowth();
        private final Map<ResyncReason, Group> groups = new EnumMap<>(ResyncReason.class);
        private long snapshots;

        @Override
        public void hear(JournalLine line) {
            stream.hear(line.event());
            boolean disturbed = fault.hear(line.event());
            if (disturbed
                    && line.event() instanceof Event.SnapshotBegan began
                    && began.purpose() == SnapshotPurpose.REPLICATION) {
                snapshots++;
            } else if (disturbed
                    && line.event() instanceof Event.ResyncDecided decided
                    && decided.kind() == ResyncKind.FULL) {
                Group group =
                        groups.computeIfAbsent(decided.reason(), _ -> new Group(line.atNanos()));
                group.masters.add(decided.master());
                group.episode.add(
                        line,
                        decided.replica(),
                        decided.replica() + " full resync, " + decided.reason().word());
                group.missedBytesMax = Math.max(group.missedBytesMax, missed(decided));
            }
        }

        private long missed(Event.ResyncDecided decided) {
            if (decided.missingBytes().isPresent() || decided.masterOffset().isEmpty()) {
                return decided.missingBytes().orElse(0);
            }
            return stream.since(decided.master(), decided.masterOffset().getAsLong()).orElse(0);
        }

        @Override
        public List<Observation> observations() {
            var all = new ArrayList<Observation>();
            // Which snapshot was for which reason the journal does not say.
            String made = groups.size() == 1 && snapshots > 0 ? made(snapshots) : "";
            groups.forEach((reason, group) -> all.add(observation(reason, group, made)));
            return all;
        }
    }

    private static String made(long snapshots) {
        return "; "
                + Phrases.count(snapshots, "snapshot")
                + Phrases.agreeing(snapshots, " was", " were")
                + " made for that";
    }

    private static Observation observation(ResyncReason reason, Group group, String made) {
        Episode episode = group.episode;
        boolean storm = episode.nodes().size() > 1;
        String sentence =
                Phrases.sentence(
                        (storm ? "a storm of " : "")
                                + Phrases.count(episode.count(), "full resync")
                                + " of "
                                + Phrases.list(episode.nodes())
                                + " began "
                                + Phrases.within(episode.span())
                                + ", because "
                                + because(reason)
                                + made);
        var seen =
                Observation.of(Origin.CONSEQUENCE, sentence, episode.span())
                        .about(reason.word())
                        .on(episode.nodes())
                        .figure("fullResyncs", episode.count())
                        .peers(List.copyOf(group.masters))
                        .shownBy(episode.evidence())
                        .causedBy(causes(reason))
                        .explains(FullResyncsAtMost.class);
        if (reason == ResyncReason.SYNC_ONLY) seen.remedy(partial(group));
        return seen.build();
    }

    private static String because(ResyncReason reason) {
        return switch (reason) {
            case SYNC_ONLY -> "SYNC was asked for, which knows no partial resync";
            case BACKLOG_TRIMMED -> "the backlog no longer held what was missed";
            case UNKNOWN_HISTORY -> "the master did not know the history that was asked for";
            case REQUESTED_BY_REPLICA -> "there was no history to continue";
            case BEYOND_SECONDARY_HISTORY ->
                    "the history that was asked for goes on where the master had left it";
            case NO_BACKLOG -> "the master had no backlog";
            case AHEAD_OF_MASTER -> "the offset that was asked for lies ahead of the master";
            case CONTINUED -> "the master gave no reason";
        };
    }

    private static CausedBy[] causes(ResyncReason reason) {
        return switch (reason) {
            case BACKLOG_TRIMMED -> causes(CausedBy.sameNode(BacklogOverrun.class));
            case SYNC_ONLY, REQUESTED_BY_REPLICA ->
                    causes(
                            CausedBy.sameNode(LinkFault.class),
                            CausedBy.sameNode(ReplicasTimedOut.class),
                            CausedBy.sameNode(OutputBufferLimit.class),
                            CausedBy.sameNode(SnapshotTrouble.class),
                            CausedBy.sameNode(RestartedByOperator.class),
                            CausedBy.sameNode(RestartedBySupervisor.class),
                            CausedBy.peer(RestartedByOperator.class),
                            CausedBy.peer(RestartedBySupervisor.class));
            case NO_BACKLOG, UNKNOWN_HISTORY ->
                    causes(
                            CausedBy.sameNode(BacklogExpired.class),
                            CausedBy.peer(RestartedByOperator.class),
                            CausedBy.peer(RestartedBySupervisor.class),
                            CausedBy.peer(EmptyStart.class),
                            CausedBy.peer(RestartedEmpty.class),
                            CausedBy.peer(Promotion.class));
            case BEYOND_SECONDARY_HISTORY, AHEAD_OF_MASTER ->
                    causes(
                            CausedBy.peer(Promotion.class),
                            CausedBy.peer(RestartedByOperator.class),
                            CausedBy.peer(RestartedBySupervisor.class));
            case CONTINUED -> causes();
        };
    }

    private static CausedBy[] causes(CausedBy... some) {
        return some;
    }

    private static Remedy[] partial(Group group) {
        Remedy engine =
                Remedy.forFiredrill(
                                "Let replicas continue where they were: leave the behaviour of"
                                        + " Redis 2.6.")
                        .setting("compat", "current");
        Remedy others =
                Remedy.forRedisAndValkey(
                        "Let replicas continue where they were: PSYNC needs Redis 2.8 or later, or"
                                + " Valkey, at both ends, and a redis.conf that does not rename it"
                                + " away.");
        if (group.missedBytesMax == 0) return new Remedy[] {engine, others};
        var backlog = new BacklogSize(group.missedBytesMax);
        return new Remedy[] {backlog.into(engine), backlog.into(others)};
    }
}
