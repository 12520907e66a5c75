package dev.firedrill.scenarios.run;

import dev.firedrill.reports.history.OperatorAction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/// Parses the commands that an operator types. This is the only place that knows them by their
/// words: the journal, the judges and the findings see types.
final class OperatorCommands {
    private static final int PORT_MAX = 65_535;

    private OperatorCommands() {}

    static OperatorAction parse(List<String> words) {
        return switch (name(words, 0)) {
            // SLAVEOF is what REPLICAOF was called before Redis 5.
            case "REPLICAOF", "SLAVEOF" -> words.size() == 3 ? replicaOf(words) : typed(words);
            case "FLUSHALL" -> words.size() <= 2 ? new OperatorAction.Wiped() : typed(words);
            case "CONFIG" -> config(words);
            default -> typed(words);
        };
    }

    private static OperatorAction typed(List<String> words) {
        return new OperatorAction.Typed(words);
    }

    private static String name(List<String> words, int index) {
        return index < words.size() ? words.get(index).toUpperCase(Locale.ROOT) : "";
    }

    private static OperatorAction replicaOf(List<String> words) {
        if (name(words, 1).equals("NO") && name(words, 2).equals("ONE")) {
            return new OperatorAction.Promoted();
        }
        try {
            int port = Integer.parseInt(words.get(2));
            if (port >= 0 && port <= PORT_MAX) {
                return new OperatorAction.Repointed(words.get(1), port);
            }
        } catch (NumberFormatException _) {
            // The server refuses it, too.
        }
        return typed(words);
    }

    private static OperatorAction config(List<String> words) {
        return switch (name(words, 1)) {
            case "SET" -> configSet(words);
            case "REWRITE" ->
                    words.size() == 2 ? new OperatorAction.ConfigRewritten() : typed(words);
            default -> typed(words);
        };
    }

    /// What the server would refuse, a directive without a value or one given twice, stays as it
    /// was typed.
    private static OperatorAction configSet(List<String> words) {
        var values = new LinkedHashMap<String, String>();
        for (int i = 2; i + 1 < words.size(); i += 2) {
            values.put(words.get(i).toLowerCase(Locale.ROOT), words.get(i + 1));
        }
        boolean complete = !values.isEmpty() && words.size() == 2 + 2 * values.size();
        return complete ? new OperatorAction.ConfigSet(values) : typed(words);
    }
}
