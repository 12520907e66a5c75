package dev.firedrill.faults.sim;

import dev.firedrill.engine.node.Disk;
import dev.firedrill.engine.node.DiskOutcome;
import dev.firedrill.engine.node.DiskTicket;
import dev.firedrill.faults.lab.DiskConditions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/// The disk of one machine, which outlives its processes: files in a page cache, and what of them
/// would survive a loss of power. Requests are carried out one after the other, each taking the
/// time that it would.
final class SimDisk implements Disk {
    private static final double MEMORY_BYTES_PER_SECOND = 2e9;
    private static final String PROBE = "/probe";

    /// What a disk that is called full still takes: the rest of a block, so that a write is short.
    private static final int LAST_BLOCK_BYTES = 10;

    private static final DiskOutcome DONE = new DiskOutcome.Done();

    private final EventQueue events;
    private final CostModel costs;
    private final DiskQueue queue;
    private final FileTree files = new FileTree();
    private BiConsumer<DiskTicket, DiskOutcome> completed = (_, _) -> {};
    private int generation;
    private long tickets;
    private long probes;
    private DiskConditions conditions = DiskConditions.UNDISTURBED;
    private int freeBytes;

    /// A file that is mounted from outside can be neither replaced nor deleted.
    private String mounted = "";

    private final Runnable crash;

    /// @param crash ends the process that runs on this machine
    SimDisk(EventQueue events, Runnable crash, CostModel costs) {
        this.events = events;
        this.costs = costs;
        queue = new DiskQueue(events);
        this.crash = crash;
    }

    /// A new process: what the last one had asked for and was not begun is forgotten.
    void openedBy(BiConsumer<DiskTicket, DiskOutcome> told) {
        generation++;
        completed = told;
    }

    void closed() {
        generation++;
    }

    DiskConditions conditions() {
        return conditions;
    }

    /// From here on the disk behaves like that.
    void follow(DiskConditions wanted) {
        if (wanted.full() != conditions.full()) {
            freeBytes = wanted.full() ? LAST_BLOCK_BYTES : 0;
        }
        conditions = wanted;
    }

    void mount(String path) {
        mounted = path;
    }

    double bytesPerSecond() {
        OptionalLong limit = conditions.bytesPerSecond();
        return limit.isPresent() ? limit.getAsLong() : costs.diskBytesPerSecond();
    }

    private DiskTicket request(double nanos, Supplier<DiskOutcome> effect) {
        return request(() -> nanos, effect);
    }

    private DiskTicket request(DoubleSupplier nanos, Supplier<DiskOutcome> effect) {
        var ticket = new DiskTicket(++tickets);
        int asked = generation;
        queue.add(
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

    private static DiskOutcome.Failed failed(DiskOutcome.Kind kind, String reason) {
        return new DiskOutcome.Failed(kind, reason, 0);
    }

    private static DiskOutcome.Failed readOnly() {
        return failed(DiskOutcome.Kind.READ_ONLY, "Read-only file system");
    }

    private static DiskOutcome.Failed busy() {
        return failed(DiskOutcome.Kind.INPUT_OUTPUT, "Device or resource busy");
    }

    private static DiskOutcome.Failed inputOutput() {
        return failed(DiskOutcome.Kind.INPUT_OUTPUT, "Input/output error");
    }

    private static DiskOutcome.Failed noSpace(int through) {
        return new DiskOutcome.Failed(
                DiskOutcome.Kind.NO_SPACE, "No space left on device", through);
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
                    FileContent file = files.get(plain(path));
                    if (file == null) {
                        return missing();
                    }
                    int from = (int) Math.min(offset, file.length);
                    int to = (int) Math.min((long) from + lengthMax, file.length);
                    return new DiskOutcome.Bytes(ByteBuffer.wrap(file.copy(from, to)));
                });
    }

    @Override
    public DiskTicket size(String path) {
        return request(
                0,
                () -> {
                    FileContent file = files.get(plain(path));
                    return file == null ? missing() : new DiskOutcome.Size(file.length);
                });
    }

    @Override
    public DiskTicket list(String folder) {
        return request(0, () -> new DiskOutcome.Names(files.namesIn(plain(folder))));
    }

    @Override
    public DiskTicket append(String path, ByteBuffer bytes) {
        byte[] copied = new byte[bytes.remaining()];
        bytes.get(copied);
        return request(appendNanos(copied), () -> appendedOrTorn(path, copied));
    }

    private DiskOutcome appendedOrTorn(String path, byte[] bytes) {
        OptionalInt kept = conditions.crashAfterBytes();
        if (kept.isEmpty()) {
            return appended(path, bytes);
        }
        DiskOutcome torn =
                appended(path, Arrays.copyOf(bytes, Math.min(kept.getAsInt(), bytes.length)));
        crash.run();
        return torn;
    }

    private static double appendNanos(byte[] bytes) {
        return bytes.length * 1e9 / MEMORY_BYTES_PER_SECOND;
    }

