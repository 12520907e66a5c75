package dev.firedrill.engine.interop;

import dev.firedrill.engine.adapter.EngineServer;
import dev.firedrill.engine.config.Folders;
import dev.firedrill.engine.config.IncludedFiles;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.node.NodeLog;
import dev.firedrill.engine.port.NodeEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    private final List<NodeEvent> events;

    private RunningEngine(EngineServer server, List<String> log, List<NodeEvent> events) {
        this.server = server;
        this.log = log;
        this.events = events;
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

    /// With the text of a redis.conf, as if it lay in the folder.
    static RunningEngine startFrom(Path folder, String conf, String... options) throws Exception {
        RunningEngine engine = begin(folder, conf, options);
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> engine.log.contains("Ready to accept connections"));
        return engine;
    }

    private static RunningEngine begin(Path folder, String... options) throws Exception {
        return begin(folder, "", options);
    }

    private static RunningEngine begin(Path folder, String conf, String... options)
            throws Exception {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--port",
                                "0",
                                "--bind",
                                "127.0.0.1",
                                "--dir",
                                folder.toString(),
                                "--enable-debug-command",
                                "local",
                                "--repl-diskless-sync-delay",
                                "0"));
        arguments.addAll(List.of(options));
        var log = new CopyOnWriteArrayList<String>();
        var events = new CopyOnWriteArrayList<NodeEvent>();
        NodeLog remember = (_, _, text) -> log.add(text);
        String path = conf.isEmpty() ? "" : folder.resolve("redis.conf").toString();
        if (!conf.isEmpty()) {
            Files.writeString(Path.of(path), conf, StandardCharsets.ISO_8859_1);
        }
        var config = ServerConfig.parse(path, conf, arguments, RunningEngine::read, Folders.ANY);
        return new RunningEngine(
                EngineServer.start(config, remember, (_, event) -> events.add(event)), log, events);
    }

    /// As `include` and `aclfile` need it.
    private static List<IncludedFiles.Included> read(String folder, String path)
            throws IncludedFiles.Unreadable {
        try {
            String text =
                    Files.readString(Path.of(folder).resolve(path), StandardCharsets.ISO_8859_1);
            return List.of(new IncludedFiles.Included(path, text));
        } catch (IOException unreadable) {
            throw new IncludedFiles.Unreadable(path, "No such file or directory");
        }
    }

    int port() {
        return server.port();
    }

    List<String> log() {
        return log;
    }

    List<NodeEvent> events() {
        return events;
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
