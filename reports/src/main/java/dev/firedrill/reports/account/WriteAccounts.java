package dev.firedrill.reports.account;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Accounts for every write of the clients, and for the datasets that were stored beforehand, with
/// what was read at one moment.
public final class WriteAccounts {
    private static final int EXAMPLES_MAX = 20;

    /// How the readings compare with what was acknowledged.
    ///
    /// @param compared values that a reading showed, or should have shown
    /// @param lost how many of them do not show an acknowledged write
    /// @param unread how many were acknowledged and not read
    /// @param unexplained how many readings no recorded write explains
    /// @param examples of `lost`, in sentences
    /// @param doubts examples of `unread` and `unexplained`, in sentences
    public record Settlement(
            long compared,
            long lost,
            long unread,
            long unexplained,
            List<String> examples,
            List<String> doubts) {}

    private final Moment moment;
    private final Map<String, KeyAccount> keys = new TreeMap<>();
    private final Map<String, Long> stored = new TreeMap<>();
    private final Map<String, Event.DatasetRead> datasets = new TreeMap<>();
    private final WrittenValues written = new WrittenValues();
    private final List<String> lostExamples = new ArrayList<>();
    private long firstReadAtNanos = Long.MAX_VALUE;
    private long fellBehind;

    /// @param moment whose readings count
    public WriteAccounts(Moment moment) {
        this.moment = moment;
    }

    private KeyAccount account(String key) {
        return keys.computeIfAbsent(key, name -> new KeyAccount(name, written));
    }

    public void hear(Event event) {
        if (event instanceof Event.Operation operation) {
            wrote(operation);
        } else if (event instanceof Event.KeyRead read && read.moment() == moment) {
            firstReadAtNanos = Math.min(firstReadAtNanos, read.invokedAtNanos());
            account(read.key()).read(read);
        } else if (event instanceof Event.DatasetStored dataset) {
            stored.merge(dataset.dataset(), dataset.keys(), Long::sum);
        } else if (event instanceof Event.DatasetRead read && read.moment() == moment) {
            firstReadAtNanos = Math.min(firstReadAtNanos, read.atNanos());
            datasets.merge(read.dataset(), read, WriteAccounts::worse);
        }
    }

    /// A dataset that is read after each of several restarts must be whole each time.
    private static Event.DatasetRead worse(Event.DatasetRead one, Event.DatasetRead other) {
        return other.intact() < one.intact() ? other : one;
    }

    private void wrote(Event.Operation operation) {
        // A refused command did nothing.
        if (operation.outcome() == Outcome.FAILED) return;
        for (Effect effect : Effects.of(operation)) {
            switch (effect) {
                case Effect.Put put -> account(put.key()).put(put, operation);
                case Effect.Remove remove -> account(remove.key()).remove(remove, operation);
                case Effect.RemoveKey(var key) -> account(key).removeAll(operation);
                case Effect.Add(var key, long delta) -> added(account(key), delta, operation);
                case Effect.Push(var key, var element) -> account(key).push(element, operation);
                case Effect.Expire(var key) -> account(key).mayVanish();
                case Effect.RemoveAll _ -> keys.values().forEach(key -> key.removeAll(operation));
                case Effect.Unknown(var key, var command) ->
                        account(key).unaccountedFor("written by " + command);
            }
        }
    }

    private void added(KeyAccount account, long delta, Event.Operation operation) {
        long before = account.add(delta, operation);
        if (before == Long.MIN_VALUE) return;
        fellBehind++;
        if (lostExamples.size() < EXAMPLES_MAX) {
            lostExamples.add(
                    String.format(
                            Locale.ROOT,
                            "%.3f s: %s was %d for a client, then %s answered %s",
                            operation.atNanos() / 1e9,
                            operation.key(),
                            before,
                            operation.command(),
                            operation.reply()));
        }
    }

    public Settlement settle() {
        long compared = 0;
        long lost = fellBehind;
        long unread = 0;
        long unexplained = 0;
        var doubts = new ArrayList<String>();
        var examples = new ArrayList<>(lostExamples);
        for (KeyAccount key : keys.values()) {
            KeyAccount.Result result = key.settle(firstReadAtNanos);
            compared += result.compared();
            lost += result.lost().size();
            unread += result.unread();
            unexplained += result.unexplained().size();
            addSome(examples, result.lost());
            addSome(doubts, result.unexplained());
            if (result.unread() > 0) addSome(doubts, List.of(key.name() + " was not read"));
        }
        for (var dataset : stored.entrySet()) {
            Event.DatasetRead read = datasets.get(dataset.getKey());
            long intact = read == null ? 0 : read.intact();
            long missing = read == null ? 0 : read.absent() + read.different();
            compared += intact + missing;
            lost += missing;
            unread += Math.max(0, dataset.getValue() - intact - missing);
            if (read != null && missing > 0) {
                addSome(examples, List.of(describe(dataset.getKey(), dataset.getValue(), read)));
            }
        }
        return new Settlement(compared, lost, unread, unexplained, examples, doubts);
    }

    private static String describe(String dataset, long keys, Event.DatasetRead read) {
        return String.format(
                Locale.ROOT,
                "of the %d keys of '%s' that were stored beforehand %d are absent and %d differ on"
                        + " %s, for example %s",
                keys,
                dataset,
                read.absent(),
                read.different(),
                read.node(),
                String.join(", ", read.examples()));
    }

    private static void addSome(List<String> into, List<String> from) {
        for (String one : from) {
            if (into.size() == EXAMPLES_MAX) return;
            into.add(one);
        }
    }
}
