package dev.firedrill.scenarios.parity;

/// One fact of a variant as both labs have shown it.
///
/// @param what for example `full (backlog-trimmed): count`
/// @param allowed how far the labs may be apart, in words
public record Row(String what, String sim, String docker, String allowed, Agreement agreement) {
    /// Whether the labs agree.
    public enum Agreement {
        EQUAL,
        DIFFERENT,
        /// One of the labs has shown too little of it.
        NOT_COMPARED
    }
}
