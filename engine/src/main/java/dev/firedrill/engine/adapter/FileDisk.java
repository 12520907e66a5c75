package dev.firedrill.engine.adapter;

import dev.firedrill.engine.node.Disk;
import dev.firedrill.engine.node.DiskOutcome;
import dev.firedrill.engine.node.DiskTicket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// The files of one node. One thread carries the requests out in their order. An append that finds
/// that thread idle is written at once by the caller: it lands in the page cache within
/// microseconds, less than the way to another thread and back.
final class FileDisk implements Disk, AutoCloseable {
    private static final DiskOutcome DONE = new DiskOutcome.Done();

    private final Executor loop;
    private final BiConsumer<DiskTicket, DiskOutcome> completed;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("disk").daemon(true).factory());
    private final OpenFiles files = new OpenFiles();

    /// Touched on the loop only: requests handed to the thread whose outcome is not back yet.
    private int onThread;

    private long tickets;

    /// @param loop the node's event loop: the only thread that makes requests, and the one on which
    ///   `completed` receives their outcomes
    FileDisk(Executor loop, BiConsumer<DiskTicket, DiskOutcome> completed) {
        SystemMessages.inEnglish();
        this.loop = loop;
        this.completed = completed;
    }

    @FunctionalInterface
    private interface Request {
        DiskOutcome carryOut() throws IOException;
    }

    private DiskTicket submit(Request request) {
        var ticket = new DiskTicket(++tickets);
        onThread++;
        thread.execute(() -> {
            DiskOutcome outcome = outcomeOf(request);
            loop.execute(() -> {
                onThread--;
                completed.accept(ticket, outcome);
            });
        });
        return ticket;
    }

    /// Whatever goes wrong is an outcome: the node waits for each, for some of them for ever.
    private static DiskOutcome outcomeOf(Request request) {
        try {
            return request.carryOut();
        } catch (IOException | RuntimeException | Error error) {
            return FileErrors.failed(error, 0);
        }
    }

    @Override
    public DiskTicket append(String path, ByteBuffer bytes) {
        if (onThread == 0) {
            DiskOutcome outcome = outcomeOf(() -> append(FileNames.path(path), bytes));
            bytes.position(bytes.limit());
            var ticket = new DiskTicket(++tickets);
            loop.execute(() -> completed.accept(ticket, outcome));
            return ticket;
        }
        var copy = new WaitingBytes(bytes);
        return submit(() -> {
            try (copy) {
                return append(FileNames.path(path), copy.bytes());
            }
        });
    }

    @Override
    public DiskTicket appendAll(String path, List<ByteBuffer> parts) {
        if (onThread == 0) {
            DiskOutcome outcome = outcomeOf(() -> append(FileNames.path(path), parts));
            var ticket = new DiskTicket(++tickets);
            loop.execute(() -> completed.accept(ticket, outcome));
            return ticket;
        }
        return submit(() -> append(FileNames.path(path), parts));
    }

    private DiskOutcome append(Path path, List<ByteBuffer> parts) throws IOException {
        var buffers = parts.toArray(ByteBuffer[]::new);
        long missing = remaining(buffers);
        FileChannel file = files.forAppending(path);
        try {
            while (remaining(buffers) > 0) {
                file.write(buffers);
            }
            return DONE;
        } catch (IOException error) {
            return FileErrors.failed(error, missing - remaining(buffers));
        }
    }

    private static long remaining(ByteBuffer... buffers) {
        long bytes = 0;
        for (ByteBuffer buffer : buffers) {
            bytes += buffer.remaining();
        }
        return bytes;
    }

    private DiskOutcome append(Path path, ByteBuffer bytes) throws IOException {
        int start = bytes.position();
        FileChannel file = files.forAppending(path);
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            return DONE;
        } catch (IOException | RuntimeException | Error error) {
            return FileErrors.failed(error, (long) bytes.position() - start);
        }
    }

    @Override
    public DiskTicket read(String path, long offset, int lengthMax) {
        return submit(() -> {
            FileChannel file = files.forReading(FileNames.path(path));
            long left = Math.max(0, file.size() - offset);
            var bytes = ByteBuffer.allocate((int) Math.min(lengthMax, left));
            while (bytes.hasRemaining()) {
                if (file.read(bytes, offset + bytes.position()) < 0) {
                    break;
                }
            }
            return new DiskOutcome.Bytes(bytes.flip());
        });
    }

    @Override
    public DiskTicket size(String path) {
        return submit(() -> new DiskOutcome.Size(Files.size(FileNames.path(path))));
    }

    @Override
    public DiskTicket list(String folder) {
        return submit(() -> {
            try (Stream<Path> entries = Files.list(FileNames.path(folder))) {
                List<String> names = entries.map(FileNames::lastBytes).sorted().toList();
                return new DiskOutcome.Names(names);
            }
        });
    }

    @Override
    public DiskTicket fsync(String path) {
        return submit(() -> {
            files.forAppending(FileNames.path(path)).force(false);
            return DONE;
        });
    }

    @Override
    public DiskTicket fsyncFolder(String folder) {
        return submit(() -> {
            try (var opened = FileChannel.open(FileNames.path(folder), StandardOpenOption.READ)) {
                opened.force(true);
            }
            return DONE;
        });
    }

    @Override
    public DiskTicket truncate(String path, long length) {
        return submit(() -> {
            files.forAppending(FileNames.path(path)).truncate(length);
            return DONE;
        });
    }

    @Override
    public DiskTicket rename(String from, String to) {
        return submit(() -> {
            files.forget(FileNames.path(from));
            files.forget(FileNames.path(to));
            Files.move(FileNames.path(from), FileNames.path(to), StandardCopyOption.ATOMIC_MOVE);
            return DONE;
        });
    }

    @Override
    public DiskTicket delete(String path) {
        return submit(() -> {
            files.forget(FileNames.path(path));
            Files.deleteIfExists(FileNames.path(path));
            return DONE;
        });
    }

    @Override
    public DiskTicket createFolder(String folder) {
        return submit(() -> {
            Files.createDirectories(FileNames.path(folder));
            return DONE;
        });
    }

    /// Waits a moment for what is under way, then closes the files.
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        files.close();
    }
}
