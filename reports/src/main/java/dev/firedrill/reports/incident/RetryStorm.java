package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.ErrorRateFalls;
import dev.firedrill.reports.check.LatencyAtMost;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Optimistic transactions that keep each other from succeeding, although the fault that brought
/// them together is gone: each is tried again at once and meets the others again.
public final class RetryStorm implements Finding {
    private static final long SECOND = 1_000_000_000L;

    /// For less time the fault's queue may only be draining.
    private static final int SECONDS_MIN = 5;

    @Override
    public String name() {
        return "retry-storm";
    }

    @Override
    public Hearing begin() {
        return new Nodes();
    }

    /// Operations of one node that ended in one second.
    private static final class Second {
        long succeeded;
        long conflicts;

        boolean stormy() {
            return conflicts > succeeded;
        }
    }

    private static final class Operations {
        /// Since the last fault was healed.
        final Map<Long, Second> after = new TreeMap<>();

        Episode conflicts = new Episode();
        long steady;
    }

    private static final class Nodes implements Hearing {
        private final Map<String, Operations> nodes = new TreeMap<>(NodeOrder.BY_NUMBER);
        private @Nullable Phase phase;
        private boolean healed;
        private long steadyFromNanos;
        private long steadyNanos;

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.PhaseBegan(long at, var next)) {
                if (next == Phase.STEADY) steadyFromNanos = at;
                if (phase == Phase.STEADY) steadyNanos = at - steadyFromNanos;
                phase = next;
            } else if (line.event() instanceof Event.FaultHealed && phase == Phase.DISTURB) {
                healed = true;
                for (Operations one : nodes.values()) {
                    one.after.clear();
                    one.conflicts = new Episode();
                }
            } else if (line.event() instanceof Event.Operation operation) {
                boolean conflict = operation.error().equals(Event.Operation.CONFLICT);
                if (conflict || operation.outcome() == Outcome.OK) {
                    ended(line, operation, conflict);
                }
            }
        }

        private void ended(JournalLine line, Event.Operation operation, boolean conflict) {
            Operations node = nodes.computeIfAbsent(operation.node(), _ -> new Operations());
            if (phase == Phase.STEADY) node.steady++;
            if (phase != Phase.DISTURB || !healed) return;
            Second second = node.after.computeIfAbsent(line.atNanos() / SECOND, _ -> new Second());
            if (conflict) {
                second.conflicts++;
                node.conflicts.add(
                        line, operation.node(), operation.key() + ": " + operation.error());
            } else {
                second.succeeded++;
            }
        }

        @Override
        public List<Observation> observations() {
            var all = new ArrayList<Observation>();
            nodes.forEach((name, node) -> {
                List<Second> stormy = node.after.values().stream().filter(Second::stormy).toList();
                if (stormy.size() < SECONDS_MIN) return;
                long succeeded = stormy.stream().mapToLong(one -> one.succeeded).sum();
                long conflicts = stormy.stream().mapToLong(one -> one.conflicts).sum();
                long perSecond = (succeeded + conflicts) / stormy.size();
                long before = steadyNanos == 0 ? 0 : node.steady * SECOND / steadyNanos;
                all.add(observation(name, node, perSecond, before, succeeded, conflicts));
            });
            return all;
        }
    }

    private static Observation observation(
            String name,
            Operations node,
            long perSecond,
            long before,
            long succeeded,
            long conflicts) {
        Span span = node.conflicts.span();
        return Observation.of(
                        Origin.CONSEQUENCE,
                        String.format(
                                Locale.ROOT,
                                "%s was sent %d operations per second %s, after the fault was gone,"
                                        + " and %d before it: %d of %d were transactions that did"
                                        + " nothing, because another one had changed the key, and"
                                        + " were tried again.",
                                name,
                                perSecond,
                                Phrases.within(span),
                                before,
                                conflicts,
                                succeeded + conflicts),
                        span)
                .on(name)
                .figure("operationsPerSecond", perSecond)
                .figure("operationsPerSecondBefore", before)
                .figure("conflicts", conflicts)
                .shownBy(node.conflicts.evidence())
                .causedBy(
                        CausedBy.sameNode(ProcessFault.class),
                        CausedBy.sameNode(ResourceFault.class),
                        CausedBy.sameNode(DiskFault.class),
                        CausedBy.sameNode(LinkFault.class))
                .explains(ErrorRateFalls.class, LatencyAtMost.class)
                .remedy(
                        Remedy.forAll(
                                "Try again after a pause that doubles from try to try and is drawn"
                                        + " at random (exponential backoff with jitter), and give"
                                        + " up while retries are more than a small part of all"
                                        + " requests (retry budget)."),
                        Remedy.forAll(
                                "Change a key that many clients change with one command, for"
                                        + " example INCR or a script, which meets no conflict."))
                .build();
    }
}
