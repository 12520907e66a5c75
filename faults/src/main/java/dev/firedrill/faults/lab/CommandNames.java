package dev.firedrill.faults.lab;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The names to which a server's commands answer: the usual ones, but for `rename-command`.
public final class CommandNames {
    /// @param to empty when the command answers to no name
    /// @param where the line that says so
    private record Renamed(String to, String where) {}

    /// By the usual name in upper case.
    private final Map<String, Renamed> renamed = new TreeMap<>();

    /// A line of the configuration. Renames follow each other: `rename-command GET a` and then
    /// `rename-command a b` give GET the name `b`.
    void read(List<String> words, String where) {
        if (words.size() == 3 && words.getFirst().equalsIgnoreCase("rename-command")) {
            String from = words.get(1).toUpperCase(Locale.ROOT);
            String usual =
                    renamed.entrySet().stream()
                            .filter(one -> one.getValue().to.toUpperCase(Locale.ROOT).equals(from))
                            .map(Map.Entry::getKey)
                            .findFirst()
                            .orElse(from);
            renamed.put(usual, new Renamed(words.get(2), where));
        }
    }

    boolean usual() {
        return renamed.isEmpty();
    }

    /// What a command has to be called; the name as given when it has the usual one, or none.
    String present(String usual) {
        Renamed one = renamed.get(usual.toUpperCase(Locale.ROOT));
        return one == null || one.to.isEmpty() ? usual : one.to;
    }

    /// What takes the command away; empty when it can be called.
    Optional<String> whyDisabled(String usual) {
        String name = usual.toUpperCase(Locale.ROOT);
        return Optional.ofNullable(renamed.get(name))
                .filter(one -> one.to.isEmpty())
                .map(one ->
                        String.format(
                                Locale.ROOT,
                                "%s disables %s (rename-command %s \"\")",
                                one.where,
                                name,
                                name));
    }
}
