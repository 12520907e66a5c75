package dev.firedrill.faults.sim;

import dev.firedrill.engine.node.Disk;
import dev.firedrill.engine.node.DiskOutcome;
import dev.firedrill.engine.node.DiskTicket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// The disk of one machine, which outlives its processes: files in a page cache, and what of them
/// would survive a loss of power. Requests are carried out one after the other, each taking the
/// time that it would.
final class SimDisk implements Disk {
    private static final double MEMORY_BYTES_PER_SECOND = 2e9;
    private static final double OWN_BYTES_PER_SECOND = 200e6;
    private static final long OWN_FSYNC_NANOS = 1_000_000;
    private static final long CALL_NANOS = 5_000;
    private static final String PROBE = "/probe";

    /// What a disk that is called full still takes: the rest of a block, so that a write is short.
    private static final int LAST_BLOCK_BYTES = 10;

    private static final DiskOutcome DONE = new DiskOutcome.Done();

    /// A file: its bytes, and how many of them are durable.
    private static final class Content {
        byte[] bytes = new byte[64];
        int length;
        int durable;

        /// What a failed fsync threw away: in the page cache still, and on the disk never, whatever
        /// a later fsync says. Pairs of begin and end.
        final List<int[]> lost = new ArrayList<>();

        void append(byte[] more, int count) {
            if (bytes.length - length < count) {
                bytes = java.util.Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
            }
            System.arraycopy(more, 0, bytes, length, count);
            length += count;
        }

        /// Linux marks the pages clean all the same, so the next fsync succeeds.
        void fsyncFailed() {
            lost.add(new int[] {durable, length});
            durable = length;
        }

        void truncate(int to) {
            length = Math.min(length, to);
            durable = Math.min(durable, length);
            lost.removeIf(range -> range[0] >= length);
            lost.forEach(range -> range[1] = Math.min(range[1], length));
        }

        void losePower() {
            length = durable;
            for (int[] range : lost) {
                java.util.Arrays.fill(bytes, range[0], Math.min(range[1], length), (byte) 0);
            }
            lost.clear();
        }
    }

    private final EventQueue events;
    private TreeMap<String, Content> files = new TreeMap<>();
    private TreeMap<String, Content> durableNames = new TreeMap<>();
    private BiConsumer<DiskTicket, DiskOutcome> completed = (_, _) -> {};
    private int generation;
    private long tickets;
    private long freeAtNanos;
    private double bytesPerSecond = OWN_BYTES_PER_SECOND;

    long fsyncDelayNanos;
    boolean failsFsync;
    boolean failsWrite;
    boolean readOnly;
    private boolean full;
    private int freeBytes;

    /// The process dies in its next write, of which that many bytes get through; negative for not.
    int crashAfterBytes = -1;

    private Runnable crash = () -> {};

    SimDisk(EventQueue events) {
        this.events = events;
    }

    /// A new process: what the last one had asked for and was not begun is forgotten.
    void openedBy(BiConsumer<DiskTicket, DiskOutcome> told, Runnable crashes) {
        generation++;
        completed = told;
        crash = crashes;
    }

    void closed() {
        generation++;
    }

    void full(boolean yes) {
        full = yes;
        freeBytes = yes ? LAST_BLOCK_BYTES : 0;
    }

    void throttle(long rate) {
        bytesPerSecond = rate;
    }

    void ownRate() {
        bytesPerSecond = OWN_BYTES_PER_SECOND;
    }

    private DiskTicket request(double nanos, Supplier<DiskOutcome> effect) {
        var ticket = new DiskTicket(++tickets);
        int asked = generation;
        inTurn(
                nanos,
                () -> {
                    if (asked == generation) {
                        DiskOutcome outcome = effect.get();
                        if (asked == generation) {
                            completed.accept(ticket, outcome);
                        }
                    }
                });
        return ticket;
    }

