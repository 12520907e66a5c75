package dev.firedrill.engine.node;

import java.nio.ByteBuffer;
import java.util.List;

/// What became of one disk request.
public sealed interface DiskOutcome {
    record Done() implements DiskOutcome {}

    /// `bytes` belongs to the node from now on.
    record Bytes(ByteBuffer bytes) implements DiskOutcome {}

    record Size(long bytes) implements DiskOutcome {}

    record Names(List<String> names) implements DiskOutcome {}

    /// @param reason what the operating system said, for example `No space left on device`
    /// @param bytesWritten how much of a failed append reached the file
    record Failed(Kind kind, String reason, long bytesWritten) implements DiskOutcome {}

    enum Kind {
        NO_SUCH_FILE,
        NO_SPACE,
        READ_ONLY,
        PERMISSION,
        INPUT_OUTPUT
    }
}
