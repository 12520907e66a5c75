package dev.firedrill.engine.adapter;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/// The files that a node has in use, kept open between requests; the one used longest ago is closed
/// first. Locked, because appends come from the loop and everything else from the disk's thread.
final class OpenFiles implements AutoCloseable {
    private static final int OPEN_MAX = 16;

    private final Map<Path, FileChannel> appending = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Path, FileChannel> reading = new LinkedHashMap<>(16, 0.75f, true);

    synchronized FileChannel forAppending(Path path) throws IOException {
        FileChannel known = appending.get(path);
        if (known != null) {
            return known;
        }
        var opened =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND);
        remember(appending, path, opened);
        return opened;
    }

    synchronized FileChannel forReading(Path path) throws IOException {
        FileChannel known = reading.get(path);
        if (known != null) {
            return known;
        }
        var opened = FileChannel.open(path, StandardOpenOption.READ);
        remember(reading, path, opened);
        return opened;
    }

    private static void remember(Map<Path, FileChannel> open, Path path, FileChannel file)
            throws IOException {
        if (open.size() >= OPEN_MAX) {
            Path oldest = open.keySet().iterator().next();
            FileChannel closing = open.remove(oldest);
            if (closing != null) {
                closing.close();
            }
        }
        open.put(path, file);
    }

    /// Before the name comes to mean another file.
    synchronized void forget(Path path) throws IOException {
        FileChannel written = appending.remove(path);
        if (written != null) {
            written.close();
        }
        FileChannel read = reading.remove(path);
        if (read != null) {
            read.close();
        }
    }

    @Override
    public synchronized void close() {
        for (var open : java.util.List.of(appending, reading)) {
            for (FileChannel file : open.values()) {
                try {
                    file.close();
                } catch (IOException _) {
                    // The process ends: what had to be durable was fsynced before, by request.
                }
            }
            open.clear();
        }
    }
}
