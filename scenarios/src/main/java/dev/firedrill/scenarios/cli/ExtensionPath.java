package dev.firedrill.scenarios.cli;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--classpath`: jars and folders with scenarios, faults, workloads, judges, findings and
/// renderers of a user. They have to be known before the command line is parsed, since scenarios
/// add options to it.
final class ExtensionPath {
    private static final String OPTION = "--classpath";

    /// The name of the loader of what is found there.
    private static final String LOADER = "extensions";

    private static final String EVERY_JAR = "*";

    @Option(
            names = OPTION,
            paramLabel = "PATH",
            description =
                    "Jars and folders with extensions of your own, separated as in java -cp; dir/*"
                            + " is every jar in dir.")
    private @Nullable String path;

    /// As words of a command line.
    List<String> words() {
        String given = path;
        return given == null ? List.of() : List.of(OPTION, given);
    }

    /// Puts what the arguments name on the class path of this thread and those that it starts.
    static void use(List<String> arguments) throws UsageError {
        Optional<String> given = find(arguments);
        if (given.isEmpty()) {
            return;
        }
        var urls = new ArrayList<URL>();
        for (String entry : given.get().split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) add(urls, entry);
        }
        ClassLoader parent = Thread.currentThread().getContextClassLoader();
        Thread.currentThread()
                .setContextClassLoader(
                        new URLClassLoader(LOADER, urls.toArray(URL[]::new), parent));
    }

    /// Which line of a class from here has thrown that; empty when another class threw it.
    static Optional<StackTraceElement> thrower(Throwable thrown) {
        Throwable first = thrown;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        // What the JDK throws, the caller has provoked.
        return Arrays.stream(first.getStackTrace())
                .filter(frame -> frame.getModuleName() == null)
                .findFirst()
                .filter(frame -> LOADER.equals(frame.getClassLoaderName()));
    }

    private static Optional<String> find(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals(OPTION) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
            if (argument.startsWith(OPTION + "=")) {
                return Optional.of(argument.substring(OPTION.length() + 1));
            }
        }
        return Optional.empty();
    }

    private static void add(List<URL> urls, String entry) throws UsageError {
        try {
            Path path = Path.of(entry);
            if (EVERY_JAR.equals(String.valueOf(path.getFileName()))) {
                addJars(urls, path);
            } else if (Files.exists(path)) {
                urls.add(path.toUri().toURL());
            } else {
                throw new UsageError(
                        String.format(Locale.ROOT, "%s: there is no %s.", OPTION, entry));
            }
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        } catch (IOException unreadable) {
            throw new UsageError(
                    String.format(
                            Locale.ROOT,
                            "%s: %s cannot be read: %s.",
                            OPTION,
                            entry,
                            FileErrors.reason(unreadable)));
        }
    }

    private static void addJars(List<URL> urls, Path pattern) throws IOException {
        Path folder = pattern.toAbsolutePath().getParent();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars =
                    files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
            for (Path jar : jars) {
                urls.add(jar.toUri().toURL());
            }
        }
    }
}
