package dev.firedrill.engine.interop;

import dev.firedrill.engine.server.ServerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;

/// The engine as a process of its own, which can be killed and started again.
final class EngineProcess implements AutoCloseable {
    private static final List<String> QUICK =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED");

    private final Process process;
    private final int port;

    private EngineProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// @param arguments as on the command line, without the port
    static EngineProcess start(Path folder, int port, String... arguments) throws IOException {
        return start(folder, port, Map.of(), arguments);
    }

    /// @param environment variables that the process has besides this one's
    static EngineProcess start(
            Path folder, int port, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(QUICK, folder, port, environment, arguments);
    }

    /// As the image starts it in a container of that many megabytes, but for the container itself.
    static EngineProcess startInImage(int megabytes, Path folder, int port, String... arguments)
            throws IOException {
        var flags = new ArrayList<>(ImageFlags.ofTheJvm());
        flags.add("-XX:MaxRAM=" + megabytes + "m");
        flags.add("-Dfiredrill.memory.megabytes=" + megabytes);
        return start(flags, folder, port, Map.of(), arguments);
    }

    private static EngineProcess start(
            List<String> flags,
            Path folder,
            int port,
            Map<String, String> environment,
            String... arguments)
            throws IOException {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--port", Integer.toString(port)));
        Path log = folder.resolve("engine.log");
        Process process = launch(List.of(), flags, folder, log, environment, all);
        awaitAnswer(process, log, port, "PING", "(\\+PONG|-NOAUTH).*\r\n");
        return new EngineProcess(process, port);
    }

    /// @param command sent again and again until its answer matches
    /// @param log shown if the process ends instead
    static void awaitAnswer(Process process, Path log, int port, String command, String pattern) {
        Awaitility.await("the engine's answer to " + command)
                .atMost(60, TimeUnit.SECONDS)
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(Files.readString(log));
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

    static Process launch(Path folder, Path log, List<String> arguments) throws IOException {
        return launch(folder, log, List.of(), arguments);
    }

    /// @param prefix a program that runs the rest, for example in a shell with limits
    static Process launch(Path folder, Path log, List<String> prefix, List<String> arguments)
            throws IOException {
        return launch(prefix, QUICK, folder, log, Map.of(), arguments);
    }

    private static Process launch(
            List<String> prefix,
            List<String> flags,
            Path folder,
            Path log,
            Map<String, String> environment,
            List<String> arguments)
            throws IOException {
        var command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), ServerMain.class.getName()));
        command.addAll(arguments);
        var builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /// What a server needs, without the libraries of tests.
    private static String classPath() {
        String all =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(":", -1))
                .filter(entry ->
                        Files.isDirectory(Path.of(entry))
                                || entry.contains("netty")
                                || entry.contains("jspecify"))
                .collect(Collectors.joining(":"));
    }

    int port() {
        return port;
    }

    Jedis client() {
        return new Jedis("127.0.0.1", port, 20_000);
    }

    /// What the kernel counts as memory of the process.
    long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    boolean lives() {
        return process.isAlive();
    }

    /// The most that the process itself has taken so far, as far as a container counts it: without
    /// the files that it has mapped, which are shared.
    long residentBytesOfItsOwn() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// SIGTERM; the exit code.
    int terminate() {
        process.destroy();
        return process.onExit().join().exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
