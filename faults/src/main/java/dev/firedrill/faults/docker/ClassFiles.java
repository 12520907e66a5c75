package dev.firedrill.faults.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The compiled classes of one package, wherever this process has them from.
final class ClassFiles {
    private static final String SUFFIX = ".class";

    private ClassFiles() {}

    /// @return by path below the class path
    static SortedMap<String, byte[]> beside(Class<?> one) {
        String folder = one.getPackageName().replace('.', '/');
        try {
            Path source = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(source)) {
                return read(source, source.resolve(folder));
            }
            try (var jar = FileSystems.newFileSystem(source)) {
                Path root = jar.getPath("/");
                return read(root, root.resolve(folder));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static SortedMap<String, byte[]> read(Path root, Path folder) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (Stream<Path> found = Files.list(folder)) {
            for (Path file : found.filter(one -> one.toString().endsWith(SUFFIX)).toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                files.put(name, Files.readAllBytes(file));
            }
        }
        return files;
    }
}
