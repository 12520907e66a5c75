package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.OperatorAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/// Which server each node follows, as CONFIG GET says it, and whose address that is.
final class Following {
    private static final int CHANGES_MAX = 100;

    /// What an operator typed is written down when it has been answered; it counts before that.
    private static final long ANSWERED_NANOS = Duration.ofSeconds(1).toNanos();

    /// A node was seen to follow an address.
    ///
    /// @param origin whether the operator told it to, or a look at its configuration showed it
    /// @param before the address that it followed when it was last seen; empty for none
    /// @param span since the start of the process that follows it, or since a moment before the
    ///   operator's command was answered
    record Seen(
            Origin origin,
            String node,
            String before,
            String address,
            Span span,
            Evidence evidence) {
        boolean changed() {
            return !before.equals(address);
        }

        Observation.Builder observed(String sentence) {
            return Observation.of(origin, sentence, span)
                    .on(node)
                    .shownBy(List.of(evidence))
                    .causedBy(CausedBy.sameNode(ConfigurationDrifted.class).about("replicaof"))
                    .explains(Converged.class);
        }
    }

    private final AddressBook addresses = new AddressBook();
    private final Map<String, Long> startedAtNanos = new TreeMap<>();
    private final Map<String, String> followed = new TreeMap<>();
    private final List<Seen> seen = new ArrayList<>();

    /// A hearing that observes some of what nodes were seen to follow.
    static Finding.Hearing hearing(
            BiPredicate<Following, Seen> which,
            BiFunction<Following, Seen, Observation> observation) {
        return new Finding.ServerHearing() {
            private final Following following = new Following();

            @Override
            public void hear(JournalLine line) {
                following.hear(line);
            }

            @Override
            public List<Observation> observations() {
                return following.seen.stream()
                        .filter(one -> which.test(following, one))
                        .map(one -> observation.apply(following, one))
                        .toList();
            }
        };
    }

    private void hear(JournalLine line) {
        addresses.hear(line.event());
        if (line.event() instanceof Event.ProcessStarted started) {
            startedAtNanos.put(started.node(), line.atNanos());
        } else if (line.event()
                instanceof Event.ConfigObserved(_, var node, var moment, var values)) {
            // Before Redis 5 the directive had another name.
            String address = values.getOrDefault("replicaof", values.get("slaveof"));
            if (address != null) observed(line, node, moment, address);
        } else if (line.event() instanceof Event.OperatorActed acted
                && acted.succeeded()
                && acted.action() instanceof OperatorAction.Repointed(var host, int port)) {
            repointed(line, acted.node(), host + " " + port);
        }
    }

    /// To follow another node is what replicas are there for; to follow itself is a mistake.
    private void repointed(JournalLine line, String node, String address) {
        if (seen.size() == CHANGES_MAX) return;
        var one =
                new Seen(
                        Origin.OPERATOR,
                        node,
                        followed.getOrDefault(node, ""),
                        address,
                        Span.at(line.atNanos()).with(line.atNanos() - ANSWERED_NANOS),
                        Evidence.of(line, "REPLICAOF " + address + " on " + node));
        if (isItself(one)) {
            followed.put(node, address);
            seen.add(one);
        }
    }

    private void observed(JournalLine line, String node, Moment moment, String address) {
        String before = followed.put(node, address);
        if (address.isEmpty() || seen.size() == CHANGES_MAX) return;
        if (before != null && before.equals(address)) return;
        long from =
                moment == Moment.AFTER_RESTART
                        ? startedAtNanos.getOrDefault(node, line.atNanos())
                        : line.atNanos();
        seen.add(
                new Seen(
                        Origin.CONSEQUENCE,
                        node,
                        before == null ? address : before,
                        address,
                        Span.at(line.atNanos()).with(from),
                        Evidence.of(line, "CONFIG GET of " + node + ": replicaof " + address)));
    }

    Optional<String> owner(Seen one) {
        return addresses.owner(one.node(), one.address());
    }

    boolean isItself(Seen one) {
        return owner(one).filter(one.node()::equals).isPresent();
    }
}
