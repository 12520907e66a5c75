package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.resp.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real process is killed with SIGKILL in the middle of its work, again and again, under
/// `appendfsync always`, while its log is rewritten, snapshots are saved and its configuration is
/// rewritten. After each restart everything acknowledged is there, and each client's data is what
/// an exact prefix of its commands has made.
///
/// `-Dfiredrill.kill.cycles=500` makes more cycles, `-Dfiredrill.kill.seed=7` other ones.
class KillNineTest {
    private static final long SEED = Long.getLong("firedrill.kill.seed", 20130718);
    private static final int CYCLES = Integer.getInteger("firedrill.kill.cycles", 24);
    private static final int CLIENTS = 4;
    private static final int ON_THEIR_WAY_MAX = 8;
    private static final int ACKED_BEFORE_KILL_MAX = 400;

    @TempDir Path folder;

    /// One client: command number n is always the same, so what the first k have made is known.
    private static final class Client {
        final String name;
        int sent;
        int acked;

        Client(String name) {
            this.name = name;
        }

        List<List<String>> operation(int n) {
            return switch (n % 4) {
                case 0 -> List.of(List.of("RPUSH", name + ":list", "" + n));
                case 1 -> List.of(List.of("SET", name + ":text", n + "x".repeat(n % 50)));
                case 2 -> List.of(List.of("HSET", name + ":hash", "f" + n % 28, "" + n));
                default ->
                        List.of(
                                List.of("MULTI"),
                                List.of("INCRBY", name + ":count", "" + n),
                                List.of("APPEND", name + ":text", "+" + n),
                                List.of("EXEC"));
            };
        }

        String dataAfter(int k) {
            var list = new ArrayList<String>();
            var hash = new java.util.TreeMap<String, String>();
            long count = 0;
            String text = "";
            for (int n = 1; n <= k; n++) {
                switch (n % 4) {
                    case 0 -> list.add("" + n);
                    case 1 -> text = n + "x".repeat(n % 50);
                    case 2 -> hash.put("f" + n % 28, "" + n);
                    default -> {
                        count += n;
                        text += "+" + n;
                    }
                }
            }
            return list + " " + text + " " + hash + " " + count;
        }

        String dataFound(WireClient connection) throws IOException {
            var list = elements(connection.ask("LRANGE", name + ":list", "0", "-1"));
            var pairs = elements(connection.ask("HGETALL", name + ":hash"));
            var hash = new java.util.TreeMap<String, String>();
            for (int i = 0; i < pairs.size(); i += 2) {
                hash.put(pairs.get(i), pairs.get(i + 1));
            }
            String text = connection.ask("GET", name + ":text").describe();
            String count = connection.ask("GET", name + ":count").describe();
            return list
                    + " "
                    + text.replace("(nil)", "")
                    + " "
                    + hash
                    + " "
                    + count.replace("(nil)", "0");
        }

        private static List<String> elements(Reply reply) {
            return reply instanceof Reply.Array(var elements)
                    ? elements.stream().map(Reply::describe).toList()
                    : List.of(reply.describe());
        }

        /// Until the connection ends: some commands on their way at once.
        void write(int port, Runnable acknowledged) {
            try (var connection = new WireClient(port)) {
                while (true) {
                    while (sent - acked < ON_THEIR_WAY_MAX) {
                        for (List<String> command : operation(++sent)) {
                            connection.send(command);
                        }
                    }
                    for (List<String> _ : operation(acked + 1)) {
                        Reply reply = connection.reply();
                        if (reply instanceof Reply.Failure) {
                            throw new IllegalStateException(reply.describe());
                        }
                    }
                    acked++;
                    acknowledged.run();
                }
            } catch (IOException _) {
                // Killed.
            }
        }
    }

    @Test
    void everyAcknowledgedWriteSurvivesAKillAndNothingElseAppears() throws Exception {
        System.out.printf("kill -9 campaign: seed %d, %d cycles%n", SEED, CYCLES);
        Path conf = folder.resolve("redis.conf");
        Files.writeString(
                conf,
                """
                # kept by CONFIG REWRITE
                dir %s
                appendonly yes
                appendfsync always
                auto-aof-rewrite-min-size 8kb
                auto-aof-rewrite-percentage 50
                save 1 50
                """
                        .formatted(folder));
        Path log = folder.resolve("server.log");
        var prng = new Prng(SEED);
        var clients = new ArrayList<Client>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client("client" + i));
        }
        long acknowledged = 0;
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            try (var server = ServerProcess.start(conf, log)) {
                server.awaitReady();
                judge(server, clients, cycle, log);
                acknowledged += writeAndKill(server, clients, prng);
            }
        }
        try (var server = ServerProcess.start(conf, log)) {
            server.awaitReady();
            judge(server, clients, CYCLES, log);
        }
        System.out.printf("kill -9 campaign: %d acknowledged writes judged%n", acknowledged);
        assertThat(acknowledged).isGreaterThan(10L * CYCLES);
        assertThat(Files.readString(conf)).contains("# kept by CONFIG REWRITE", "maxmemory ");
    }

    private static long writeAndKill(ServerProcess server, List<Client> clients, Prng prng)
            throws InterruptedException {
        int killAt = 1 + prng.nextInt(ACKED_BEFORE_KILL_MAX);
        int disturbEvery = 20 + prng.nextInt(100);
        var disturbances = new Prng(prng.nextLong());
        var acked = new AtomicLong();
        Runnable acknowledged =
                () -> {
                    long count = acked.incrementAndGet();
                    if (count == killAt) {
                        server.kill();
                    } else if (count % disturbEvery == 0 && count < killAt) {
                        disturb(server.port(), disturbances);
                    }
                };
        var threads = new ArrayList<Thread>();
        for (Client client : clients) {
            threads.add(Thread.ofPlatform().start(() -> client.write(server.port(), acknowledged)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        server.awaitEnd();
        return acked.get();
    }

    private static synchronized void disturb(int port, Prng prng) {
        try (var connection = new WireClient(port)) {
            switch (prng.nextInt(3)) {
                case 0 -> connection.ask("BGREWRITEAOF");
                case 1 -> connection.ask("BGSAVE");
                default -> {
                    connection.ask(
                            "CONFIG", "SET", "maxmemory", (1 + prng.nextInt(9)) + "00000000");
                    connection.ask("CONFIG", "REWRITE");
                }
            }
        } catch (IOException _) {
            // Killed.
        }
    }

    private static void judge(ServerProcess server, List<Client> clients, int cycle, Path log)
            throws IOException {
        try (var connection = new WireClient(server.port())) {
            for (Client client : clients) {
                String found = client.dataFound(connection);
                int k = client.acked;
                while (k <= client.sent && !client.dataAfter(k).equals(found)) {
                    k++;
                }
                if (k > client.sent) {
                    fail(
                            "cycle %d: %s acknowledged %d, sent %d, wanted at least%n%s%nfound%n%s%n"
                                    + "%s%nagain: ./mvnw -pl engine test -Dtest=KillNineTest"
                                    + " -Dfiredrill.kill.seed=%d -Dfiredrill.kill.cycles=%d",
                            cycle,
                            client.name,
                            client.acked,
                            client.sent,
                            client.dataAfter(client.acked),
                            found,
                            Files.readString(log),
                            SEED,
                            CYCLES);
                }
                // What is there now counts; what was on its way and is not there is sent again.
                client.acked = k;
                client.sent = k;
            }
        }
    }
}
