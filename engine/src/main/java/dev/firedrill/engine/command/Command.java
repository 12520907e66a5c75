package dev.firedrill.engine.command;

/// What a command does once its name and arity fit.
@FunctionalInterface
public interface Command<C> {
    /// Writes exactly one reply, unless it refuses.
    void execute(C call) throws Refused;
}
