package dev.firedrill.faults.docker;

import dev.firedrill.faults.docker.load.LoadProgram;
import dev.firedrill.faults.load.HeavyLoad;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
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

    /// The packages of these classes.
    private static byte[] jar(Class<?>... members) {
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes)) {
            for (Class<?> member : members) {
                for (var file : ClassFiles.beside(member).entrySet()) {
                    jar.putNextEntry(new JarEntry(file.getKey()));
                    jar.write(file.getValue());
                    jar.closeEntry();
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
