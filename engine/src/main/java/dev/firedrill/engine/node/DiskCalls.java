package dev.firedrill.engine.node;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The disk with a continuation for each request: what comes next stands beside what was asked.
final class DiskCalls {
    private final Disk disk;
    private final Map<DiskTicket, Consumer<DiskOutcome>> waiting = new LinkedHashMap<>();

    private long replacements;

    DiskCalls(Disk disk) {
        this.disk = disk;
    }

    private void then(DiskTicket ticket, Consumer<DiskOutcome> next) {
        waiting.put(ticket, next);
    }

    void completed(DiskTicket ticket, DiskOutcome outcome) {
        Consumer<DiskOutcome> next = waiting.remove(ticket);
        if (next != null) {
            next.accept(outcome);
        }
    }

    void read(String path, long offset, int lengthMax, Consumer<DiskOutcome> next) {
        then(disk.read(path, offset, lengthMax), next);
    }

    void size(String path, Consumer<DiskOutcome> next) {
        then(disk.size(path), next);
    }

    void append(String path, ByteBuffer bytes, Consumer<DiskOutcome> next) {
        then(disk.append(path, bytes), next);
    }

    void appendAll(String path, List<ByteBuffer> parts, Consumer<DiskOutcome> next) {
        then(disk.appendAll(path, parts), next);
    }

    void fsync(String path, Consumer<DiskOutcome> next) {
        then(disk.fsync(path), next);
    }

    void fsyncFolder(String folder, Consumer<DiskOutcome> next) {
        then(disk.fsyncFolder(folder), next);
    }

    void truncate(String path, long length, Consumer<DiskOutcome> next) {
        then(disk.truncate(path, length), next);
    }

    void rename(String from, String to, Consumer<DiskOutcome> next) {
        then(disk.rename(from, to), next);
    }

    void delete(String path, Consumer<DiskOutcome> next) {
        then(disk.delete(path), next);
    }

    void createFolder(String folder, Consumer<DiskOutcome> next) {
        then(disk.createFolder(folder), next);
    }

    /// Puts a small file in the place of another, so that after a crash it is the old one or the
    /// new one, whole: temporary file, fsync, rename, fsync of the folder. When that fails the old
    /// file stands and the temporary one is gone.
    void replace(String folder, String name, byte[] text, Consumer<DiskOutcome> next) {
        String path = join(folder, name);
        // A second replacement may begin before the first has ended.
        String temporary = join(folder, "temp-" + ++replacements + "-" + name);
        Consumer<DiskOutcome> cleared =
                outcome -> {
                    if (outcome instanceof DiskOutcome.Failed) {
                        delete(temporary, _ -> next.accept(outcome));
                    } else {
                        next.accept(outcome);
                    }
                };
        Consumer<DiskOutcome> whole = failedOr(cleared, () -> fsyncFolder(folder, next));
        Consumer<DiskOutcome> synced = failedOr(cleared, () -> rename(temporary, path, whole));
        Consumer<DiskOutcome> written = failedOr(cleared, () -> fsync(temporary, synced));
        delete(temporary, failedOr(next, () -> append(temporary, ByteBuffer.wrap(text), written)));
    }

    /// Runs `onward` after a success; passes a failure to `next` at once.
    static Consumer<DiskOutcome> failedOr(Consumer<DiskOutcome> next, Runnable onward) {
        return outcome -> {
            if (outcome instanceof DiskOutcome.Failed) {
                next.accept(outcome);
            } else {
                onward.run();
            }
        };
    }

    static String join(String folder, String name) {
        return folder.isEmpty() || name.startsWith("/") ? name : folder + "/" + name;
    }

    static String folderOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
    }

    static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
