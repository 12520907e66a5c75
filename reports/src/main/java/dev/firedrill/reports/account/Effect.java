package dev.firedrill.reports.account;

/// What a successful command does to one key. A field names a place within a hash, a set or a
/// sorted set; the value of a string stands in the field [#WHOLE].
sealed interface Effect {
    String WHOLE = "";

    /// @param mayVanish the value has a time to live
    record Put(String key, Kind kind, String field, String value, boolean mayVanish)
            implements Effect {}

    record Remove(String key, Kind kind, String field) implements Effect {}

    /// The key is gone, with everything in it.
    record RemoveKey(String key) implements Effect {}

    /// @param delta by which the number grows; negative where it shrinks
    record Add(String key, long delta) implements Effect {}

    /// One more element in a list.
    record Push(String key, String element) implements Effect {}

    /// The key may be gone at any time from here on.
    record Expire(String key) implements Effect {}

    /// Every key is gone.
    record RemoveAll() implements Effect {}

    /// A change that is not accounted for.
    record Unknown(String key, String command) implements Effect {}

    /// What holds fields.
    enum Kind {
        STRING,
        HASH,
        SET,
        SORTED_SET
    }
}
