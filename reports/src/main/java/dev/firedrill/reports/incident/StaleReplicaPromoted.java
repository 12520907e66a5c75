package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A replica that was promoted although its replication offset had stood still, while another
/// replica was ahead of it: what the other one had, the new master lacks.
public final class StaleReplicaPromoted implements Finding {
    /// Nodes report once a second: for less time an offset may only seem to stand still.
    private static final Duration STOOD_STILL_MIN = Duration.ofSeconds(3);

    /// A ping more or less is no lag.
    private static final long LACKING_BYTES_MIN = 1_000;

    @Override
    public String name() {
        return "stale-replica-promoted";
    }

    @Override
    public Hearing begin() {
        return new Promotions();
    }

    /// How far a node is.
    ///
    /// @param sinceNanos when it was first seen there
    private record Place(long offset, long sinceNanos) {}

    /// @param ahead the replica that had the most
    private record Stale(String node, Place at, String ahead, long lackingBytes, Episode episode) {}

    private static final class Promotions implements ServerHearing {
        private final RolesSeen roles = new RolesSeen();
        private final Map<String, Place> places = new TreeMap<>(NodeOrder.BY_NUMBER);
        private final List<Stale> stale = new ArrayList<>();

        @Override
        public void hear(JournalLine line) {
            roles.hear(line.event()).ifPresent(node -> promoted(line, node));
            if (line.event() instanceof Event.Sampled(long at, var node, var fields)) {
                long offset = offset(fields);
                Place known = places.get(node);
                if (offset >= 0 && (known == null || known.offset() != offset)) {
                    places.put(node, new Place(offset, at));
                }
            }
        }

        /// A replica of redis 2.8 reports its place under the second name alone.
        private static long offset(Map<String, Double> fields) {
            double first = fields.getOrDefault("master_repl_offset", -1.0);
            double second = fields.getOrDefault("slave_repl_offset", -1.0);
            return (long) Math.max(first, second);
        }

        private void promoted(JournalLine line, String node) {
            Place own = places.get(node);
            if (own == null || line.atNanos() - own.sinceNanos() < STOOD_STILL_MIN.toNanos()) {
                return;
            }
            String ahead = node;
            long most = own.offset();
            for (var entry : places.entrySet()) {
                long offset = entry.getValue().offset();
                if (offset > most && !roles.isMaster(entry.getKey())) {
                    ahead = entry.getKey();
                    most = offset;
                }
            }
            long lacking = most - own.offset();
            if (lacking < LACKING_BYTES_MIN) return;
            var episode = new Episode();
            episode.add(
                    line,
                    node,
                    String.format(
                            Locale.ROOT,
                            "%s is a master at offset %d, %s was at %d",
                            node,
                            own.offset(),
                            ahead,
                            most));
            stale.add(new Stale(node, own, ahead, lacking, episode));
        }

        @Override
        public List<Observation> observations() {
            return stale.stream().map(StaleReplicaPromoted::observation).toList();
        }
    }

    private static Observation observation(Stale found) {
        Span span = found.episode().span();
        return Observation.of(
                        Origin.CONSEQUENCE,
                        String.format(
                                Locale.ROOT,
                                "%s was promoted at %s although its offset had stood still since"
                                        + " %s: it lacked %d bytes of the stream, which %s had.",
                                found.node(),
                                Phrases.seconds(span.fromNanos()),
                                Phrases.seconds(found.at().sinceNanos()),
                                found.lackingBytes(),
                                found.ahead()),
                        span)
                .on(found.node())
                .figure("lackingBytes", found.lackingBytes())
                .figure(
                        "stoodStillMillis",
                        (span.fromNanos() - found.at().sinceNanos()) / 1_000_000)
                .shownBy(found.episode().evidence())
                .causedBy(
                        CausedBy.sameNode(Promotion.class),
                        CausedBy.sameNode(LinkFault.class),
                        CausedBy.sameNode(ProcessFault.class),
                        CausedBy.sameNode(ResourceFault.class))
                .remedy(
                        Remedy.forAll(
                                "Promote the replica with the greatest replication offset, and"
                                        + " raise an alarm when a replica's offset falls behind"
                                        + " its master's: PING, master_link_status and the lag"
                                        + " of INFO say only that it is connected."))
                .build();
    }
}
