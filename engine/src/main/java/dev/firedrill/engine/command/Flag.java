package dev.firedrill.engine.command;

import java.util.Locale;

/// What a server must know of a command before it lets it run; the words of `COMMAND INFO`.
public enum Flag {
    WRITE,
    READONLY,
    /// Refused while memory is above `maxmemory`.
    DENYOOM,
    ADMIN,
    PUBSUB,
    NOSCRIPT,
    BLOCKING,
    /// Allowed while the data is being loaded.
    LOADING,
    /// Allowed on a replica whose data is stale.
    STALE,
    SKIP_MONITOR,
    SKIP_SLOWLOG,
    FAST,
    /// Allowed before AUTH.
    NO_AUTH,
    /// Not allowed while a full resync is loaded aside.
    NO_ASYNC_LOADING,
    /// Not allowed between MULTI and EXEC.
    NO_MULTI,
    /// Where its keys stand depends on other arguments.
    MOVABLEKEYS,
    /// Allowed while a script runs too long; here there are none.
    ALLOW_BUSY,
    /// Goes to replicas although it changes no data; never shown by `COMMAND INFO`.
    MAY_REPLICATE,
    /// Meets expired keys that nobody has named: what it deletes is no unit to replicas, which may
    /// be many keys. Never shown by `COMMAND INFO`.
    TOUCHES_ARBITRARY_KEYS;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether `COMMAND INFO` has a word for it.
    public boolean shown() {
        return this != MAY_REPLICATE && this != TOUCHES_ARBITRARY_KEYS;
    }
}
