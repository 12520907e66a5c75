package dev.firedrill.engine.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;

/// The engine as a process of its own, which can be killed and started again.
final class EngineProcess implements AutoCloseable {
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
        return start(EngineProgram.QUICK, folder, port, environment, arguments);
    }

    /// As the image starts it in a container of that many megabytes, but for the container itself.
    static EngineProcess startInImage(int megabytes, Path folder, int port, String... arguments)
            throws IOException {
        return start(EngineProgram.flagsInImage(megabytes), folder, port, Map.of(), arguments);
    }

    /// The same, without waiting for an answer.
    static Process launchInImage(int megabytes, Path folder, Path log, String... arguments)
            throws IOException {
        return ServerStart.of(EngineProgram.words(EngineProgram.flagsInImage(megabytes)), folder)
                .arguments(List.of(arguments))
                .begin(log.toFile());
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
        Process process =
                ServerStart.of(EngineProgram.words(flags), folder)
                        .with(environment)
                        .arguments(all)
                        .begin(log.toFile());
        ServerStart.awaitAnswer(process, port, log);
        return new EngineProcess(process, port);
    }

    /// Without waiting for an answer.
    ///
    /// @param limits lines of shell that run before the server, for example `ulimit`
    static Process launch(Path folder, Path log, List<String> arguments, String... limits)
            throws IOException {
        return ServerStart.of(EngineProgram.words(EngineProgram.QUICK), folder)
                .withUsualSignals()
                .after(limits)
                .arguments(arguments)
                .begin(log.toFile());
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
        return residentBytesOfItsOwn(process);
    }

    /// The same of a process that may have ended by now.
    static long residentBytesOfItsOwn(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    /// The most that it has taken at any time, without the files that it maps now.
    long peakBytesOfItsOwn() throws IOException {
        long mapped = 0;
        long peak = 0;
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmHWM:")) {
                peak = Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            } else if (line.startsWith("RssFile:")) {
                mapped = Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return peak - mapped;
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
