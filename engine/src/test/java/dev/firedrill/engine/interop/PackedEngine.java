package dev.firedrill.engine.interop;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/// The engine's classes in one archive, with a cache of loaded classes (JEP 514), as the launcher
/// and the image have it. A server is ready in half the time with it, and the tests start very
/// many. A cache belongs to archives only: the JVM accepts none for a folder of classes.
///
/// It is an optimisation only: where no cache could be made, servers start from the folder.
final class PackedEngine {
    private static final PackedEngine MADE = make();

    private final List<String> classPath;
    private final List<String> flags;

    private PackedEngine(List<String> classPath, List<String> flags) {
        this.classPath = classPath;
        this.flags = flags;
    }

    static List<String> classPath() {
        return MADE.classPath;
    }

    /// The JVM options that name the cache; empty where there is no cache.
    static List<String> flags() {
        return MADE.flags;
    }

    private static PackedEngine make() {
        List<String> plain = EngineProgram.classPath();
        String classes =
                plain.stream()
                        .filter(entry -> Files.isDirectory(Path.of(entry)))
                        .findAny()
                        .orElseThrow();
        // A JVM in another locale would not find the files.
        if (!classes.matches("\\p{ASCII}*")) {
            return new PackedEngine(plain, List.of());
        }
        try {
            Path folder = Files.createDirectories(Path.of(classes).resolveSibling("packed"));
            Path jar = folder.resolve("engine.jar");
            Path cache = folder.resolve("engine.aot");
            var packed = new ArrayList<>(plain);
            packed.set(plain.indexOf(classes), jar.toString());
            // Several JVMs run tests at once, and one of them makes it for all.
            try (var lock =
                            FileChannel.open(
                                    folder.resolve("lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    var held = lock.lock()) {
                if (held.isValid() && !isOf(cache, Path.of(classes))) {
                    pack(Path.of(classes), jar);
                    train(packed, cache);
                }
            }
            return new PackedEngine(
                    packed, List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
        } catch (IOException failed) {
            System.err.println("servers start without a cache of classes: " + failed);
            return new PackedEngine(plain, List.of());
        }
    }

    /// Whether nothing was compiled since the cache was made.
    private static boolean isOf(Path cache, Path classes) throws IOException {
        if (!Files.exists(cache)) {
            return false;
        }
        try (var files = Files.walk(classes)) {
            long made = Files.getLastModifiedTime(cache).toMillis();
            return files.allMatch(file -> file.toFile().lastModified() < made);
        }
    }

    private static void pack(Path classes, Path jar) throws IOException {
        Path part = jar.resolveSibling("part.jar");
        int exit =
                ToolProvider.findFirst("jar")
                        .orElseThrow(() -> new IOException("no program `jar`"))
                        .run(
                                System.out,
                                System.err,
                                "--create",
                                "--file",
                                part.toString(),
                                "-C",
                                classes.toString(),
                                ".");
        if (exit != 0) {
            throw new IOException("`jar` ended with " + exit);
        }
        Files.move(part, jar, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void train(List<String> classPath, Path cache) throws IOException {
        var command = new ArrayList<String>();
        Path part = cache.resolveSibling("part.aot");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(EngineProgram.QUICK);
        command.addAll(
                List.of(
                        "-Xmx128m",
                        "-XX:AOTCacheOutput=" + part,
                        "-cp",
                        String.join(File.pathSeparator, classPath),
                        EngineProgram.MAIN,
                        "--train"));
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("the training of the cache did not end well");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("the training of the cache was interrupted", stop);
        }
        Files.move(part, cache, StandardCopyOption.ATOMIC_MOVE);
    }
}
