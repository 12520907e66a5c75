package dev.firedrill.reports.check;

import dev.firedrill.reports.account.WriteAccounts;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A restarted node comes up with everything that was acknowledged before. Each restart of each
/// node is judged by itself: all has to be read back after each of them.
public record RestartKeptDataset() implements Checker {
    @Override
    public String name() {
        return "restart-kept-data";
    }

    @Override
    public String property() {
        return "a restarted node comes up with its data";
    }

    @Override
    public Hearing begin() {
        return new Restarts();
    }

    private static final class Restarts implements Hearing {
        private final WriteAccounts accounts = new WriteAccounts(Moment.AFTER_RESTART);

        /// As each node was last seen before a restart.
        private final Map<String, Long> keysBefore = new TreeMap<>();

        /// Restarts after which the node was not observed yet.
        private final Set<String> unobserved = new TreeSet<>();

        private final List<String> fewer = new ArrayList<>();
        private final List<String> doubts = new ArrayList<>();
        private boolean observed;
        private String dump = "";

        @Override
        public void hear(Event event) {
            accounts.hear(event);
            if (event instanceof Event.ProcessStarted started && started.start() > 1) {
                restarted(started.node());
            } else if (event instanceof Event.FileObserved file && file.bytes() > 0) {
                dump =
                        String.format(
                                Locale.ROOT,
                                "%s of %d bytes lies in the data folder of %s",
                                file.name(),
                                file.bytes(),
                                file.node());
            } else if (event instanceof Event.DatasetObserved data) {
                if (data.moment() == Moment.RUNNING) keysBefore.put(data.node(), data.keys());
                if (data.moment() == Moment.AFTER_RESTART) after(data);
            }
        }

        private void restarted(String node) {
            accounts.nextRound(node);
            if (!unobserved.add(node)) {
                doubts.add(node + " was restarted again before it was observed");
            }
        }

        private void after(Event.DatasetObserved data) {
            observed = true;
            unobserved.remove(data.node());
            // What was seen before this restart says nothing about the next one.
            Long before = keysBefore.remove(data.node());
            if (before == null || before == 0) {
                doubts.add(data.node() + " was not seen to hold data before its restart");
            } else if (data.keys() < before) {
                fewer.add(
                        String.format(
                                Locale.ROOT,
                                "%s had %d keys and came up with %d",
                                data.node(),
                                before,
                                data.keys()));
            }
        }

        @Override
        public Verdict verdict() {
            // Where clients remove keys, only reading them back shows which are missing.
            if (!fewer.isEmpty() && !accounts.clientsRemoveKeys()) {
                return new Verdict.Violated(
                        fewer.getFirst(), dump.isEmpty() ? List.of() : List.of(dump));
            }
            if (!observed) {
                return new Verdict.Inconclusive("no node was observed after a restart");
            }
            Verdict read = NoAcknowledgedWriteLost.verdict(accounts.settle(), "after the restart");
            if (read instanceof Verdict.Violated) return read;
            if (!doubts.isEmpty()) return new Verdict.Inconclusive(doubts.getFirst());
            return unobserved.isEmpty()
                    ? read
                    : new Verdict.Inconclusive(
                            "not observed after its restart: " + String.join(", ", unobserved));
        }
    }
}
