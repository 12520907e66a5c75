package dev.firedrill.reports.incident;

import java.time.Duration;

/// Which observations an observation may follow from. A cause counts only where the history shows
/// it: at the required node, about the required subject, and before its effect, or while that goes
/// on where it may be what keeps it going.
///
/// @param about the [Observation#about] of the cause; empty for any
/// @param aftermath how long after the end of the cause its effect may begin
/// @param keepsGoing whether the cause may also begin while its effect goes on
public record CausedBy(
        Class<? extends Finding> finding,
        Where where,
        String about,
        Duration aftermath,
        boolean keepsGoing) {
    /// Connections are made again, and time-outs run out, within that time.
    private static final Duration USUAL_AFTERMATH = Duration.ofMinutes(2);

    /// Longer than any run.
    private static final Duration EVER_AFTER = Duration.ofDays(1_000);

    /// At which node the cause must have been observed.
    public enum Where {
        /// At a node of the effect.
        SAME_NODE,
        /// At the other end of the effect's replication link ([Observation#peers]).
        PEER,
        ANYWHERE
    }

    private static CausedBy at(Where where, Class<? extends Finding> finding) {
        return new CausedBy(finding, where, "", USUAL_AFTERMATH, false);
    }

    public static CausedBy sameNode(Class<? extends Finding> finding) {
        return at(Where.SAME_NODE, finding);
    }

    public static CausedBy peer(Class<? extends Finding> finding) {
        return at(Where.PEER, finding);
    }

    public static CausedBy anywhere(Class<? extends Finding> finding) {
        return at(Where.ANYWHERE, finding);
    }

    /// The same, of a cause about that subject alone.
    public CausedBy about(String subject) {
        return new CausedBy(finding, where, subject, aftermath, keepsGoing);
    }

    /// The same, of a cause whose effect may show at any later time, for example lost data.
    public CausedBy everAfter() {
        return new CausedBy(finding, where, about, EVER_AFTER, keepsGoing);
    }

    /// The same, of a cause that may begin while its effect goes on already, because it keeps that
    /// going: what ends one attempt makes another one begin.
    public CausedBy orKeptGoing() {
        return new CausedBy(finding, where, about, aftermath, true);
    }

    /// Whether that observation of that finding is such a cause of the effect.
    boolean admits(Finding by, Observation cause, Observation effect) {
        return finding.isInstance(by)
                && (about.isEmpty() || about.equals(cause.about()))
                && meets(cause, effect)
                && (cause.span().precedes(effect.span(), aftermath)
                        || (keepsGoing && cause.span().beginsDuring(effect.span())));
    }

    private boolean meets(Observation cause, Observation effect) {
        return switch (where) {
            case SAME_NODE -> effect.nodes().stream().anyMatch(cause.nodes()::contains);
            case PEER -> effect.peers().stream().anyMatch(cause.nodes()::contains);
            case ANYWHERE -> true;
        };
    }
}
