package dev.firedrill.reports.account;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Accounts for every write of the clients, and for the datasets that were stored beforehand, with
/// what was read at one moment.
///
/// A write without an answer excuses a reading that shows it. It does so as long as it may take
/// effect after what was acknowledged, see [Place]: [Settlement#unanswered] says how many values
/// are judged by such a write, and would hide the loss of an acknowledged one.
public final class WriteAccounts {
    private static final int EXAMPLES_MAX = 20;

    /// How the readings compare with what was acknowledged.
    ///
    /// @param compared values that a reading showed, or should have shown
    /// @param unanswered how many of them show a write that was never acknowledged
    /// @param lost how many of them do not show an acknowledged write
    /// @param unread how many were acknowledged and not read
    /// @param unexplained how many readings no recorded write explains
    /// @param examples of `lost`, in sentences
    /// @param doubts examples of `unread` and `unexplained`, in sentences
    public record Settlement(
            long compared,
            long unanswered,
            long lost,
            long unread,
            long unexplained,
            List<String> examples,
            List<String> doubts) {}

    private final Moment moment;

    /// Found for every write, so by hash; put in order when they are settled.
    private final Map<String, KeyAccount> keys = new LinkedHashMap<>();

    private final List<Event.DatasetStored> stored = new ArrayList<>();
    private final List<ReadingRound> rounds = new ArrayList<>();
    private final Map<String, ReadingRound> ofNode = new TreeMap<>();
    private final WrittenValues written = new WrittenValues();
    private final ProcessEnds processEnds = new ProcessEnds();

    /// They may still remove keys that are written later.
    private final List<Event.Operation> unansweredFlushes = new ArrayList<>();

    private final List<String> lostExamples = new ArrayList<>();
    private @Nullable ReadingRound ofAllNodes;

    /// Judges and findings ask for the same, and it takes a while.
    private @Nullable Settlement settled;

    private long fellBehind;
    private boolean removes;

    /// @param moment whose readings count
    public WriteAccounts(Moment moment) {
        this.moment = moment;
    }

    /// From here on what is read from this node is a round of its own, in which all has to be read
    /// again.
    public void nextRound(String node) {
        settled = null;
        ofNode.put(node, newRound());
    }

    private ReadingRound newRound() {
        var round = new ReadingRound(rounds.size());
        rounds.add(round);
        return round;
    }

    private ReadingRound round(String node) {
        ReadingRound own = ofNode.get(node);
        return own == null ? roundOfAllNodes() : own;
    }

    private ReadingRound roundOfAllNodes() {
        ReadingRound round = ofAllNodes == null ? newRound() : ofAllNodes;
        ofAllNodes = round;
        return round;
    }

    private KeyAccount account(String key) {
        KeyAccount known = keys.get(key);
        if (known != null) return known;
        var account = new KeyAccount(key, written, processEnds);
        unansweredFlushes.forEach(account::removeAll);
        keys.put(key, account);
        return account;
    }

    /// Whether the clients may have made the number of keys smaller.
    public boolean clientsRemoveKeys() {
        return removes;
    }

    public void hear(Event event) {
        settled = null;
        if (event instanceof Event.Operation operation) {
            wrote(operation);
        } else if (event instanceof Event.ProcessExited exited) {
            processEnds.add(exited.node(), exited.atNanos());
            keys.values().forEach(key -> key.ended(exited.node(), exited.atNanos()));
        } else if (event instanceof Event.KeyRead read && read.moment() == moment) {
            ReadingRound round = round(read.node());
            round.begins(read.invokedAtNanos());
            account(read.key()).read(read, round.number());
        } else if (event instanceof Event.DatasetStored dataset) {
            stored.add(dataset);
        } else if (event instanceof Event.DatasetRead read && read.moment() == moment) {
            round(read.node()).read(read);
        }
    }

    private void wrote(Event.Operation operation) {
        // A refused command did nothing.
        if (operation.outcome() == Outcome.FAILED) return;
        for (Effect effect : Effects.of(operation)) {
            removes |= removesKeys(effect);
            switch (effect) {
                case Effect.Put put -> account(put.key()).put(put, operation);
                case Effect.Remove remove -> account(remove.key()).remove(remove, operation);
                case Effect.RemoveKey(var key) -> account(key).removeAll(operation);
                case Effect.Add(var key, long delta) -> added(account(key), delta, operation);
                case Effect.Push(var key, var element) -> account(key).push(element, operation);
                case Effect.Expire(var key) -> account(key).mayVanish();
                case Effect.RemoveAll _ -> {
                    keys.values().forEach(key -> key.removeAll(operation));
                    if (operation.outcome() != Outcome.OK) unansweredFlushes.add(operation);
                }
                case Effect.Unknown(var key, var command) ->
                        account(key).unaccountedFor("written by " + command);
            }
        }
    }

    private static boolean removesKeys(Effect effect) {
        return switch (effect) {
            case Effect.Put put -> put.mayVanish();
            case Effect.Add _, Effect.Push _ -> false;
            case Effect.Remove _,
                    Effect.RemoveKey _,
                    Effect.Expire _,
                    Effect.RemoveAll _,
                    Effect.Unknown _ ->
                    true;
        };
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
        Settlement known = settled;
        if (known != null) return known;
        Settlement now = sum();
        settled = now;
        return now;
    }

    private Settlement sum() {
        if (rounds.isEmpty()) roundOfAllNodes();
        var sum = new Sum();
        sum.lost = fellBehind;
        sum.examples.addAll(lostExamples);
        for (KeyAccount key : new TreeMap<>(keys).values()) {
            sum.add(key.name(), key.settle(rounds));
        }
        for (ReadingRound round : rounds) {
            for (Event.DatasetStored dataset : stored) {
                if (dataset.atNanos() <= round.firstReadAtNanos()) {
                    sum.add(dataset, round.datasets().get(dataset.dataset()));
                }
            }
        }
        return sum.settlement();
    }

    private static final class Sum {
        private final List<String> examples = new ArrayList<>();
        private final List<String> doubts = new ArrayList<>();
        private long compared;
        private long unanswered;
        private long lost;
        private long unread;
        private long unexplained;

        void add(String key, KeyAccount.Result result) {
            compared += result.compared();
            unanswered += result.unanswered();
            lost += result.lost().size();
            unread += result.unread();
            unexplained += result.unexplained().size();
            addSome(examples, result.lost());
            addSome(doubts, result.unexplained());
            if (result.unread() > 0) addSome(doubts, List.of(key + " was not read"));
        }

        void add(Event.DatasetStored dataset, Event.@Nullable DatasetRead read) {
            long intact = read == null ? 0 : read.intact();
            long missing = read == null ? 0 : read.absent() + read.different();
            compared += intact + missing;
            lost += missing;
            unread += Math.max(0, dataset.keys() - intact - missing);
            if (read != null && missing > 0) {
                addSome(examples, List.of(describe(dataset.dataset(), dataset.keys(), read)));
            }
        }

        Settlement settlement() {
            return new Settlement(
                    compared, unanswered, lost, unread, unexplained, examples, doubts);
        }
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
