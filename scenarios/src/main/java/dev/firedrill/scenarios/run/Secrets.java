package dev.firedrill.scenarios.run;

import dev.firedrill.engine.base.LogText;
import dev.firedrill.engine.config.ConfigLine;
import dev.firedrill.engine.config.ConfigWords;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.OperatorAction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Keeps passwords out of the journal and everything that is made from it. Each is replaced by a
/// number, so that two of them can still be told apart: `(hidden 1)`.
final class Secrets {
    /// A shorter password would be found in any text; where it stands as a value it is hidden too.
    private static final int IN_TEXT_MIN = 4;

    /// What stands for a secret, or for a line with one; the longest first, because one password
    /// may be the beginning of another.
    private final Map<String, String> known =
            new TreeMap<>(
                    Comparator.comparingInt(String::length)
                            .reversed()
                            .thenComparing(Comparator.naturalOrder()));

    private int count;

    private String hidden(String secret) {
        return secret.isEmpty()
                ? secret
                : known.computeIfAbsent(secret, _ -> "(hidden " + ++count + ")");
    }

    /// From here on, nothing that stands as a secret in a configuration is written down, wherever
    /// it turns up.
    void learn(String redisConf, List<String> arguments) {
        redisConf.lines().forEach(this::line);
        for (ConfigLine option : ConfigLine.ofCommandLine(redisConf, arguments)) {
            line(option.text());
        }
    }

    /// The event as it may be written down.
    Event mask(Event event) {
        // Of these two there are hundreds of thousands, and the switch takes its time.
        if (event instanceof Event.SideEffect) return event;
        if (event instanceof Event.Operation operation && !SecretWords.mayHold(operation)) {
            return operation;
        }
        return switch (event) {
            case Event.Operation operation -> operation(operation);
            case Event.ConfigObserved(long at, var node, var moment, var values) ->
                    new Event.ConfigObserved(at, node, moment, values(values));
            case Event.ConfigFileObserved(long at, var node, var moment, var lines) ->
                    new Event.ConfigFileObserved(
                            at, node, moment, lines.stream().map(this::line).toList());
            case Event.OperatorActed(long at, var node, var action, boolean done, var answer) ->
                    new Event.OperatorActed(at, node, action(action), done, text(answer));
            case Event.PremiseObserved(long at, var premise, boolean met, var seen) ->
                    new Event.PremiseObserved(at, text(premise), met, text(seen));
            case Event.LogLine(long at, var node, var text) ->
                    new Event.LogLine(at, node, text(text));
            case Event.VariantAborted(long at, var cause, var detail) ->
                    new Event.VariantAborted(at, cause, text(detail));
            case Event.LoadTroubled(long at, int load, var what) ->
                    new Event.LoadTroubled(at, load, text(what));
            case Event.VariantBegan _,
                    Event.OwnConfigurationTaken _,
                    Event.VariantEnded _,
                    Event.AddressesKnown _,
                    Event.PhaseBegan _,
                    Event.OperationsSkipped _,
                    Event.LoadBegan _,
                    Event.LoadMeasured _,
                    Event.LoadEnded _,
                    Event.SideEffect _,
                    Event.DatasetStored _,
                    Event.DatasetRead _,
                    Event.FaultPlanned _,
                    Event.FaultApplied _,
                    Event.FaultHealed _,
                    Event.GuardActed _,
                    Event.ProcessStarted _,
                    Event.ProcessExited _,
                    Event.ResyncDecided _,
                    Event.ResyncEnded _,
                    Event.SnapshotBegan _,
                    Event.SnapshotEnded _,
                    Event.SnapshotRefused _,
                    Event.SnapshotKept _,
                    Event.ResyncDelayed _,
                    Event.DatasetLoaded _,
                    Event.ReplicaClosed _,
                    Event.ConfigurationRewritten _,
                    Event.WriteRefusalEntered _,
                    Event.WriteRefusalLeft _,
                    Event.FsyncDelayed _,
                    Event.VersionObserved _,
                    Event.LabDiffers _,
                    Event.Sampled _,
                    Event.FileObserved _,
                    Event.DatasetObserved _,
                    Event.KeyRead _,
                    Event.ConvergenceObserved _ ->
                    event;
        };
    }

    private Event.Operation operation(Event.Operation operation) {
        var words = new ArrayList<String>(List.of(operation.command(), operation.key()));
        words.addAll(operation.arguments());
        List<String> masked = words(words, SecretWords.of(words));
        return new Event.Operation(
                operation.atNanos(),
                operation.invokedAtNanos(),
                operation.client(),
                operation.node(),
                operation.command(),
                masked.get(1),
                masked.subList(2, masked.size()),
                text(operation.reply()),
                operation.outcome(),
                text(operation.error()));
    }

