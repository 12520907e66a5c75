package dev.firedrill.reports.incident;

import java.util.Locale;

/// A server whose master is itself: it waits for its own dataset, takes no writes and serves stale
/// data or none.
public final class ReplicaOfItself implements Finding {
    @Override
    public String name() {
        return "replica-of-itself";
    }

    @Override
    public Hearing begin() {
        return Following.hearing(Following::isItself, (_, one) -> observation(one));
    }

    private static Observation observation(Following.Seen seen) {
        Span span = seen.span();
        String node = seen.node();
        String became =
                seen.origin() == Origin.OPERATOR
                        ? String.format(
                                Locale.ROOT,
                                "At %s the operator made %s a replica of itself",
                                Phrases.seconds(span.toNanos()),
                                node)
                        : String.format(
                                Locale.ROOT,
                                "From %s on %s was a replica of itself",
                                Phrases.seconds(span.fromNanos()),
                                node);
        return seen.observed(became + ": '" + seen.address() + "' is its own address.")
                .remedy(
                        Remedy.forFiredrill("Let a server refuse to follow itself.")
                                .setting("replicaof-refuse-self", "yes"),
                        Remedy.forRedisAndValkey(
                                "Compare an address with the server's own, or the run_id of INFO at"
                                        + " both, before it becomes replicaof in redis.conf or the"
                                        + " argument of REPLICAOF. REPLICAOF NO ONE makes the"
                                        + " server a master again."))
                .build();
    }
}
