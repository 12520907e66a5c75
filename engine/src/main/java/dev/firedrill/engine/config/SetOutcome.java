package dev.firedrill.engine.config;

import java.util.List;

/// What CONFIG SET came to: all of it, or nothing.
public sealed interface SetOutcome {
    record Applied(List<String> changedNames) implements SetOutcome {}

    /// @param errorText as redis-server words it, with its code
    record Refused(String errorText) implements SetOutcome {}
}
