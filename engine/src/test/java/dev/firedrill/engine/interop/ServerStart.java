package dev.firedrill.engine.interop;

import dev.firedrill.engine.adapter.FileNames;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// How a server process is started, the engine or redis-server: its folder, variables, limits,
/// arguments and standard input. A shell starts it, because this JVM could hand neither a folder
/// nor an argument of any bytes to a process of its own. All texts have a byte in each character.
///
/// @param program the words before the arguments
/// @param limits lines of shell that run before the server, in the process that becomes the server
record ServerStart(
        List<String> program,
        String folder,
        Map<String, String> variables,
        List<String> limits,
        List<String> arguments,
        Optional<Path> input) {
    static ServerStart of(List<String> program, Path folder) {
        return new ServerStart(
                program, FileNames.bytes(folder), Map.of(), List.of(), List.of(), Optional.empty());
    }

    ServerStart in(String otherFolder) {
        return new ServerStart(program, otherFolder, variables, limits, arguments, input);
    }

    /// Variables besides this process's own; with `LANG`, this process's locale is forgotten.
    ServerStart with(Map<String, String> more) {
        var all = new LinkedHashMap<>(variables);
        all.putAll(more);
        return new ServerStart(program, folder, all, limits, arguments, input);
    }

    ServerStart after(String... shellLines) {
        var all = new ArrayList<>(limits);
        all.addAll(List.of(shellLines));
        return new ServerStart(program, folder, variables, all, arguments, input);
    }

    /// With the usual effect of SIGHUP, SIGINT and SIGQUIT. Whatever a background job of a shell
    /// starts ignores them otherwise, and a JVM leaves a signal alone that it was started to
    /// ignore; a shell cannot take that back.
    ServerStart withUsualSignals() {
        var words =
                new ArrayList<>(
                        List.of(
                                "perl",
                                "-e",
                                "$SIG{HUP} = $SIG{INT} = $SIG{QUIT} = 'DEFAULT'; exec @ARGV"));
        words.addAll(program);
        return new ServerStart(words, folder, variables, limits, arguments, input);
    }

    ServerStart arguments(List<String> words) {
        return new ServerStart(program, folder, variables, limits, words, input);
    }

    ServerStart reading(Path file) {
        return new ServerStart(program, folder, variables, limits, arguments, Optional.of(file));
    }

    /// The process has the id of the server.
    Process begin(ProcessBuilder.Redirect log) throws IOException {
        // The shell has its script open, and the folders of tests hold nothing but their files.
        var script = new StringBuilder("rm -f \"$0\"\ncd " + quoted(folder) + " || exit 99\n");
        limits.forEach(line -> script.append(line).append(" || exit 98\n"));
        script.append("exec");
        program.forEach(word -> script.append(' ').append(quoted(word)));
        arguments.forEach(word -> script.append(' ').append(quoted(word)));
        Path file = Files.createTempFile("start", ".sh");
        Files.write(file, script.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1));
        var builder =
                new ProcessBuilder("/bin/sh", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log);
        input.map(Path::toFile).ifPresent(builder::redirectInput);
        if (variables.containsKey("LANG")) {
            builder.environment().keySet().removeIf(ServerStart::speaksOfLocale);
        }
        builder.environment().putAll(variables);
        return builder.start();
    }

    Process begin(File log) throws IOException {
        return begin(ProcessBuilder.Redirect.to(log));
    }

    private static boolean speaksOfLocale(String variable) {
        return variable.startsWith("LC_") || variable.equals("LANGUAGE");
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /// Waits until the server is there for a client, or fails with what it has printed.
    static void awaitAnswer(Process process, int port, Path log) {
        awaitAnswer(process, port, log, "PING", "(\\+PONG|-NOAUTH).*\r\n");
    }

    /// @param command sent again and again until its answer matches
    static void awaitAnswer(Process process, int port, Path log, String command, String pattern) {
        Awaitility.await("the server's answer to " + command)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .atMost(60, TimeUnit.SECONDS)
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(
                                Files.readString(log, StandardCharsets.ISO_8859_1));
                    }
                })
                .until(() -> {
                    try {
                        return RawBytes.answerTo(port, command + "\r\n").matches(pattern);
                    } catch (IOException notYet) {
                        return false;
                    }
                });
    }
}
