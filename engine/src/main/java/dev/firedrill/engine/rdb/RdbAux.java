package dev.firedrill.engine.rdb;

import java.util.Map;

/// The remarks at the head of a file: who wrote it, when, and from which replication history.
/// Iterates in the order of the file.
public record RdbAux(Map<String, String> fields) {
    /// Empty when the file says nothing of it.
    public String get(String name) {
        return fields.getOrDefault(name, "");
    }

    /// The number of a database; 0 for anything that is none, because a peer may have written it.
    public static int database(String text, int databases) {
        try {
            int wanted = Integer.parseInt(text);
            return wanted >= 0 && wanted < databases ? wanted : 0;
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }
}
