import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Four replicas of one master: processes on the same machine, or readers that keep nothing.
interface Followers extends AutoCloseable {
    int COUNT = 4;

    /// All ask for a full resync.
    void begin(Server master) throws IOException;

    boolean stream() throws IOException;

    /// The offset of the one that is furthest behind.
    long slowestOffset() throws IOException;

    @Override
    void close() throws IOException;

    /// As if they ran on machines of their own: what is measured is the master.
    static Followers elsewhere() {
        return new Followers() {
            private final List<Sink> sinks = new ArrayList<>();

            @Override
            public void begin(Server master) throws IOException {
                for (int i = 0; i < COUNT; i++) {
                    var sink = new Sink(master.port);
                    sinks.add(sink);
                    sink.begin();
                }
            }

            @Override
            public boolean stream() throws IOException {
                boolean all = true;
                for (Sink sink : sinks) {
                    all &= sink.streams();
                }
                return all;
            }

            @Override
            public long slowestOffset() {
                return sinks.stream().mapToLong(Sink::offset).min().orElse(0);
            }

            @Override
            public void close() throws IOException {
                for (Sink sink : sinks) {
                    sink.close();
                }
            }
        };
    }

    /// Servers, which load what they are sent on the processors that the master needs, too.
    static Followers here(Path root, Server.Kind kind, String... options) throws IOException {
        List<Server> servers = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            servers.add(Server.start(root, kind, Files.createTempDirectory("bench-"), options));
        }
        return new Followers() {
            @Override
            public void begin(Server master) throws IOException {
                for (Server server : servers) {
                    try (var operator = new Client(server.port)) {
                        operator.ask("REPLICAOF", "127.0.0.1", "" + master.port);
                    }
                }
            }

            @Override
            public boolean stream() throws IOException {
                boolean all = true;
                for (Server server : servers) {
                    all &= server.info("master_link_status").equals("up");
                }
                return all;
            }

            @Override
            public long slowestOffset() throws IOException {
                long slowest = Long.MAX_VALUE;
                for (Server server : servers) {
                    slowest = Math.min(slowest, Long.parseLong("0" + server.info("master_repl_offset")));
                }
                return slowest;
            }

            @Override
            public void close() {
                servers.forEach(Server::close);
            }
        };
    }
}
