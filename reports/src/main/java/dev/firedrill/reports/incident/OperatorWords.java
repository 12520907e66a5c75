package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.OperatorAction;
import java.util.ArrayList;
import java.util.List;

/// What the operator did, in the words of a report: a command as it is typed, everything else as a
/// clause whose subject is the operator.
final class OperatorWords {
    private OperatorWords() {}

    static String of(OperatorAction action) {
        return switch (action) {
            case OperatorAction.Promoted() -> "REPLICAOF NO ONE";
            case OperatorAction.Repointed(var host, int port) -> "REPLICAOF " + host + " " + port;
            case OperatorAction.Wiped() -> "FLUSHALL";
            case OperatorAction.ConfigSet set -> configSet(set);
            case OperatorAction.ConfigRewritten() -> "CONFIG REWRITE";
            case OperatorAction.Restarted() -> "restarts the process";
            case OperatorAction.ConfigEdited(var added) ->
                    "edits redis.conf: " + String.join(", ", added);
            case OperatorAction.ConfigReplaced(var by) -> "replaces redis.conf by " + by;
            case OperatorAction.Typed(var words) -> command(words);
        };
    }

    private static String configSet(OperatorAction.ConfigSet set) {
        var words = new ArrayList<String>(List.of("CONFIG", "SET"));
        set.values()
                .forEach((directive, value) -> {
                    words.add(directive);
                    words.add(value);
                });
        return command(words);
    }

    private static String command(List<String> words) {
        return String.join(
                " ", words.stream().map(word -> word.isEmpty() ? "\"\"" : word).toList());
    }
}
