package dev.firedrill.engine.node;

import java.nio.ByteBuffer;
import java.util.List;

/// What a node asks of its files. Every call returns at once with a ticket; the outcome comes back
/// through [Node#completed], never from inside the call. Operations are carried out in the order of
/// the calls, one after the other, as by one thread: an append behind a slow fsync waits for it, as
/// `write(2)` does behind `fsync(2)` on the same file.
///
/// Paths are given whole (`dir` is already joined); relative ones are relative to where the process
/// was started.
public interface Disk {
    /// Answered by [DiskOutcome.Bytes] with at most `lengthMax` bytes; fewer at the end, none past
    // it.
    DiskTicket read(String path, long offset, int lengthMax);

    /// Answered by [DiskOutcome.Size].
    DiskTicket size(String path);

    /// Answered by [DiskOutcome.Names]: the plain names in a folder, sorted.
    DiskTicket list(String folder);

    /// Creates the file if needed. The bytes are taken before this returns. A short write is a
    /// [DiskOutcome.Failed] that says how many bytes got through.
    DiskTicket append(String path, ByteBuffer bytes);

    /// The same for bytes that lie in several places, as one append. They must stay as they are
    /// until the outcome is known: what is long is not copied.
    default DiskTicket appendAll(String path, List<ByteBuffer> parts) {
        int length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        var whole = ByteBuffer.allocate(length);
        parts.forEach(whole::put);
        return append(path, whole.flip());
    }

    /// Answered when the file's bytes would survive a loss of power.
    DiskTicket fsync(String path);

    /// The same for names: creations, renames and deletions in the folder.
    DiskTicket fsyncFolder(String folder);

    DiskTicket truncate(String path, long length);

    /// Replaces the target if it exists.
    DiskTicket rename(String from, String to);

    /// No error when there is nothing to delete.
    DiskTicket delete(String path);

    DiskTicket createFolder(String folder);
}
