package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.reports.history.ResyncKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Every replica resyncs exactly `count` times after the first fault, each time partially. Fewer
/// mean that the fault was not felt, or that a replica never came back; more mean that a link came
/// up and was lost again.
///
/// Each decision is reported by a master. What the same process counts in INFO (`sync_full`,
/// `sync_partial_ok`) must agree, so that a report that was not heard is not taken for a resync
/// that did not happen.
public record PartialResyncsOfEach(int count) implements Checker {
    private static final String FULL = "sync_full";
    private static final String PARTIAL = "sync_partial_ok";

    /// Exactly one.
    public PartialResyncsOfEach() {
        this(1);
    }

    @Override
    public String name() {
        return "partial-resyncs-of-each-" + count;
    }

    @Override
    public String property() {
        return "each replica resyncs exactly "
                + (count == 1 ? "once" : count + " times")
                + " after the fault, and partially";
    }

    @Override
    public Hearing begin() {
        return new Decisions(count);
    }

    private static final class Decisions implements Hearing {
        private final int wanted;
        private final Map<String, List<Event.ResyncDecided>> byReplica = new TreeMap<>();

        /// By master: what was heard of its process, and what that counts.
        private final Map<String, Long> heard = new TreeMap<>();

        private final Map<String, Double> counted = new TreeMap<>();
        private String unheard = "";
        private boolean disturbed;
        private boolean countedAfterFault;

        Decisions(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public void hear(Event event) {
            if (event instanceof Event.VariantBegan began) {
                began.nodes().stream()
                        .filter(node -> !node.equals(began.master()))
                        .forEach(replica -> byReplica.put(replica, new ArrayList<>()));
            } else if (event instanceof Event.PhaseBegan(_, var phase)) {
                disturbed |= phase == Phase.DISTURB;
            } else if (event instanceof Event.ResyncDecided decided) {
                heard.merge(decided.master(), 1L, Long::sum);
                if (disturbed) {
                    byReplica
                            .computeIfAbsent(decided.replica(), _ -> new ArrayList<>())
                            .add(decided);
                }
            } else if (event instanceof Event.Sampled sampled) {
                sampled(sampled);
            } else if (event instanceof Event.ProcessStarted started) {
                compare(started.node());
                // A new process counts from nothing.
                heard.remove(started.node());
                counted.remove(started.node());
            }
        }

        private void sampled(Event.Sampled sampled) {
            Double full = sampled.fields().get(FULL);
            Double partial = sampled.fields().get(PARTIAL);
            if (full == null || partial == null) return;
            counted.put(sampled.node(), full + partial);
            countedAfterFault |= disturbed;
        }

        /// Remembers where INFO counts more resyncs than were heard of.
        private void compare(String node) {
            long told = heard.getOrDefault(node, 0L);
            double count = counted.getOrDefault(node, 0.0);
            if (count > told && unheard.isEmpty()) {
                unheard =
                        String.format(
                                Locale.ROOT,
                                "%s counts %.0f resyncs and reported %d",
                                node,
                                count,
                                told);
            }
        }

        @Override
        public Verdict verdict() {
            var wrong = new ArrayList<String>();
            var absent = new ArrayList<String>();
            byReplica.forEach((replica, resyncs) -> {
                if (resyncs.isEmpty()) {
                    absent.add(replica);
                } else if (resyncs.size() != wanted || !resyncs.stream().allMatch(this::partial)) {
                    wrong.add(describe(replica, resyncs));
                }
            });
            if (!wrong.isEmpty()) return new Verdict.Violated(wrong.getFirst(), wrong);
            List.copyOf(counted.keySet()).forEach(this::compare);
            if (!unheard.isEmpty()) return new Verdict.Inconclusive(unheard);
            if (byReplica.isEmpty() || !absent.isEmpty()) {
                return new Verdict.Inconclusive(
                        "did not ask for a resync after the fault: "
                                + (absent.isEmpty() ? "any replica" : String.join(", ", absent)));
            }
            if (!countedAfterFault) {
                return new Verdict.Inconclusive(
                        "no node's count of resyncs was read after the fault");
            }
            return new Verdict.Held(
                    byReplica.size(),
                    Counted.of(byReplica.size(), "replica", "replicas")
                            + " resynced "
                            + (wanted == 1 ? "once" : wanted + " times")
                            + (byReplica.size() == 1 ? "" : " each")
                            + ", partially");
        }

        private boolean partial(Event.ResyncDecided decided) {
            return decided.kind() == ResyncKind.PARTIAL;
        }

        private static String describe(String replica, List<Event.ResyncDecided> resyncs) {
            long full = resyncs.stream().filter(one -> one.kind() == ResyncKind.FULL).count();
            return String.format(
                    Locale.ROOT,
                    "%s resynced %s, %d of them fully",
                    replica,
                    Counted.of(resyncs.size(), "time", "times"),
                    full);
        }
    }
}
