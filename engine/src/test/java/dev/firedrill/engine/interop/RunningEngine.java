package dev.firedrill.engine.interop;

import dev.firedrill.engine.adapter.EngineServer;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.node.NodeLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// The engine on real sockets and files, in this process.
final class RunningEngine implements AutoCloseable {
    private final EngineServer server;
    private final List<String> log;

    private RunningEngine(EngineServer server, List<String> log) {
        this.server = server;
        this.log = log;
    }

    static RunningEngine start(Path folder, String... options) throws Exception {
        RunningEngine engine = begin(folder, options);
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> RealRedis.cli(engine.port(), "DBSIZE").matches("\\d+|NOAUTH.*"));
        return engine;
    }

    /// How a start that is refused ends, and what it says.
    record Ended(int exitCode, List<String> log) {}

    static Ended endsAtStart(Path folder, String... options) throws Exception {
        try (var engine = begin(folder, options)) {
            return new Ended(engine.exitCode(), engine.log());
        }
    }

    private static RunningEngine begin(Path folder, String... options) throws Exception {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--port",
                                "0",
                                "--bind",
                                "127.0.0.1",
                                "--dir",
                                folder.toString(),
                                "--repl-diskless-sync-delay",
                                "0"));
        arguments.addAll(List.of(options));
        var log = new CopyOnWriteArrayList<String>();
        NodeLog remember = (_, _, text) -> log.add(text);
        var config = ServerConfig.parse("", "", arguments);
        return new RunningEngine(EngineServer.start(config, remember), log);
    }

    int port() {
        return server.port();
    }

    List<String> log() {
        return log;
    }

    /// Throws what the server has died of, if it has.
    void throwWhatItDiedOf() {
        if (server.exit().isDone()) {
            server.exit().join();
        }
    }

    String cli(String... words) throws Exception {
        return RealRedis.cli(port(), words);
    }

    /// As SIGTERM.
    void terminate() throws Exception {
        server.terminate();
        server.exit().get(20, TimeUnit.SECONDS);
    }

    /// As SHUTDOWN, which is not answered.
    void shutDown(String... options) throws Exception {
        var command = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port())));
        command.add("SHUTDOWN");
        command.addAll(List.of(options));
        Process client = new ProcessBuilder(command).start();
        try {
            server.exit().get(20, TimeUnit.SECONDS);
        } finally {
            client.destroyForcibly();
        }
    }

    /// The same, without waiting for the end.
    void beginShutDown() {
        server.terminate();
    }

    /// It ends by itself.
    int exitCode() throws Exception {
        return server.exit().get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        server.close();
    }
}
