package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.OperatorAction;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Replicas that lost their link go on from where they were, except at most `max` of them.
///
/// Each decision is reported by a master; what the same process counts in INFO (`sync_full`) must
/// agree, so that a report that was not heard is not taken for a resync that did not happen. A
/// replica that lost its link and never asked again may still need a full resync, so that nothing
/// is decided without it.
///
/// @param each whether every replica may need that many, or all of them together
/// @param afterRestarts whether the first full resync of a replica counts too whose master was
///   restarted in good order and came up without its history, as redis does with an append-only
///   file
public record FullResyncsAtMost(int max, boolean each, boolean afterRestarts) implements Checker {
    private static final String COUNTER = "sync_full";

    /// None at all.
    public FullResyncsAtMost() {
        this(0);
    }

    /// So many of all replicas together.
    public FullResyncsAtMost(int max) {
        this(max, false, true);
    }

    /// So many of every replica.
    public static FullResyncsAtMost each(int max) {
        return new FullResyncsAtMost(max, true, true);
    }

    /// The same for the faults alone: what the operator's restart of a master costs does not count.
    public FullResyncsAtMost exceptAfterRestarts() {
        return new FullResyncsAtMost(max, each, false);
    }

    @Override
    public String name() {
        return "full-resyncs-at-most-" + max + (each ? "-each" : "");
    }

    @Override
    public String property() {
        String when =
                " after the fault" + (afterRestarts ? "" : ", but for the operator's restarts");
        return max == 0
                ? "no replica needs a full resync" + when
                : "at most "
                        + max
                        + (each ? " full resyncs of each replica" : " full resyncs")
                        + when;
    }

    @Override
    public Hearing begin() {
        return new Decisions(this);
    }

    private static final class Decisions implements Hearing {
        private final int max;
        private final boolean each;
        private final boolean afterRestarts;

        /// The masters that ended in good order and run again, with the first full resync of each
        /// replica since.
        private final Map<String, Map<String, Event.ResyncDecided>> restarted = new TreeMap<>();

        /// Those of them that the operator restarted.
        private final Set<String> byOperator = new TreeSet<>();

        private final Map<String, Integer> byReplica = new TreeMap<>();
        private final List<String> full = new ArrayList<>();
        private final Map<String, Long> heard = new TreeMap<>();
        private final Map<String, Double> counted = new TreeMap<>();
        private final ReplicaLinks links = new ReplicaLinks();
        private String unheard = "";
        private boolean disturbed;
        private boolean countedAfterFault;
        private int resyncs;
        private int spared;

        Decisions(FullResyncsAtMost judge) {
            max = judge.max;
            each = judge.each;
            afterRestarts = judge.afterRestarts;
        }

        @Override
        public void hear(Event event) {
            links.hear(event, disturbed);
            if (event instanceof Event.PhaseBegan(_, var phase)) {
                disturbed |= phase == Phase.DISTURB;
            } else if (event instanceof Event.ResyncDecided decided) {
                decided(decided);
            } else if (event instanceof Event.Sampled(_, var node, var fields)) {
                Double count = fields.get(COUNTER);
                if (count != null) {
                    counted.put(node, count);
                    countedAfterFault |= disturbed;
                }
            } else if (event instanceof Event.ProcessExited exited) {
                settle(exited.node());
                if (exited.cause() == ExitCause.TERMINATED) {
                    restarted.put(exited.node(), new TreeMap<>());
                }
            } else if (event instanceof Event.OperatorActed acted) {
                if (acted.succeeded() && acted.action() instanceof OperatorAction.Restarted) {
                    byOperator.add(acted.node());
                }
            } else if (event instanceof Event.ProcessStarted started) {
                compare(started.node());
                // A new process counts from nothing.
                heard.remove(started.node());
                counted.remove(started.node());
            }
        }

        private void decided(Event.ResyncDecided decided) {
            boolean isFull = decided.kind() == ResyncKind.FULL;
            if (isFull) heard.merge(decided.master(), 1L, Long::sum);
            if (!disturbed) return;
            if (isFull && !afterRestarts && followsARestart(decided)) return;
            resyncs++;
            if (isFull) count(decided);
        }

        private void count(Event.ResyncDecided decided) {
            full.add(describe(decided));
            byReplica.merge(each ? decided.replica() : "all", 1, Integer::sum);
        }

        private boolean followsARestart(Event.ResyncDecided decided) {
            Map<String, Event.ResyncDecided> back = restarted.get(decided.master());
            return back != null
                    && decided.reason() == ResyncReason.UNKNOWN_HISTORY
                    && back.putIfAbsent(decided.replica(), decided) == null;
        }

        /// The operator's action is recorded when the node runs again, which may be after the first
        /// resyncs. A fault that ended the process is no restart by the operator.
        private void settle(String master) {
            var back = restarted.remove(master);
            boolean operator = byOperator.remove(master);
            if (back == null) return;
            if (operator) {
                spared += back.size();
            } else {
                resyncs += back.size();
                back.values().forEach(this::count);
            }
        }

        /// Remembers where INFO counts more full resyncs than were heard of.
        private void compare(String node) {
            long told = heard.getOrDefault(node, 0L);
            double count = counted.getOrDefault(node, 0.0);
            if (count > told && unheard.isEmpty()) {
                unheard =
                        String.format(
                                Locale.ROOT,
                                "%s counts %.0f full resyncs and reported %d",
                                node,
                                count,
                                told);
            }
        }

        @Override
        public Verdict verdict() {
            List.copyOf(restarted.keySet()).forEach(this::settle);
            if (byReplica.values().stream().anyMatch(count -> count > max)) {
                return new Verdict.Violated(
                        String.format(
                                Locale.ROOT,
                                "%s, %d allowed%s",
                                Counted.of(full.size(), "full resync", "full resyncs"),
                                max,
                                each ? " for each replica" : ""),
                        full);
            }
            List.copyOf(counted.keySet()).forEach(this::compare);
            if (!unheard.isEmpty()) return new Verdict.Inconclusive(unheard);
            if (resyncs == 0) {
                return new Verdict.Inconclusive("no replica asked for a resync after the fault");
            }
            List<String> absent = links.unaccountedFor();
            if (!absent.isEmpty()) {
                return new Verdict.Inconclusive(
                        "lost its link and did not ask for a resync again: "
                                + String.join(", ", absent));
            }
            if (!countedAfterFault) {
                return new Verdict.Inconclusive(
                        "no node's count of full resyncs was read after the fault");
            }
            return new Verdict.Held(
                    resyncs,
                    String.format(
                            Locale.ROOT,
                            "%d of %d resyncs were full%s",
                            full.size(),
                            resyncs,
                            spared == 0
                                    ? ""
                                    : ", and " + spared + " more after a restart of the master"));
        }

        private static String describe(Event.ResyncDecided decided) {
            var text =
                    new StringBuilder(
                            String.format(
                                    Locale.ROOT,
                                    "%.3f s: %s full, because %s",
                                    decided.atNanos() / 1e9,
                                    decided.replica(),
                                    decided.reason().word()));
            decided.missingBytes()
                    .ifPresent(bytes -> text.append("; it lacked ").append(bytes).append(" bytes"));
            if (decided.missingBytes().isPresent()) {
                decided.backlogBytes()
                        .ifPresent(bytes -> text.append(", the backlog holds ").append(bytes));
            }
            return text.toString();
        }
    }
}
