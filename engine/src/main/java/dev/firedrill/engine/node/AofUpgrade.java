package dev.firedrill.engine.node;

import dev.firedrill.engine.aof.AofManifest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// Takes over the one append-only file of a server before Redis 7: the manifest names it as the
/// base, then it is moved into the folder. A crash between the two is seen at the next start.
/// Source: behaviour of redis-server 7.0.
final class AofUpgrade {
    private final NodeContext node;
    private final AofLog log;
    private final Consumer<String> fatal;
    private final String name;
    private final String old;

    AofUpgrade(NodeContext node, AofLog log, Consumer<String> fatal) {
        this.node = node;
        this.log = log;
        this.fatal = fatal;
        name = node.config.text("appendfilename");
        old = DiskCalls.join(node.config.text("dir"), name);
    }

    void begin(AofManifest manifest, Consumer<AofManifest> done) {
        boolean halfDone =
                manifest.increments().isEmpty()
                        && manifest.base().isPresent()
                        && manifest.base().get().file().equals(name);
        if (!manifest.isEmpty() && !halfDone) {
            done.accept(manifest);
            return;
        }
        node.disk.size(
                old,
                outcome -> {
                    if (!(outcome instanceof DiskOutcome.Size)) {
                        done.accept(manifest);
                    } else if (!halfDone) {
                        takeOver(done);
                    } else {
                        moveUnlessThere(manifest, done);
                    }
                });
    }

    private void moveUnlessThere(AofManifest manifest, Consumer<AofManifest> done) {
        node.disk.size(
                DiskCalls.join(log.folder(), name),
                outcome -> {
                    if (outcome instanceof DiskOutcome.Size) {
                        done.accept(manifest);
                    } else {
                        move(manifest, done);
                    }
                });
    }

    private void takeOver(Consumer<AofManifest> done) {
        var base = new AofManifest.Part(name, 1);
        var manifest = new AofManifest(Optional.of(base), List.of(), List.of());
        byte[] text = manifest.text().getBytes(StandardCharsets.ISO_8859_1);
        node.disk.createFolder(
                log.folder(),
                orFatal(
                        "Can't create the AOF directory: %s",
                        () ->
                                node.disk.replace(
                                        log.folder(),
                                        log.manifestName(),
                                        text,
                                        orFatal(
                                                "Can't write the AOF manifest: %s",
                                                () -> move(manifest, done)))));
    }

    private void move(AofManifest manifest, Consumer<AofManifest> done) {
        String wrong = "Error trying to move the old AOF file into its directory: %s";
        Runnable moved =
                () -> {
                    node.notice(
                            "Successfully migrated an old-style AOF configuration (%s) into the AOF"
                                    + " directory (%s).",
                            name, node.config.text("appenddirname"));
                    done.accept(manifest);
                };
        Runnable durable = () -> node.disk.fsyncFolder(log.folder(), orFatal(wrong, moved));
        node.disk.rename(old, DiskCalls.join(log.folder(), name), orFatal(wrong, durable));
    }

    private Consumer<DiskOutcome> orFatal(String wrong, Runnable next) {
        return outcome -> {
            if (outcome instanceof DiskOutcome.Failed failed) {
                fatal.accept(String.format(Locale.ROOT, wrong, failed.reason()));
            } else {
                next.run();
            }
        };
    }
}