    private DiskOutcome appended(String path, byte[] bytes) {
        if (conditions.readOnly()) {
            return readOnly();
        }
        if (conditions.failsWrite()) {
            return inputOutput();
        }
        FileContent file = files.getOrCreate(plain(path));
        if (conditions.full() && bytes.length > freeBytes) {
            int through = freeBytes;
            freeBytes = 0;
            file.append(bytes, through);
            return noSpace(through);
        }
        freeBytes -= conditions.full() ? bytes.length : 0;
        file.append(bytes, bytes.length);
        return DONE;
    }

    @Override
    public DiskTicket fsync(String path) {
        return request(() -> fsyncNanos(path), () -> fsynced(path));
    }

    /// For what is dirty when the fsync begins, and at the rate that the disk has then.
    private double fsyncNanos(String path) {
        FileContent known = files.get(plain(path));
        long dirty = known == null ? 0 : known.length - known.durable;
        return costs.fsyncNanos()
                + conditions.fsyncDelay().toNanos()
                + dirty * 1e9 / bytesPerSecond();
    }

    private DiskOutcome fsynced(String path) {
        FileContent file = files.get(plain(path));
        if (file == null) {
            return missing();
        }
        if (conditions.failsFsync()) {
            file.fsyncFailed();
            return inputOutput();
        }
        file.durable = file.length;
        return DONE;
    }

    @Override
    public DiskTicket fsyncFolder(String folder) {
        return request(
                () -> costs.fsyncNanos() + conditions.fsyncDelay().toNanos(),
                () -> {
                    if (conditions.failsFsync()) {
                        return inputOutput();
                    }
                    files.syncNames(plain(folder));
                    return DONE;
                });
    }

    @Override
    public DiskTicket truncate(String path, long length) {
        return request(
                0,
                () -> {
                    if (!files.has(plain(path))) {
                        return missing();
                    }
                    if (!takesChanges()) {
                        return refusal();
                    }
                    long before = files.bytes(plain(path));
                    files.truncate(plain(path), length);
                    freeBytes += conditions.full() ? (int) (before - files.bytes(plain(path))) : 0;
                    return DONE;
                });
    }

    /// Linux refuses on a read-only file system before it looks for the file.
    @Override
    public DiskTicket rename(String from, String to) {
        return request(
                0,
                () -> {
                    if (conditions.readOnly()) {
                        return readOnly();
                    }
                    if (!files.has(plain(from))) {
                        return missing();
                    }
                    if (plain(to).equals(mounted) || plain(from).equals(mounted)) {
                        return busy();
                    }
                    if (!takesChanges()) {
                        return refusal();
                    }
                    files.rename(plain(from), plain(to));
                    return DONE;
                });
    }

    @Override
    public DiskTicket delete(String path) {
        return request(
                0,
                () -> {
                    if (conditions.readOnly()) {
                        return readOnly();
                    }
                    if (!files.has(plain(path))) {
                        return DONE;
                    }
                    if (plain(path).equals(mounted)) {
                        return busy();
                    }
                    if (!takesChanges()) {
                        return refusal();
                    }
                    files.remove(plain(path));
                    return DONE;
                });
    }

    /// A folder that is there already needs no change.
    @Override
    public DiskTicket createFolder(String folder) {
        return request(
                0,
                () -> {
                    if (files.hasFolder(plain(folder))) {
                        return DONE;
                    }
                    if (!takesChanges()) {
                        return refusal();
                    }
                    if (conditions.full()) {
                        return noSpace(0);
                    }
                    files.createFolder(plain(folder));
                    return DONE;
                });
    }

    /// Whether names and lengths of files can change: metadata is written like data.
    private boolean takesChanges() {
        return !conditions.readOnly() && !conditions.failsWrite();
    }

    private DiskOutcome refusal() {
        return conditions.readOnly() ? readOnly() : inputOutput();
    }

    // The world's side.

    /// What lies on the disk: to look at, and for what happens to files without any process.
    FileTree files() {
        return files;
    }

    void losePower() {
        files.losePower();
        queue.dropAll();
    }

    /// Told how a probe ended and how long it took from its own turn.
    interface Probed {
        void told(DiskOutcome outcome, long tookNanos);
    }

    /// For measuring a fault: a write of that many bytes and an fsync, as any program on this
    /// machine would do them, behind everything that waits.
    void probe(int bytes, Probed probed) {
        byte[] content = new byte[bytes];
        String name = PROBE + ++probes;
        queue.add(
                () -> appendNanos(content),
                () -> {
                    int freeBefore = freeBytes;
                    DiskOutcome written = appended(name, content);
                    if (written instanceof DiskOutcome.Failed) {
                        files.remove(name);
                        freeBytes = freeBefore;
                        probed.told(written, 0);
                        return;
                    }
                    long[] turn = {events.nowNanos()};
                    queue.add(
                            () -> {
                                turn[0] = events.nowNanos();
                                return fsyncNanos(name);
                            },
                            () -> {
                                DiskOutcome synced = fsynced(name);
                                files.remove(name);
                                probed.told(synced, events.nowNanos() - turn[0]);
                            });
                });
    }
}
