package dev.firedrill.reports.incident;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A server that follows another one than before: a master that became a replica, or a replica with
/// another master.
public final class ReplicaOfAnother implements Finding {
    @Override
    public String name() {
        return "replica-of-another-node";
    }

    @Override
    public Hearing begin() {
        return Following.hearing(
                (following, one) -> one.changed() && !following.isItself(one),
                (following, one) -> observation(one, following.owner(one)));
    }

    private static Observation observation(Following.Seen seen, Optional<String> owner) {
        String followed =
                owner.map(node -> node + " ('" + seen.address() + "')")
                        .orElse(
                                "'"
                                        + seen.address()
                                        + "', an address of no node that the journal knows");
        String before = seen.before().isEmpty() ? "no server" : "'" + seen.before() + "'";
        return seen.observed(
                        String.format(
                                Locale.ROOT,
                                "From %s on %s followed %s; before that it followed %s.",
                                Phrases.seconds(seen.span().fromNanos()),
                                seen.node(),
                                followed,
                                before))
                .peers(owner.map(List::of).orElse(List.of()))
                .remedy(
                        Remedy.forAll(
                                "Compare replicaof in redis.conf with the master that the server"
                                        + " is to have before a restart."))
                .build();
    }
}
