package dev.firedrill.engine.rdb;

import java.util.Map;

/// The remarks at the head of a file: who wrote it, when, and from which replication history.
/// Iterates in the order of the file.
public record RdbAux(Map<String, String> fields) {
    /// Empty when the file says nothing of it.
    public String get(String name) {
        return fields.getOrDefault(name, "");
    }
}
