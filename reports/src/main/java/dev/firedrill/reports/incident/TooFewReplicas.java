package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.WriteRefusal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A master that had fewer good replicas than `min-replicas-to-write` asks for.
public final class TooFewReplicas implements Finding {
    @Override
    public String name() {
        return "too-few-good-replicas";
    }

    @Override
    public Hearing begin() {
        return new Masters();
    }

    /// One master, with the replicas that INFO counted while it refused.
    private static final class Shortage {
        final Episode episode;
        long replicasMin = Long.MAX_VALUE;

        Shortage(long fromNanos) {
            episode = new Episode(fromNanos);
        }
    }

    private static final class Masters implements Hearing {
        private final Map<String, Shortage> shortages = new TreeMap<>(NodeOrder.BY_NUMBER);

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.WriteRefusalEntered(_, var node, var kind)
                    && kind == WriteRefusal.TOO_FEW_REPLICAS) {
                begins(line, node).episode.add(line, node, node + " has too few good replicas");
            } else if (line.event() instanceof Event.WriteRefusalLeft(_, var node, var kind, _)
                    && kind == WriteRefusal.TOO_FEW_REPLICAS) {
                begins(line, node).episode.add(line, node, node + " has enough replicas again");
            } else if (line.event() instanceof Event.Operation operation
                    && operation.outcome() == Outcome.FAILED
                    && WriteRefusal.ofError(operation.error())
                            .filter(WriteRefusal.TOO_FEW_REPLICAS::equals)
                            .isPresent()) {
                begins(line, operation.node())
                        .episode
                        .add(line, operation.node(), operation.error());
            } else if (line.event() instanceof Event.Sampled(_, var node, var fields)) {
                sampled(node, fields.get("connected_slaves"));
            }
        }

        private Shortage begins(JournalLine line, String node) {
            return shortages.computeIfAbsent(node, _ -> new Shortage(line.atNanos()));
        }

        private void sampled(String node, @Nullable Double replicas) {
            Shortage one = shortages.get(node);
            if (one != null && replicas != null) {
                one.replicasMin = Math.min(one.replicasMin, replicas.longValue());
            }
        }

        @Override
        public List<Observation> observations() {
            return shortages.entrySet().stream()
                    .map(entry -> observation(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    private static Observation observation(String node, Shortage found) {
        String counted =
                found.replicasMin == Long.MAX_VALUE
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "; INFO counted %d connected at the least",
                                found.replicasMin);
        var seen =
                Observation.of(
                                Origin.CONSEQUENCE,
                                String.format(
                                        Locale.ROOT,
                                        "%s had fewer good replicas than min-replicas-to-write asks for,"
                                                + " %s%s.",
                                        node,
                                        Phrases.within(found.episode.span()),
                                        counted),
                                found.episode.span())
                        .on(node)
                        .shownBy(found.episode.evidence())
                        .causedBy(
                                CausedBy.sameNode(LinkFault.class),
                                CausedBy.anywhere(ProcessDied.class),
                                CausedBy.anywhere(ProcessFault.class));
        if (found.replicasMin < Long.MAX_VALUE) {
            seen.figure("connectedReplicasMin", found.replicasMin);
        }
        return seen.build();
    }
}