    private OperatorAction action(OperatorAction action) {
        return switch (action) {
            case OperatorAction.ConfigSet(var values) -> configSet(values);
            case OperatorAction.ConfigEdited(var added) ->
                    new OperatorAction.ConfigEdited(added.stream().map(this::line).toList());
            case OperatorAction.ConfigReplaced(var by) ->
                    new OperatorAction.ConfigReplaced(text(by));
            case OperatorAction.Typed(var words) -> new OperatorAction.Typed(command(words));
            case OperatorAction.Promoted _,
                    OperatorAction.Repointed _,
                    OperatorAction.Wiped _,
                    OperatorAction.ConfigRewritten _,
                    OperatorAction.Restarted _ ->
                    action;
        };
    }

    /// As words, because a password that was typed without quotes may go on in what looks like the
    /// next directive.
    private OperatorAction configSet(Map<String, String> values) {
        var words = new ArrayList<String>(List.of("CONFIG", "SET"));
        values.forEach((directive, value) -> {
            words.add(directive);
            words.add(value);
        });
        List<String> masked = command(words);
        var hidden = new LinkedHashMap<String, String>();
        for (int i = 2; i < masked.size(); i += 2) {
            hidden.put(masked.get(i), masked.get(i + 1));
        }
        return new OperatorAction.ConfigSet(hidden);
    }

    /// A command whose words are known. Where it is quoted as a whole, it is hidden as a whole.
    private List<String> command(List<String> words) {
        BitSet secret = SecretWords.of(words);
        if (secret.isEmpty()) return words.stream().map(this::text).toList();
        List<String> masked = words(words, secret);
        known.putIfAbsent(String.join(" ", words), String.join(" ", masked));
        return masked;
    }

    private Map<String, String> values(Map<String, String> values) {
        var masked = new LinkedHashMap<String, String>();
        values.forEach((name, value) ->
                masked.put(name, SecretWords.isSecret(name) ? hidden(value) : text(value)));
        return masked;
    }

    /// A line of redis.conf, or a command as typed.
    private String line(String line) {
        if (line.strip().startsWith("#")) return comment(line);
        List<String> words = ConfigWords.split(line);
        return words == null ? text(unbalanced(line)) : line(line, words);
    }

    private String line(String line, List<String> words) {
        BitSet secret = SecretWords.of(words);
        if (secret.isEmpty()) return text(line);
        String masked =
                String.join(" ", words(words, secret).stream().map(Secrets::spelled).toList());
        // A server that refuses the line quotes it with its quotes and escapes.
        known.putIfAbsent(line.strip(), masked);
        known.putIfAbsent(LogText.escaped(line.strip()), masked);
        return masked;
    }

    private List<String> words(List<String> words, BitSet secret) {
        var masked = new ArrayList<String>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!secret.get(i)) {
                masked.add(text(word));
            } else if (SecretWords.isPasswordRule(word)) {
                masked.add(word.charAt(0) + hidden(word.substring(1)));
            } else {
                masked.add(hidden(word));
            }
        }
        for (int from = secret.nextSetBit(0); from >= 0; ) {
            int end = secret.nextClearBit(from);
            // One that was typed without quotes, with the blanks in it.
            known.putIfAbsent(
                    String.join(" ", words.subList(from, end)),
                    String.join(" ", masked.subList(from, end)));
            from = secret.nextSetBit(end);
        }
        return masked;
    }

    private static String spelled(String word) {
        boolean splits = word.indexOf(' ') >= 0 && !word.contains("(hidden ");
        return word.isEmpty() || splits ? '"' + word + '"' : word;
    }

    /// A directive that was commented out may have been in use.
    private String comment(String line) {
        List<String> words = ConfigWords.split(line.strip().substring(1));
        if (words == null || words.isEmpty()) return text(line);
        boolean directive = words.size() == 2 && SecretWords.isSecret(words.getFirst());
        boolean user = words.getFirst().equalsIgnoreCase("user");
        return directive || user ? "# " + line(line.strip().substring(1), words) : text(line);
    }

    /// Without quotes that match nobody can say where a password ends.
    private static String unbalanced(String line) {
        List<String> words = List.of(line.strip().split("\\s+", -1));
        int first = SecretWords.of(words).nextSetBit(0);
        return first < 0 ? line : String.join(" ", words.subList(0, first)) + " (hidden)";
    }

    /// Text in which a password may be quoted.
    String text(String text) {
        String masked = text;
        for (var secret : known.entrySet()) {
            if (secret.getKey().length() >= IN_TEXT_MIN) {
                masked = masked.replace(secret.getKey(), secret.getValue());
            }
        }
        return masked;
    }
}
