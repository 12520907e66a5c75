package dev.firedrill.engine.node;

import dev.firedrill.engine.aof.AofManifest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The append-only log of one server: which files it consists of, and its rewriting into a new
/// base.
///
/// ```
/// off ---- on at run time, or a first start ----> first base being written ---> on
///                                                  (changes go to increment 1)    |  ^
///                                                                    rewrite      v  |
///     manifest names the next increment -> changes go there, base is written -> manifest
///     names the new base and that increment alone; what it no longer names is deleted
/// ```
final class AofLog {
    private static final int PERCENT = 100;

    private final NodeContext node;
    private AofManifest manifest = AofManifest.EMPTY;
    private @Nullable AppendOnlyFile file;
    private boolean rewriting;
    private boolean lastRewriteFailed;
    private long baseBytes;

    AofLog(NodeContext node) {
        this.node = node;
    }

    @Nullable AppendOnlyFile file() {
        return file;
    }

    boolean on() {
        return file != null;
    }

    boolean rewriting() {
        return rewriting;
    }

    boolean lastRewriteFailed() {
        return lastRewriteFailed;
    }

    long baseBytes() {
        return baseBytes;
    }

    long bytes() {
        AppendOnlyFile present = file;
        return baseBytes + (present == null ? 0 : present.fileBytes());
    }

    String folder() {
        return DiskCalls.join(node.config.text("dir"), node.config.text("appenddirname"));
    }

    String manifestName() {
        return node.config.text("appendfilename") + ".manifest";
    }

    private String increment(long sequence) {
        return "%s.%d.incr.aof".formatted(node.config.text("appendfilename"), sequence);
    }

    private String base(long sequence) {
        return "%s.%d.base.rdb".formatted(node.config.text("appendfilename"), sequence);
    }

    /// Goes on with a log that was loaded.
    void continueWith(AofManifest loaded, long loadedBaseBytes, long lastIncrementBytes) {
        manifest = loaded;
        baseBytes = loadedBaseBytes;
        if (loaded.increments().isEmpty()) {
            rewrite(() -> {});
            return;
        }
        String last = loaded.increments().getLast().file();
        file = new AppendOnlyFile(node, DiskCalls.join(folder(), last), lastIncrementBytes);
    }

    /// Begins a log with what is in memory now; `done` once a crash would find it.
    void begin(Runnable done) {
        rewriting = true;
        node.disk.createFolder(
                folder(),
                outcome -> {
                    if (outcome instanceof DiskOutcome.Failed failed) {
                        ended(Optional.of(failed.reason()));
                        done.run();
                        return;
                    }
                    long sequence = manifest.nextIncrement();
                    var first = new AofManifest.Part(increment(sequence), sequence);
                    file = new AppendOnlyFile(node, DiskCalls.join(folder(), first.file()), 0);
                    node.propagation.fileSelectAgain();
                    // The file must have its name before the folder is fsynced for the manifest:
                    // else a loss of power takes it with everything that was fsynced into it.
                    create(first.file(), done, () -> writeBase(List.of(first), done));
                });
    }

    private void create(String name, Runnable failedDone, Runnable next) {
        node.disk.append(
                DiskCalls.join(folder(), name),
                ByteBuffer.allocate(0),
                outcome -> {
                    if (outcome instanceof DiskOutcome.Failed failed) {
                        ended(Optional.of(failed.reason()));
                        failedDone.run();
                    } else {
                        next.run();
                    }
                });
    }

    void off() {
        AppendOnlyFile present = file;
        if (present != null) {
            file = null;
            present.finish(() -> {});
        }
    }

    /// A new base in place of everything so far.
    void rewrite(Runnable done) {
        AppendOnlyFile present = file;
        if (present == null) {
            begin(done);
            return;
        }
        rewriting = true;
        long sequence = manifest.nextIncrement();
        var next = new AofManifest.Part(increment(sequence), sequence);
        AofManifest both = manifest.withIncrement(next);
        // Before a change goes to the next increment the manifest must name it: else a crash
        // would lose what was acknowledged.
        Runnable named =
                () -> {
                    present.continueIn(DiskCalls.join(folder(), next.file()));
                    node.propagation.fileSelectAgain();
                    writeBase(List.of(next), done);
                };
        create(next.file(), done, () -> store(both, named, done));
    }

    private void store(AofManifest wanted, Runnable stored, Runnable failedDone) {
        node.disk.replace(
                folder(),
                manifestName(),
                wanted.text().getBytes(StandardCharsets.UTF_8),
                outcome -> {
                    if (outcome instanceof DiskOutcome.Failed failed) {
                        ended(Optional.of(failed.reason()));
                        failedDone.run();
                    } else {
                        manifest = wanted;
                        stored.run();
                    }
                });
    }

    private void writeBase(List<AofManifest.Part> increments, Runnable done) {
        if (node.snapshots.running()) {
            // Another snapshot is under way; the log is whole without a new base, only longer.
            node.snapshots.whenFree(() -> writeBase(increments, done));
            return;
        }
        long sequence = manifest.nextBase();
        var part = new AofManifest.Part(base(sequence), sequence);
        node.notice("Background append only file rewriting started");
        node.snapshots.save(
                Snapshots.Purpose.AOF_REWRITE,
                folder(),
                part.file(),
                (bytes, failure) -> {
                    if (failure.isPresent()) {
                        ended(failure);
                        done.run();
                        return;
                    }
                    based(part, bytes, increments, done);
                });
    }

    private void based(
            AofManifest.Part part, long bytes, List<AofManifest.Part> increments, Runnable done) {
        AofManifest before = manifest;
        var kept = new ArrayList<>(increments);
        store(
                new AofManifest(Optional.of(part), kept),
                () -> {
                    baseBytes = bytes;
                    for (String gone : before.filesNotIn(manifest)) {
                        node.disk.delete(DiskCalls.join(folder(), gone), _ -> {});
                    }
                    ended(Optional.empty());
                    done.run();
                },
                done);
    }

    private void ended(Optional<String> failure) {
        rewriting = false;
        lastRewriteFailed = failure.isPresent();
        if (failure.isPresent()) {
            node.warning("Background AOF rewrite terminated with error: %s", failure.get());
        } else {
            node.notice("Background AOF rewrite finished successfully");
        }
    }

    /// The rule of automatic growth.
    void cron() {
        AppendOnlyFile present = file;
        if (present == null) {
            return;
        }
        present.settle();
        long percentage = node.config.number("auto-aof-rewrite-percentage");
        if (percentage == 0 || rewriting || node.snapshots.running()) {
            return;
        }
        long least = Math.max(1, baseBytes);
        long growth = bytes() * PERCENT / least - PERCENT;
        if (bytes() > node.config.number("auto-aof-rewrite-min-size") && growth >= percentage) {
            node.notice("Starting automatic rewriting of AOF on %d%% growth", growth);
            rewrite(() -> {});
        }
    }
}