    /// Behind everything that waits already.
    private void inTurn(double nanos, Runnable task) {
        freeAtNanos = Math.max(freeAtNanos, events.nowNanos()) + CALL_NANOS + (long) nanos;
        events.at(freeAtNanos, task);
    }

    private static DiskOutcome.Failed failed(DiskOutcome.Kind kind, String reason) {
        return new DiskOutcome.Failed(kind, reason, 0);
    }

    private static DiskOutcome missing() {
        return failed(DiskOutcome.Kind.NO_SUCH_FILE, "No such file or directory");
    }

    private static String plain(String path) {
        return path.startsWith("./") ? path.substring(2) : path;
    }

    @Override
    public DiskTicket read(String path, long offset, int lengthMax) {
        return request(
                lengthMax * 1e9 / MEMORY_BYTES_PER_SECOND,
                () -> {
                    Content file = files.get(plain(path));
                    if (file == null) {
                        return missing();
                    }
                    int from = (int) Math.min(offset, file.length);
                    int to = (int) Math.min((long) from + lengthMax, file.length);
                    return new DiskOutcome.Bytes(
                            ByteBuffer.wrap(java.util.Arrays.copyOfRange(file.bytes, from, to)));
                });
    }

    @Override
    public DiskTicket size(String path) {
        return request(
                0,
                () -> {
                    Content file = files.get(plain(path));
                    return file == null ? missing() : new DiskOutcome.Size(file.length);
                });
    }

    @Override
    public DiskTicket list(String folder) {
        return request(
                0,
                () -> {
                    var names = new ArrayList<String>();
                    String prefix = plain(folder) + "/";
                    for (String path : files.keySet()) {
                        if (path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0) {
                            names.add(path.substring(prefix.length()));
                        }
                    }
                    return new DiskOutcome.Names(names);
                });
    }

    @Override
    public DiskTicket append(String path, ByteBuffer bytes) {
        byte[] copied = new byte[bytes.remaining()];
        bytes.get(copied);
        return request(appendNanos(copied), () -> appended(path, copied));
    }

    private static double appendNanos(byte[] bytes) {
        return bytes.length * 1e9 / MEMORY_BYTES_PER_SECOND;
    }

    private DiskOutcome appended(String path, byte[] bytes) {
        if (readOnly) {
            return failed(DiskOutcome.Kind.READ_ONLY, "Read-only file system");
        }
        if (failsWrite) {
            return failed(DiskOutcome.Kind.INPUT_OUTPUT, "Input/output error");
        }
        Content file = files.computeIfAbsent(plain(path), _ -> new Content());
        if (full && bytes.length > freeBytes) {
            int through = freeBytes;
            freeBytes = 0;
            file.append(bytes, through);
            return new DiskOutcome.Failed(
                    DiskOutcome.Kind.NO_SPACE, "No space left on device", through);
        }
        freeBytes -= full ? bytes.length : 0;
        if (crashAfterBytes >= 0) {
            file.append(bytes, Math.min(crashAfterBytes, bytes.length));
            crashAfterBytes = -1;
            crash.run();
            return DONE;
        }
        file.append(bytes, bytes.length);
        return DONE;
    }

    @Override
    public DiskTicket fsync(String path) {
        return request(fsyncNanos(path), () -> fsynced(path));
    }

    /// What is written between now and the fsync's turn is charged to the next one.
    private double fsyncNanos(String path) {
        Content known = files.get(plain(path));
        long dirty = known == null ? 0 : known.length - known.durable;
        return OWN_FSYNC_NANOS + fsyncDelayNanos + dirty * 1e9 / bytesPerSecond;
    }

    private DiskOutcome fsynced(String path) {
        Content file = files.get(plain(path));
        if (file == null) {
            return missing();
        }
        if (failsFsync) {
            file.fsyncFailed();
            return failed(DiskOutcome.Kind.INPUT_OUTPUT, "Input/output error");
        }
        file.durable = file.length;
        return DONE;
    }

