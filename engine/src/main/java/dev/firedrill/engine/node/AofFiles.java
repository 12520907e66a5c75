package dev.firedrill.engine.node;

import dev.firedrill.engine.aof.AofManifest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The files of an append-only log and the manifest that names them: what the manifest on the disk
/// says is what counts after a crash, so a file is there before it is named, and named until it is
/// gone.
final class AofFiles {
    private final NodeContext node;
    private final ArrayDeque<Runnable> stores = new ArrayDeque<>();

    /// As it is on the disk.
    private AofManifest manifest = AofManifest.EMPTY;

    // Never given twice, also when what had the number came to nothing.
    private long incrementSequence;
    private long baseSequence;

    AofFiles(NodeContext node) {
        this.node = node;
    }

    AofManifest manifest() {
        return manifest;
    }

    /// What a start has found.
    void loaded(AofManifest found) {
        manifest = found;
    }

    String folder() {
        return DiskCalls.join(node.config.text("dir"), node.config.text("appenddirname"));
    }

    String manifestName() {
        return node.config.text("appendfilename") + ".manifest";
    }

    private String increment(long sequence) {
        return String.format(
                Locale.ROOT, "%s.%d.incr.aof", node.config.text("appendfilename"), sequence);
    }

    private String base(long sequence) {
        String kind = node.config.yes("aof-use-rdb-preamble") ? "rdb" : "aof";
        return String.format(
                Locale.ROOT, "%s.%d.base.%s", node.config.text("appendfilename"), sequence, kind);
    }

    AofManifest.Part nextIncrement() {
        incrementSequence = Math.max(incrementSequence + 1, manifest.nextIncrement());
        return new AofManifest.Part(increment(incrementSequence), incrementSequence);
    }

    AofManifest.Part nextBase() {
        baseSequence = Math.max(baseSequence + 1, manifest.nextBase());
        return new AofManifest.Part(base(baseSequence), baseSequence);
    }

    String path(String name) {
        return DiskCalls.join(folder(), name);
    }

    /// A process that was killed may have left in the page cache what it had not fsynced. It has
    /// been loaded, so it counts from here on; and what is appended later must not stand behind a
    /// hole.
    void makeDurable(List<AofManifest.Part> increments, Consumer<String> failed, Runnable done) {
        if (increments.isEmpty()) {
            done.run();
            return;
        }
        node.disk.fsync(
                path(increments.getFirst().file()),
                outcome -> {
                    if (outcome instanceof DiskOutcome.Failed no) {
                        failed.accept(no.reason());
                    } else {
                        makeDurable(increments.subList(1, increments.size()), failed, done);
                    }
                });
    }

    /// The file must have its name before the manifest's fsync of the folder: else a loss of power
    /// takes it with everything that was fsynced into it. And it must be empty: a server that died
    /// before its manifest named a file of that name has left its changes in it.
    void create(String name, Consumer<String> failed, Runnable next) {
        String path = path(name);
        Consumer<DiskOutcome> told =
                outcome -> {
                    if (outcome instanceof DiskOutcome.Failed no) {
                        failed.accept(no.reason());
                    } else {
                        next.run();
                    }
                };
        node.disk.delete(
                path,
                DiskCalls.failedOr(
                        told, () -> node.disk.append(path, ByteBuffer.allocate(0), told)));
    }

    /// Whether a log can be begun: its folder is there, and a file can be made in it. The file is
    /// none that a log would use, so that two clients may try at once.
    void tryOut(Consumer<Optional<String>> told) {
        Consumer<String> failed = reason -> told.accept(Optional.of(reason));
        String name = "temp-" + nextIncrement().file();
        node.disk.createFolder(
                folder(),
                outcome -> {
                    if (outcome instanceof DiskOutcome.Failed no) {
                        failed.accept(no.reason());
                        return;
                    }
                    create(
                            name,
                            failed,
                            () -> node.disk.delete(path(name), _ -> told.accept(Optional.empty())));
                });
    }

    /// Deleted first, then no longer named.
    void deleteHistory() {
        if (manifest.history().isEmpty() || node.config.yes("aof-disable-auto-gc")) {
            return;
        }
        for (AofManifest.Part gone : manifest.history()) {
            node.disk.delete(path(gone.file()), _ -> {});
        }
        store(AofManifest::withoutHistory, _ -> {}, () -> {});
    }

    /// One after the other: two that mix their steps would put a mixture in place.
    void store(UnaryOperator<AofManifest> change, Consumer<String> failed, Runnable stored) {
        stores.add(() -> storeNow(change.apply(manifest), failed, stored));
        if (stores.size() == 1) {
            stores.getFirst().run();
        }
    }

    private void storeNow(AofManifest wanted, Consumer<String> failed, Runnable stored) {
        node.disk.replace(
                folder(),
                manifestName(),
                wanted.text().getBytes(StandardCharsets.ISO_8859_1),
                outcome -> {
                    if (outcome instanceof DiskOutcome.Failed no) {
                        failed.accept(no.reason());
                    } else {
                        manifest = wanted;
                        stored.run();
                    }
                    stores.removeFirst();
                    Runnable next = stores.peekFirst();
                    if (next != null) {
                        next.run();
                    }
                });
    }
}
