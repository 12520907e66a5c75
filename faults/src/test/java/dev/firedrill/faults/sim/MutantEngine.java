package dev.firedrill.faults.sim;

import dev.firedrill.engine.node.Node;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;

/// The engine with one [Mutant] in it, and a campaign that runs on it: one edited source file is
/// compiled, and a loader of its own finds what came of it before the engine's own class.
final class MutantEngine implements AutoCloseable {
    private static final Path SOURCES = Path.of("engine/src/main/java/dev/firedrill/engine");

    /// Everything of this project is loaded anew, so that no class of the mutant's world has ever
    /// seen the real engine; the rest is shared.
    private static final class OursFirst extends URLClassLoader {
        OursFirst(URL[] places, ClassLoader parent) {
            super(places, parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known != null) {
                    return known;
                }
                return name.startsWith("dev.firedrill.")
                        ? findClass(name)
                        : super.loadClass(name, resolve);
            }
        }
    }

    private final OursFirst loader;
    private final Method campaign;

    private MutantEngine(OursFirst loader, Method campaign) {
        this.loader = loader;
        this.campaign = campaign;
    }

    /// @param folder an empty one, for what the compiler makes
    /// @throws IllegalStateException when the mutant's text is no longer what stands in the engine
    static MutantEngine with(Mutant mutant, Path folder) throws IOException {
        compile(mutant, folder);
        var places =
                new URL[] {
                    folder.toUri().toURL(),
                    placeOf(Node.class),
                    placeOf(SimLab.class),
                    placeOf(MutantEngine.class)
                };
        var loader = new OursFirst(places, MutantEngine.class.getClassLoader());
        try {
            Class<?> type = loader.loadClass(mutant.campaign.className);
            Method method = type.getDeclaredMethod("wrongOf", long.class);
            method.setAccessible(true);
            return new MutantEngine(loader, method);
        } catch (ReflectiveOperationException missing) {
            loader.close();
            throw new IllegalStateException(missing);
        }
    }

    private static URL placeOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static void compile(Mutant mutant, Path folder) throws IOException {
        Path source = sources().resolve(mutant.source + ".java");
        String edited = edited(mutant, Files.readString(source));
        Path changed =
                Files.writeString(
                        Files.createDirectories(folder.resolve("source"))
                                .resolve(source.getFileName()),
                        edited);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            String classes =
                    pathOf(placeOf(Node.class))
                            + java.io.File.pathSeparator
                            + pathOf(placeOf(NullMarked.class));
            List<String> options =
                    List.of("-proc:none", "-nowarn", "-cp", classes, "-d", folder.toString());
            boolean compiled =
                    compiler.getTask(
                                    said,
                                    files,
                                    null,
                                    options,
                                    null,
                                    files.getJavaFileObjects(changed))
                            .call();
            if (!compiled) {
                throw new IllegalStateException("%s does not compile:%n%s".formatted(mutant, said));
            }
        }
    }

    static String edited(Mutant mutant, String text) {
        int found = text.indexOf(mutant.text);
        if (found < 0 || text.indexOf(mutant.text, found + 1) >= 0) {
            throw new IllegalStateException(
                    ("The planted bug \"%s\" must be planted anew: %s.java has %s%n    %s%n"
                                    + "Change its edit in Mutant.java to the code that does this"
                                    + " now.")
                            .formatted(
                                    mutant,
                                    mutant.source,
                                    found < 0 ? "no longer" : "more than once",
                                    mutant.text));
        }
        return text.substring(0, found)
                + mutant.replacement
                + text.substring(found + mutant.text.length());
    }

    /// From this module's folder or from the project's.
    static Path sources() {
        Path here = Path.of("").toAbsolutePath();
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(SOURCES))) {
                return folder.resolve(SOURCES);
            }
        }
        throw new IllegalStateException("no engine's sources above " + here);
    }

    private static Path pathOf(URL place) {
        try {
            return Path.of(place.toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// What the campaign found wrong with that seed; empty when nothing was.
    String wrongOf(long seed) throws Exception {
        try {
            return (String) campaign.invoke(null, seed);
        } catch (InvocationTargetException thrown) {
            Throwable cause = thrown.getCause();
            if (cause instanceof RuntimeException broken) {
                // A check of the engine's own has stopped it: that is red as well.
                return broken.toString();
            }
            throw thrown;
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
