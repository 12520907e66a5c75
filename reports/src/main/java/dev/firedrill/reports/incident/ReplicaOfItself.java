package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.Converged;
import java.util.List;
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
        return new Hearing() {
            private final Following following = new Following();

            @Override
            public void hear(JournalLine line) {
                following.hear(line);
            }

            @Override
            public List<Observation> observations() {
                return following.seen().stream()
                        .filter(following::isItself)
                        .map(ReplicaOfItself::observation)
                        .toList();
            }
        };
    }

    private static Observation observation(Following.Seen seen) {
        return Observation.of(
                        Origin.CONSEQUENCE,
                        String.format(
                                Locale.ROOT,
                                "From %s on %s was a replica of itself: '%s' is its own address.",
                                Phrases.seconds(seen.span().fromNanos()),
                                seen.node(),
                                seen.address()),
                        seen.span())
                .on(seen.node())
                .shownBy(List.of(seen.evidence()))
                .causedBy(CausedBy.sameNode(ConfigurationDrifted.class).about("replicaof"))
                .explains(Converged.class)
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
