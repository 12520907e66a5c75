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

/// A restarted node comes up with everything that was acknowledged before.
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
        private final Map<String, Long> keysBefore = new TreeMap<>();
        private final Set<String> restarted = new TreeSet<>();
        private final Set<String> observed = new TreeSet<>();
        private final List<String> fewer = new ArrayList<>();
        private String unseenBefore = "";
        private String dump = "";

        @Override
        public void hear(Event event) {
            accounts.hear(event);
            if (event instanceof Event.ProcessStarted started && started.start() > 1) {
                restarted.add(started.node());
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

        private void after(Event.DatasetObserved data) {
            observed.add(data.node());
            Long before = keysBefore.get(data.node());
            if (before == null || before == 0) {
                unseenBefore = data.node();
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
            if (!fewer.isEmpty()) {
                return new Verdict.Violated(
                        fewer.getFirst(), dump.isEmpty() ? List.of() : List.of(dump));
            }
            if (observed.isEmpty()) {
                return new Verdict.Inconclusive("no node was observed after a restart");
            }
            if (!unseenBefore.isEmpty()) {
                return new Verdict.Inconclusive(
                        unseenBefore + " was not seen to hold data before its restart");
            }
            restarted.removeAll(observed);
            if (!restarted.isEmpty()) {
                return new Verdict.Inconclusive(
                        "not observed after its restart: " + String.join(", ", restarted));
            }
            return NoAcknowledgedWriteLost.verdict(accounts.settle(), "after the restart");
        }
    }
}