    @Override
    public DiskTicket fsyncFolder(String folder) {
        return request(
                (double) (OWN_FSYNC_NANOS + fsyncDelayNanos),
                () -> {
                    if (failsFsync) {
                        return failed(DiskOutcome.Kind.INPUT_OUTPUT, "Input/output error");
                    }
                    syncNames(plain(folder) + "/");
                    return DONE;
                });
    }

    private void syncNames(String prefix) {
        durableNames.keySet().removeIf(path -> inFolder(path, prefix));
        files.forEach((path, file) -> {
            if (inFolder(path, prefix)) {
                durableNames.put(path, file);
            }
        });
    }

    private static boolean inFolder(String path, String prefix) {
        return prefix.equals("./")
                ? path.indexOf('/') < 0
                : path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0;
    }

    @Override
    public DiskTicket truncate(String path, long length) {
        return request(
                0,
                () -> {
                    if (readOnly) {
                        return failed(DiskOutcome.Kind.READ_ONLY, "Read-only file system");
                    }
                    long before = bytes(plain(path));
                    truncateNow(plain(path), length);
                    freeBytes += full ? (int) (before - bytes(plain(path))) : 0;
                    return DONE;
                });
    }

    @Override
    public DiskTicket rename(String from, String to) {
        return request(
                0,
                () -> {
                    if (readOnly) {
                        return failed(DiskOutcome.Kind.READ_ONLY, "Read-only file system");
                    }
                    Content file = files.remove(plain(from));
                    if (file == null) {
                        return missing();
                    }
                    files.put(plain(to), file);
                    return DONE;
                });
    }

    @Override
    public DiskTicket delete(String path) {
        return request(
                0,
                () -> {
                    files.remove(plain(path));
                    return DONE;
                });
    }

    @Override
    public DiskTicket createFolder(String folder) {
        return request(0, () -> DONE);
    }

    // The world's side.

    void losePower() {
        files = new TreeMap<>(durableNames);
        files.values().forEach(Content::losePower);
        freeAtNanos = events.nowNanos();
    }

    /// An operator's editor: whole and durable.
    void put(String path, byte[] bytes) {
        var file = new Content();
        file.append(bytes, bytes.length);
        file.durable = file.length;
        files.put(path, file);
        durableNames.put(path, file);
    }

    byte[] get(String path) {
        Content file = files.get(path);
        return file == null ? new byte[0] : java.util.Arrays.copyOf(file.bytes, file.length);
    }

    boolean exists(String path) {
        return files.containsKey(path);
    }

    long bytes(String path) {
        Content file = files.get(path);
        return file == null ? 0 : file.length;
    }

    void truncateNow(String path, long length) {
        Content file = files.get(path);
        if (file != null && file.length > length) {
            file.truncate((int) length);
        }
    }

    void flip(String path, long offset, int bit) {
        Content file = files.get(path);
        if (file != null && offset < file.length) {
            file.bytes[(int) offset] ^= (byte) (1 << bit);
        }
    }

    /// Told how a probe ended and how long it took from its own turn.
    interface Probed {
        void told(DiskOutcome outcome, long tookNanos);
    }

    /// For measuring a fault: a write of that many bytes and an fsync, as any program on this
    /// machine would do them, behind everything that waits.
    void probe(int bytes, Probed probed) {
        byte[] content = new byte[bytes];
        inTurn(
                appendNanos(content),
                () -> {
                    int freeBefore = freeBytes;
                    DiskOutcome written = appended(PROBE, content);
                    if (written instanceof DiskOutcome.Failed) {
                        files.remove(PROBE);
                        freeBytes = freeBefore;
                        probed.told(written, 0);
                        return;
                    }
                    long turn = Math.max(freeAtNanos, events.nowNanos());
                    inTurn(
                            fsyncNanos(PROBE),
                            () -> {
                                DiskOutcome synced = fsynced(PROBE);
                                files.remove(PROBE);
                                probed.told(synced, events.nowNanos() - turn);
                            });
                });
    }

    List<String> paths() {
        return List.copyOf(files.keySet());
    }
}
