package dev.firedrill.engine.interop;

import dev.firedrill.engine.adapter.FileNames;
import dev.firedrill.engine.server.ServerMain;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/// A server that a shell starts: in any locale, in a folder and with arguments of any bytes, which
/// this JVM could not hand to a process of its own. All texts have a byte in each character.
final class ShellServer implements AutoCloseable {
    enum Program {
        ENGINE,
        REDIS
    }

    private final Process process;
    private final int port;
    private final Path log;

    private ShellServer(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /// How a process ended that was not to start.
    record Ended(int exitCode, String printed) {}

    /// Skips the test, loudly, on a machine without the locale.
    static void assumeLocale(String locale) throws IOException {
        String wanted = locale.replace("UTF-8", "utf8");
        boolean found = RealRedis.run(List.of("locale", "-a")).lines().anyMatch(wanted::equals);
        if (!found) {
            System.err.println(
                    "SKIPPED: no locale "
                            + locale
                            + " on this machine (Debian: locales, then"
                            + " localedef -i "
                            + locale.split("\\.", 2)[0]
                            + " -f UTF-8 "
                            + locale
                            + ")");
        }
        Assumptions.assumeTrue(found, "no locale " + locale);
    }

    static ShellServer start(
            Program program, Path scratch, String locale, String folder, List<String> arguments)
            throws IOException {
        int port = RealRedis.freePort();
        var all = new ArrayList<>(arguments);
        all.addAll(List.of("--port", Integer.toString(port)));
        ShellServer server = launch(program, scratch, locale, folder, all, port);
        Awaitility.await("the server answers")
                .atMost(60, TimeUnit.SECONDS)
                .failFast(() -> {
                    if (!server.process.isAlive()) {
                        throw new IllegalStateException(server.printed());
                    }
                })
                .until(() -> {
                    try {
                        return RawBytes.answerTo(port, "PING\r\n").equals("+PONG\r\n");
                    } catch (IOException notYet) {
                        return false;
                    }
                });
        return server;
    }

    static Ended ends(
            Program program, Path scratch, String locale, String folder, List<String> arguments)
            throws Exception {
        try (ShellServer server = launch(program, scratch, locale, folder, arguments, 0)) {
            if (!server.process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("it runs: " + server.printed());
            }
            return new Ended(server.process.exitValue(), server.printed());
        }
    }

    private static ShellServer launch(
            Program program,
            Path scratch,
            String locale,
            String folder,
            List<String> arguments,
            int port)
            throws IOException {
        var command = new ArrayList<String>();
        switch (program) {
            case ENGINE -> command.addAll(engine(scratch));
            case REDIS -> command.add("redis-server");
        }
        command.addAll(arguments);
        var script = new StringBuilder("cd " + quoted(folder) + " || exit 99\nexec");
        command.forEach(word -> script.append(' ').append(quoted(word)));
        Path file = Files.createTempFile(scratch, "start", ".sh");
        Files.write(file, script.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1));
        Path log = Files.createTempFile(scratch, "printed", ".log");
        var builder =
                new ProcessBuilder("/bin/sh", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
        builder.environment().put("LANG", locale);
        builder.environment().put("LC_ALL", locale);
        return new ShellServer(builder.start(), port, log);
    }

    /// What has more than English letters in its path is copied: a JVM with `LC_ALL=C` would find
    /// no class there, not even through a link.
    private static List<String> engine(Path scratch) throws IOException {
        var classPath = new ArrayList<String>();
        String entries =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : entries.split(File.pathSeparator, -1)) {
            boolean needed = !entry.contains("test-classes");
            if (entry.matches("\\p{ASCII}*")) {
                classPath.add(entry);
            } else if (needed) {
                Path copy = Files.createTempDirectory(scratch, "classes").resolve("copy.jar");
                copy(Path.of(entry), copy);
                classPath.add(copy.toString());
            }
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                String.join(File.pathSeparator, classPath),
                ServerMain.class.getName());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    int port() {
        return port;
    }

    /// Everything that comes back for an inline command, before the answer to a second one: with
    /// the connection half closed the engine would answer nothing that has to wait for the disk.
    String ask(String command) throws IOException {
        String end = "$3\r\nend\r\n";
        try (Socket socket = RawBytes.connect(port)) {
            socket.getOutputStream()
                    .write((command + "\r\nECHO end\r\n").getBytes(StandardCharsets.ISO_8859_1));
            var answer = new StringBuilder();
            var buffer = new byte[64 * 1024];
            while (!answer.toString().endsWith(end)) {
                int length = socket.getInputStream().read(buffer);
                if (length < 0) {
                    return answer + " and the end of the connection";
                }
                answer.append(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
            }
            return answer.substring(0, answer.length() - end.length());
        }
    }

    String printed() throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1);
    }

    /// SIGTERM; the exit code.
    int terminate() {
        process.destroy();
        return process.onExit().join().exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// What lies in a folder and below: names in bytes, sorted, from the folder on.
    static List<String> tree(String folder) throws IOException {
        try (var files = Files.walk(FileNames.path(folder))) {
            return files.map(FileNames::bytes)
                    .map(name -> name.substring(folder.length()))
                    .sorted()
                    .toList();
        }
    }
}
