package dev.firedrill.scenarios.run;

import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Keeps passwords out of the journal and everything that is made from it. Each is replaced by a
/// number, so that two of them can still be told apart: `(hidden 1)`.
final class Secrets {
    private static final Set<String> DIRECTIVES =
            Set.of("requirepass", "masterauth", "tls-key-file-pass", "tls-client-key-file-pass");

    /// A shorter password would be found in any text; where it stands as a value it is hidden too.
    private static final int IN_TEXT_MIN = 4;

    private final Map<String, String> known = new LinkedHashMap<>();

    private String hidden(String secret) {
        if (secret.isEmpty()) return secret;
        return known.computeIfAbsent(secret, _ -> "(hidden " + (known.size() + 1) + ")");
    }

    /// The event as it may be written down.
    Event mask(Event event) {
        return switch (event) {
            // First, because there are many, and none has a configuration in it.
            case Event.Operation operation -> operation;
            case Event.ConfigObserved(long at, var node, var moment, var values) ->
                    new Event.ConfigObserved(at, node, moment, values(values));
            case Event.ConfigFileObserved(long at, var node, var moment, var lines) ->
                    new Event.ConfigFileObserved(
                            at, node, moment, lines.stream().map(this::line).toList());
            case Event.OperatorActed(long at, var node, var action, var answer) ->
                    new Event.OperatorActed(at, node, line(action), text(answer));
            case Event.PremiseObserved(long at, var premise, boolean met, var seen) ->
                    new Event.PremiseObserved(at, text(premise), met, text(seen));
            case Event.LogLine(long at, var node, var text) ->
                    new Event.LogLine(at, node, text(text));
            case Event.VariantAborted(long at, var cause, var detail) ->
                    new Event.VariantAborted(at, cause, text(detail));
            case Event.VariantBegan _,
                    Event.VariantEnded _,
                    Event.PhaseBegan _,
                    Event.SideEffect _,
                    Event.DatasetStored _,
                    Event.DatasetRead _,
                    Event.FaultPlanned _,
                    Event.FaultApplied _,
                    Event.FaultHealed _,
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
                    Event.AddressesKnown _,
                    Event.VersionObserved _,
                    Event.Sampled _,
                    Event.FileObserved _,
                    Event.DatasetObserved _,
                    Event.KeyRead _,
                    Event.ConvergenceObserved _ ->
                    event;
        };
    }

    private Map<String, String> values(Map<String, String> values) {
        var masked = new LinkedHashMap<String, String>();
        values.forEach(
                (name, value) -> masked.put(name, isSecret(name) ? hidden(value) : text(value)));
        return masked;
    }

    private static boolean isSecret(String directive) {
        return DIRECTIVES.contains(directive.toLowerCase(Locale.ROOT));
    }

    /// A line of redis.conf, or a command as typed: `requirepass x`, `CONFIG SET masterauth x`,
    /// `user default on >x`, `AUTH x`.
    private String line(String line) {
        var masked = new ArrayList<String>();
        boolean secret = false;
        for (String word : line.split(" ", -1)) {
            if (secret && !word.isEmpty()) {
                masked.add(hidden(unquoted(word)));
                secret = word.startsWith("\"") && !word.endsWith("\"");
            } else if (word.length() > 1
                    && (word.charAt(0) == '>' || word.charAt(0) == '#')
                    && !masked.isEmpty()) {
                masked.add(word.charAt(0) + hidden(word.substring(1)));
            } else {
                masked.add(word);
                secret |= isSecret(word) || word.equalsIgnoreCase("AUTH");
            }
        }
        return text(String.join(" ", masked));
    }

    private static String unquoted(String word) {
        boolean quoted = word.length() > 1 && word.startsWith("\"") && word.endsWith("\"");
        return quoted ? word.substring(1, word.length() - 1) : word;
    }

    /// Text in which a password may be quoted.
    private String text(String text) {
        String masked = text;
        for (var secret : List.copyOf(known.entrySet())) {
            if (secret.getKey().length() >= IN_TEXT_MIN) {
                masked = masked.replace(secret.getKey(), secret.getValue());
            }
        }
        return masked;
    }
}
