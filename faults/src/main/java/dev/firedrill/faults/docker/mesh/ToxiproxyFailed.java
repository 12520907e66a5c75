package dev.firedrill.faults.docker.mesh;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A call of Toxiproxy's control API that did not do what it asks for. The message is half a
/// sentence of two parts: what was asked, what was seen.
public final class ToxiproxyFailed extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param asked after "Toxiproxy was asked to"
    /// @param seen with its own subject, for example "it did not answer within 3 s"
    ToxiproxyFailed(String asked, String seen, @Nullable Throwable cause) {
        super("Toxiproxy was asked to " + asked + "; " + seen, cause);
    }

    ToxiproxyFailed(String asked, String seen) {
        super("Toxiproxy was asked to " + asked + "; " + seen);
    }
}
