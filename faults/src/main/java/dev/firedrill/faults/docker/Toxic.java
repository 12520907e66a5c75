package dev.firedrill.faults.docker;

import java.util.Map;
import java.util.TreeMap;

/// One toxic of a proxy as Toxiproxy's control API knows it.
///
/// @param type for example `latency` or `bandwidth`
/// @param attributes in the units of Toxiproxy: milliseconds, kilobytes per second, bytes
record Toxic(String type, Stream stream, Map<String, Long> attributes) {
    /// `upstream` is from the one who connects to the one who listens.
    enum Stream {
        UPSTREAM("upstream"),
        DOWNSTREAM("downstream");

        final String word;

        Stream(String word) {
            this.word = word;
        }
    }

    Toxic {
        attributes = new TreeMap<>(attributes);
    }

    /// Unique within a proxy, over both streams.
    String name() {
        return type + "_" + stream.word;
    }
}
