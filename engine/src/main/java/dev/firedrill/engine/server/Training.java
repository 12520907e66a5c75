package dev.firedrill.engine.server;

import dev.firedrill.engine.adapter.EngineServer;
import dev.firedrill.engine.adapter.FileNames;
import dev.firedrill.engine.adapter.FoldersOnDisk;
import dev.firedrill.engine.adapter.LogPrinter;
import dev.firedrill.engine.config.ConfigRefused;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.resp.CommandEncoder;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.engine.resp.ReplyDecoder;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What the JVM is to have seen before a server's first command: writes and reads, full resyncs
/// under load, a rewritten log, a file that is loaded. The classes and the profiles of this run are
/// stored (JEP 483, JEP 515), and a server that starts with them compiles at once what it will
/// need, instead of while four replicas and all clients wait.
///
/// A master and its replica in one process, in a temporary folder, on ports that nobody knows.
final class Training implements AutoCloseable {
    private static final int ROUNDS = 6;
    private static final int BATCHES = 40;
    private static final int BATCH_COMMANDS = 500;
    private static final int SINGLE_COMMANDS = 3_000;
    private static final int KEYS = 60_000;

    /// Nothing here takes a second on a machine that has nothing else to do. What has not come
    /// about by then never will, and a cache that was trained on half of it must not be stored.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final List<EngineServer> servers = new ArrayList<>();

    /// What came about.
    ///
    /// @param fullResyncs that the master granted
    /// @param keysLoaded after it had read its log again
    record Seen(long fullResyncs, long keysLoaded) {}

    private Training(Path parent) throws IOException {
        folder = Files.createTempDirectory(parent, "firedrill-training-");
    }

