package dev.firedrill.engine.interop;

import dev.firedrill.engine.adapter.FileNames;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
        ServerStart.awaitAnswer(server.process, port, server.log);
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
        List<String> words =
                switch (program) {
                    case ENGINE -> EngineProgram.wordsForAnyLocale(EngineProgram.QUICK, scratch);
                    case REDIS -> List.of("redis-server");
                };
        Path log = Files.createTempFile(scratch, "printed", ".log");
        Process process =
                ServerStart.of(words, scratch)
                        .in(folder)
                        .with(Map.of("LANG", locale, "LC_ALL", locale))
                        .arguments(arguments)
                        .begin(log.toFile());
        return new ShellServer(process, port, log);
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
