package dev.firedrill.engine.command;

import java.util.Locale;

/// What a server must know of a command before it lets it run; the words of `COMMAND INFO`.
public enum Flag {
    WRITE,
    READONLY,
    /// Refused while memory is above `maxmemory`.
    DENYOOM,
    ADMIN,
    NOSCRIPT,
    /// Allowed while the data is being loaded.
    LOADING,
    /// Allowed on a replica whose data is stale.
    STALE,
    FAST,
    /// Allowed before AUTH.
    NO_AUTH,
    /// Not allowed between MULTI and EXEC.
    NO_MULTI,
    BLOCKING;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
