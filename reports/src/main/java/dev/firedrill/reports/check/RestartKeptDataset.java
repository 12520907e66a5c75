package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A node that is restarted does not come up empty while its data lies on the disk.
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
    public Verdict check(List<Event> history) {
        Map<String, Long> keysBefore = new TreeMap<>();
        String dump = "";
        long observed = 0;
        for (Event event : history) {
            switch (event) {
                case Event.FileObserved file when file.bytes() > 0 ->
                        dump =
                                String.format(
                                        Locale.ROOT,
                                        "%s of %d bytes lies in the data folder of %s",
                                        file.name(),
                                        file.bytes(),
                                        file.node());
                case Event.DatasetObserved data when data.moment().equals(Moment.RUNNING) ->
                        keysBefore.put(data.node(), data.keys());
                case Event.DatasetObserved data when data.moment().equals(Moment.AFTER_RESTART) -> {
                    observed++;
                    Long before = keysBefore.get(data.node());
                    if (before == null || before == 0) {
                        return new Verdict.Inconclusive(
                                data.node() + " was not seen to hold data before its restart");
                    }
                    if (data.keys() < before) {
                        return new Verdict.Violated(
                                String.format(
                                        Locale.ROOT,
                                        "%s had %d keys and came up with %d",
                                        data.node(),
                                        before,
                                        data.keys()),
                                dump.isEmpty() ? List.of() : List.of(dump));
                    }
                }
                default -> {
                    // Not about data at a restart.
                }
            }
        }
        return observed == 0
                ? new Verdict.Inconclusive("no node was observed after a restart")
                : new Verdict.Held(observed, "every key was there after the restart");
    }
}
