package dev.firedrill.faults.sim;

import dev.firedrill.engine.node.Disk;
import dev.firedrill.engine.node.DiskTicket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A disk that says "done" of what it has not done, in one way: so the campaign that shall find a
/// bug of that kind in the engine can be seen to find it.
final class LyingDisk implements Disk {
    enum Lie {
        /// As an engine that forgets to fsync its log.
        NO_FSYNC,

        /// As an engine that answers its clients before their change is in the file.
        APPENDS_LATE,

        /// As an engine whose manifest names a file that has no durable name yet.
        NO_NAME_BEFORE_THE_MANIFEST
    }

    private static final String INCREMENT = ".incr.aof";

    private final Disk disk;
    private final Lie lie;
    private @Nullable String latePath;
    private ByteBuffer late = ByteBuffer.allocate(0);

    LyingDisk(Disk disk, Lie lie) {
        this.disk = disk;
        this.lie = lie;
    }

    /// A request that does nothing and is answered "done" in its turn.
    private DiskTicket nothing() {
        return disk.createFolder("nothing");
    }

    @Override
    public DiskTicket append(String path, ByteBuffer bytes) {
        if (!path.endsWith(INCREMENT)) {
            return disk.append(path, bytes);
        }
        return switch (lie) {
            case NO_FSYNC -> disk.append(path, bytes);
            case NO_NAME_BEFORE_THE_MANIFEST ->
                    bytes.hasRemaining() ? disk.append(path, bytes) : nothing();
            case APPENDS_LATE -> {
                if (!bytes.hasRemaining()) {
                    yield disk.append(path, bytes);
                }
                String before = latePath;
                if (before != null) {
                    disk.append(before, late);
                }
                late = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
                latePath = path;
                yield nothing();
            }
        };
    }

    @Override
    public DiskTicket fsync(String path) {
        return lie == Lie.NO_FSYNC && path.endsWith(INCREMENT) ? nothing() : disk.fsync(path);
    }

    @Override
    public DiskTicket read(String path, long offset, int lengthMax) {
        return disk.read(path, offset, lengthMax);
    }

    @Override
    public DiskTicket size(String path) {
        return disk.size(path);
    }

    @Override
    public DiskTicket list(String folder) {
        return disk.list(folder);
    }

    @Override
    public DiskTicket fsyncFolder(String folder) {
        return disk.fsyncFolder(folder);
    }

    @Override
    public DiskTicket truncate(String path, long length) {
        return disk.truncate(path, length);
    }

    @Override
    public DiskTicket rename(String from, String to) {
        return disk.rename(from, to);
    }

    @Override
    public DiskTicket delete(String path) {
        return disk.delete(path);
    }

    @Override
    public DiskTicket createFolder(String folder) {
        return disk.createFolder(folder);
    }
}
