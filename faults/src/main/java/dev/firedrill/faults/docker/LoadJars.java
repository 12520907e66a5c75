package dev.firedrill.faults.docker;

import dev.firedrill.faults.docker.load.LoadProgram;
import dev.firedrill.faults.load.HeavyLoad;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/// The classes of the load's program as jars, taken from where this process has them: the program
/// in a container is then of the same build, whatever the image holds.
final class LoadJars {
    private LoadJars() {}

    /// By file name.
    static Map<String, byte[]> all() {
        var jars = new TreeMap<String, byte[]>();
        jars.put("load.jar", jar(LoadProgram.class, HeavyLoad.class));
        jars.put("histogram.jar", jar(Histogram.class));
        return jars;
    }

    /// The packages of these classes, which come from one place.
    private static byte[] jar(Class<?>... members) {
        try {
            Path place = place(members[0]);
            if (Files.isRegularFile(place)) return Files.readAllBytes(place);
            var bytes = new ByteArrayOutputStream();
            try (var jar = new JarOutputStream(bytes)) {
                for (Class<?> member : members) {
                    add(jar, place, member.getPackageName().replace('.', '/'));
                }
            }
            return bytes.toByteArray();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path place(Class<?> type) {
        CodeSource source = Objects.requireNonNull(type.getProtectionDomain().getCodeSource());
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void add(JarOutputStream jar, Path place, String folder) throws IOException {
        for (Path file : classFiles(place.resolve(folder))) {
            jar.putNextEntry(new JarEntry(folder + "/" + file.getFileName()));
            Files.copy(file, jar);
            jar.closeEntry();
        }
    }

    private static List<Path> classFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".class")).sorted().toList();
        }
    }
}
