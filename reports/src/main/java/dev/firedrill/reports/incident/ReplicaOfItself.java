package dev.firedrill.reports.incident;


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
        String when = Phrases.seconds(seen.span().fromNanos());
        String became =
                seen.origin() == Origin.OPERATOR
                        ? "At " + when + " the operator made " + seen.node() + " a replica of itself"
                        : "From " + when + " on " + seen.node() + " was a replica of itself";
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