    /// @throws IOException when there is no loopback interface, or no place for a few megabytes
    static Seen run() throws IOException, ConfigRefused {
        return run(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /// @param parent where it may make its folder
    static Seen run(Path parent) throws IOException, ConfigRefused {
        try (var training = new Training(parent)) {
            EngineServer master = training.server("master", "--appendonly", "yes");
            EngineServer replica =
                    training.server("replica", "--replicaof", "127.0.0.1 " + master.port());
            return rounds(master, replica);
        }
    }

    private EngineServer server(String name, String... more) throws IOException, ConfigRefused {
        Path own = Files.createDirectory(folder.resolve(name));
        PidFile.write("").remove();
        List<String> options =
                Stream.concat(
                                Stream.of(
                                        "--port", "0",
                                        "--bind", "127.0.0.1",
                                        "--dir", FileNames.bytes(own),
                                        "--save", "",
                                        "--repl-diskless-sync-delay", "0",
                                        "--enable-debug-command", "local"),
                                Stream.of(more))
                        .toList();
        var log = new LogPrinter(new PrintStream(OutputStream.nullOutputStream()));
        ServerConfig config =
                ServerConfig.parse("", "", options, new IncludesOnDisk(), new FoldersOnDisk());
        EngineServer server = EngineServer.start(config, log, log);
        servers.add(server);
        return server;
    }

    private static Seen rounds(EngineServer master, EngineServer replica) throws IOException {
        try (var client = new Client(master.port(), PATIENCE);
                var operator = new Client(replica.port(), PATIENCE)) {
            // Promoted before its first resync, it would be one short.
            operator.awaitInfo("master_link_status:up");
            for (int round = 0; round < ROUNDS; round++) {
                for (int batch = 0; batch < BATCHES; batch++) {
                    client.pipeline(batch(round * BATCHES + batch), BATCH_COMMANDS);
                }
                for (int i = 0; i < SINGLE_COMMANDS; i++) {
                    client.ask("SET", key(i), "0123456789abcdef0123456789abcdef");
                    client.ask("GET", key(i));
                }
                // It has now a history of its own, so what follows is a full resync.
                operator.expect("OK", "REPLICAOF", "NO", "ONE");
                operator.expect("OK", "SET", "own", "history");
                operator.expect("OK", "REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
                client.pipeline(batch(round), BATCH_COMMANDS);
                operator.awaitInfo("master_link_status:up");
            }
            client.awaitInfo("rdb_bgsave_in_progress:0");
            client.ask("BGREWRITEAOF");
            // One that is only scheduled is not in progress either.
            client.awaitInfo("aof_rewrite_scheduled:0");
            client.awaitInfo("aof_rewrite_in_progress:0");
            client.expect("Background saving started", "BGSAVE");
            client.awaitInfo("rdb_bgsave_in_progress:0");
            client.expect("OK", "DEBUG", "RELOAD");
            client.expect("OK", "DEBUG", "LOADAOF");
            return new Seen(client.infoNumber("sync_full"), Long.parseLong(client.ask("DBSIZE")));
        }
    }

    private static String key(int number) {
        return String.format(Locale.ROOT, "key:%012d", Math.floorMod(number * 7919, KEYS));
    }

    /// Mostly plain writes and reads, as most loads are, and a few of each other type.
    private static byte[] batch(int number) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < BATCH_COMMANDS; i++) {
            String key = key(number * BATCH_COMMANDS + i);
            List<String> command =
                    switch (i % 16) {
                        case 0 -> List.of("GET", key);
                        case 1 -> List.of("INCR", "count:" + key);
                        case 2 -> List.of("HSET", "hash:" + i, key, "value");
                        case 3 -> List.of("RPUSH", "list:" + i, key);
                        case 4 -> List.of("SADD", "set:" + i, key);
                        case 5 -> List.of("ZADD", "ranking:" + i, Integer.toString(i), key);
                        case 6 -> List.of("EXPIRE", key, "1000");
                        case 7 -> List.of("LPOP", "list:" + (i - 4));
                        case 8 -> List.of("DEL", "count:" + key);
                        default -> List.of("SET", key, "0123456789abcdef0123456789abcdef");
                    };
            bytes.writeBytes(CommandEncoder.encodeWords(command));
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        servers.reversed().forEach(EngineServer::close);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    /// Blocking, one connection.
    static final class Client implements AutoCloseable {
        private final Socket socket;
        private final ReplyDecoder replies = new ReplyDecoder();
        private final byte[] buffer = new byte[64 * 1024];
        private final Duration patience;

        Client(int port, Duration patience) throws IOException {
            this.patience = patience;
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
        }

        /// Sends these commands at once and reads as many replies.
        ///
        /// @return the last one, as a person would read it
        String pipeline(byte[] commands, int count) throws IOException {
            socket.getOutputStream().write(commands);
            Reply last = null;
            for (int answered = 0; answered < count; ) {
                Reply reply = replies.next();
                if (reply != null) {
                    last = reply;
                    answered++;
                    continue;
                }
                int length = socket.getInputStream().read(buffer);
                if (length < 0) {
                    throw new EOFException("the server in training closed the connection");
                }
                replies.feed(ByteBuffer.wrap(buffer, 0, length));
            }
            return last == null ? "" : last.describe();
        }

        String ask(String... words) throws IOException {
            return pipeline(CommandEncoder.encodeWords(List.of(words)), 1);
        }

        void expect(String answer, String... words) throws IOException {
            String answered = ask(words);
            if (!answered.equals(answer)) {
                throw new IOException(
                        "the server in training answers "
                                + String.join(" ", words)
                                + " with "
                                + answered);
            }
        }

        /// @throws IOException when the line has not come in time
        void awaitInfo(String line) throws IOException {
            long begin = System.nanoTime();
            String seen = ask("INFO");
            while (seen.lines().noneMatch(line::equals)) {
                if (System.nanoTime() - begin > patience.toNanos()) {
                    throw new IOException(
                            "the server in training never says " + line + "; INFO is\n" + seen);
                }
                Thread.onSpinWait();
                seen = ask("INFO");
            }
        }

        long infoNumber(String field) throws IOException {
            return ask("INFO")
                    .lines()
                    .filter(line -> line.startsWith(field + ":"))
                    .mapToLong(line -> Long.parseLong(line.substring(field.length() + 1).strip()))
                    .findFirst()
                    .orElse(-1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
