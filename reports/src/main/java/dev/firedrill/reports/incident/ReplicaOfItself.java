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
        return seen.observed(
                        String.format(
                                Locale.ROOT,
                                "From %s on %s was a replica of itself: '%s' is its own address.",
                                Phrases.seconds(seen.span().fromNanos()),
                                seen.node(),
                                seen.address()))
                .remedy(
                        Remedy.forFiredrill("Let a server refuse to follow itself.")
                                .setting("replicaof-refuse-self", "yes"),
                        Remedy.forRedisAndValkey(
                                "Compare replicaof in redis.conf with the server's own address"
                                        + " before a restart. REPLICAOF NO ONE makes it a master"
                                        + " again."))
                .build();
    }
}
