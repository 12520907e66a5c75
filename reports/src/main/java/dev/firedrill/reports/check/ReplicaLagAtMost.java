package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.GuardAction;
import dev.firedrill.reports.history.OperatorAction;
import dev.firedrill.reports.history.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// No replica falls far behind its master while something is broken: what the master had written by
/// the bound, every replica holds. The age of what a replica lacks is read from the replication
/// offsets that the nodes report once a second; a replica that receives a snapshot lacks everything
/// since its last partial or full resync until it has loaded it.
///
/// @param bound the age that what a replica lacks may have
public record ReplicaLagAtMost(Duration bound) implements Checker {
    private static final double NANOS = 1e9;

    /// A replica that did not report for longer may have fallen behind meanwhile.
    private static final Duration GAP_MAX = Duration.ofSeconds(5);

    /// Half a minute.
    public ReplicaLagAtMost() {
        this(Duration.ofSeconds(30));
    }

    @Override
    public String name() {
        return "replica-lag-at-most";
    }

    @Override
    public String property() {
        return String.format(
                Locale.ROOT,
                "a replica lacks nothing that was written more than %.1f s ago",
                bound.toMillis() / 1e3);
    }

    @Override
    public Hearing begin() {
        return new Lags(bound);
    }

    /// The master was at that offset at that time.
    private record Place(long atNanos, long offset) {}

    /// What one node showed since the first fault.
    private static final class Reports {
        long samples;
        long worstNanos;
        long worstAtNanos;
        long lastAtNanos;
        long gapNanos;
    }

    private static final class Lags implements Hearing {
        private final Duration bound;
        private final Map<String, Reports> replicas = new TreeMap<>();

        /// With rising offsets: of the master's present process alone.
        private final List<Place> places = new ArrayList<>();

        private String master = "";
        private final Reports ofMaster = new Reports();
        private String moved = "";
        private boolean restarted;
        private boolean disturbed;
        private boolean over;

        Lags(Duration bound) {
            this.bound = bound;
        }

        @Override
        public void hear(Event event) {
            if (event instanceof Event.VariantBegan began) {
                master = began.master();
                began.nodes().stream()
                        .filter(node -> !node.equals(master))
                        .forEach(node -> replicas.put(node, new Reports()));
            } else if (event instanceof Event.PhaseBegan(long at, var phase)) {
                entered(at, phase);
            } else if (event instanceof Event.Sampled sampled && !over) {
                sampled(sampled);
            } else if (event instanceof Event.ProcessStarted started) {
                if (started.node().equals(master)) {
                    places.clear();
                    restarted |= disturbed && !over;
                }
            } else if (event instanceof Event.OperatorActed acted && acted.succeeded()) {
                if (acted.action() instanceof OperatorAction.Promoted) moved = acted.node();
            } else if (event instanceof Event.GuardActed(_, _, var action)) {
                if (action instanceof GuardAction.Promoted(var node)) moved = node;
            }
        }

        private void entered(long atNanos, Phase phase) {
            if (phase == Phase.DISTURB && !disturbed) {
                disturbed = true;
                replicas.values().forEach(one -> one.lastAtNanos = atNanos);
                ofMaster.lastAtNanos = atNanos;
            } else if (phase == Phase.HEAL && disturbed) {
                over = true;
                replicas.values().forEach(one -> gap(one, atNanos));
                gap(ofMaster, atNanos);
            }
        }

        private void sampled(Event.Sampled sampled) {
            long offset = offset(sampled.fields());
            if (offset < 0) return;
            if (sampled.node().equals(master)) {
                if (!places.isEmpty() && offset < places.getLast().offset()) {
                    places.clear();
                    restarted |= disturbed;
                }
                if (disturbed) gap(ofMaster, sampled.atNanos());
                places.add(new Place(sampled.atNanos(), offset));
                return;
            }
            Reports replica = replicas.get(sampled.node());
            if (replica == null || !disturbed) return;
            replica.samples++;
            gap(replica, sampled.atNanos());
            long lag = sampled.atNanos() - Math.min(sampled.atNanos(), writtenAfter(offset));
            if (lag > replica.worstNanos) {
                replica.worstNanos = lag;
                replica.worstAtNanos = sampled.atNanos();
            }
        }

        /// A replica of redis 2.8 reports its place under the second name alone; one that waits for
        /// a snapshot under the first.
        private static long offset(Map<String, Double> fields) {
            double first = fields.getOrDefault("master_repl_offset", -1.0);
            double second = fields.getOrDefault("slave_repl_offset", -1.0);
            return (long) Math.max(first, second);
        }

        private static void gap(Reports replica, long atNanos) {
            replica.gapNanos = Math.max(replica.gapNanos, atNanos - replica.lastAtNanos);
            replica.lastAtNanos = atNanos;
        }

        /// When the master was first seen beyond an offset; at the end of time if it never was.
        private long writtenAfter(long offset) {
            int low = 0;
            int high = places.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (places.get(middle).offset() > offset) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low == places.size() ? Long.MAX_VALUE : places.get(low).atNanos();
        }

        @Override
        public Verdict verdict() {
            var behind = new ArrayList<String>();
            long worst = 0;
            long samples = 0;
            for (var entry : replicas.entrySet()) {
                Reports one = entry.getValue();
                worst = Math.max(worst, one.worstNanos);
                samples += one.samples;
                if (one.worstNanos > bound.toNanos()) {
                    behind.add(
                            String.format(
                                    Locale.ROOT,
                                    "%.1f s: %s lacked what had been written %.1f s before",
                                    one.worstAtNanos / NANOS,
                                    entry.getKey(),
                                    one.worstNanos / NANOS));
                }
            }
            String summary =
                    String.format(
                            Locale.ROOT,
                            "the largest lag of a replica was %.1f s, %.1f s allowed",
                            worst / NANOS,
                            bound.toMillis() / 1e3);
            if (!behind.isEmpty()) return new Verdict.Violated(summary, behind);
            String doubt = doubt();
            return doubt.isEmpty()
                    ? new Verdict.Held(samples, summary)
                    : new Verdict.Inconclusive(doubt);
        }

        private String doubt() {
            if (!disturbed) return "the run ended before anything was broken";
            if (places.isEmpty()) return "the master reported no replication offset";
            if (!moved.isEmpty()) return moved + " was promoted, and lags of two masters differ";
            if (restarted) return "the master began a new replication stream during the fault";
            if (silent(ofMaster)) return silence(master, ofMaster);
            for (var entry : replicas.entrySet()) {
                Reports one = entry.getValue();
                if (one.samples == 0) return entry.getKey() + " reported no replication offset";
                if (silent(one)) return silence(entry.getKey(), one);
            }
            return replicas.isEmpty() ? "there was no replica" : "";
        }

        private boolean silent(Reports one) {
            return one.gapNanos > GAP_MAX.plus(bound).toNanos();
        }

        private static String silence(String node, Reports one) {
            return String.format(
                    Locale.ROOT,
                    "%s reported no replication offset for %.0f s",
                    node,
                    one.gapNanos / NANOS);
        }
    }
}
