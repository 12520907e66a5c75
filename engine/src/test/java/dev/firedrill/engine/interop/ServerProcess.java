package dev.firedrill.engine.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// The engine as a process of its own, which can be killed as nothing in this process can be.
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final int port;
    private final Path log;

    private ServerProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /// @param conf the redis.conf to start with
    static ServerProcess start(Path conf, Path log) throws IOException {
        int port = RealRedis.freePort();
        var flags = new ArrayList<>(EngineProgram.QUICK);
        flags.add("-Xmx128m");
        var arguments =
                List.of(
                        conf.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--enable-debug-command",
                        "local");
        Process process =
                ServerStart.of(EngineProgram.words(flags), Path.of("").toAbsolutePath())
                        .arguments(arguments)
                        .begin(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return new ServerProcess(process, port, log);
    }

    int port() {
        return port;
    }

    void awaitReady() {
        Awaitility.await("the server answers")
                .pollDelay(20, TimeUnit.MILLISECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .atMost(60, TimeUnit.SECONDS)
                .ignoreExceptionsInstanceOf(IOException.class)
                .failFast(
                        "the server has ended: " + log,
                        () -> {
                            if (!process.isAlive()) {
                                throw new IllegalStateException(Files.readString(log));
                            }
                        })
                .until(this::loaded);
    }

    private boolean loaded() throws IOException {
        try (var connection = new WireClient(port)) {
            connection.send(List.of("DBSIZE"));
            return connection.reply() instanceof dev.firedrill.engine.resp.Reply.Int;
        }
    }

    /// SIGKILL.
    void kill() {
        process.destroyForcibly();
    }

    void awaitEnd() {
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
        awaitEnd();
    }
}
