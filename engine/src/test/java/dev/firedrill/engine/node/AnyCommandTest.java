package dev.firedrill.engine.node;

import static dev.firedrill.engine.node.LoneNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Every command with any arguments, in any state that such commands bring a server into: it
/// answers, waits or closes the connection, and never fails. One seed again:
/// `-Dfiredrill.any.seed=`, longer: `-Dfiredrill.any.seeds=`.
class AnyCommandTest {
    private static final int SEEDS = Integer.getInteger("firedrill.any.seeds", 2000);
    private static final int COMMANDS = 100;
    private static final int CLIENTS = 4;

    private static final List<String> FRESH =
            List.of(
                    "SET s hello",
                    "SET n 10",
                    "SETEX e 100 v",
                    "RPUSH l a b c d 1 2 3",
                    "SADD t a b c 1 2 3",
                    "SADD i 1 2 3",
                    "HSET h a 1 b 2 f v",
                    "ZADD z 1 a 2 b 3 c 4 d",
                    "ZADD x 0 a 0 b 0 c");
    private static final String KEYS = "s n e l t i h z x none";
    private static final String WORDS =
            """
            GET SET EX PX EXAT PXAT KEEPTTL PERSIST NX XX GT LT CH INCR COUNT RANK MAXLEN MATCH TYPE \
            LIMIT BYSCORE BYLEX REV WITHSCORES WITHVALUES WEIGHTS AGGREGATE SUM MIN MAX BEFORE AFTER \
            LEFT RIGHT STORE BIT BYTE AND OR XOR NOT OVERFLOW SAT FAIL WRAP INCRBY u8 i64 u63 u64 i0 \
            #1 #-1 DB REPLACE ABSTTL IDLETIME FREQ ASYNC SYNC TIMEOUT TO FORCE ABORT ID ADDR LADDR \
            SKIPME USER YES NO yes no ON OFF SKIP normal slave replica master pubsub WRITE ALL \
            SAMPLES LEN IDX MINMATCHLEN WITHMATCHLEN string list hash zset set 0x10 - + [a (a (1 [ ( \
            * ? [a-z] \\ a b c f m 127.0.0.1:1 127.0.0.1 10.0.0.9:6379 localhost listening-port capa \
            psync2 eof ip-address ack getack fack version rdb-only command event everything server \
            replication stats keyspace all default ONE NO-ONE SAVE NOSAVE NOW NOFLUSH MERGE AOF CDU \
            REDIS AUTH SETNAME SETINFO HELLO 2 3 FILTERBY ACLCAT PATTERN MODULE read write\
            """;
    private static final String NUMBERS =
            """
            0 1 -1 2 3 -3 7 10 100 -100 0.5 -0.5 1e3 1e400 inf -inf nan 1.5 65536 -2147483648 \
            -2147483649 9223372036854775807 9223372036854775806 -9223372036854775807 \
            -9223372036854775808 4611686018427387904 -4611686018427387905 9223372036854775808 \
            18446744073709551615 18446744073709551616 01 +1\
            """;

    /// After these little else is tried.
    private static final List<String> RARE =
            List.of(
                    "shutdown",
                    "replicaof",
                    "slaveof",
                    "flushall",
                    "flushdb",
                    "monitor",
                    "sync",
                    "psync",
                    "quit",
                    "multi",
                    "subscribe",
                    "psubscribe",
                    "ssubscribe");

    /// Would take all memory, or all time, in redis-server too.
    private static final List<String> TOO_MUCH =
            List.of("srandmember", "hrandfield", "zrandmember", "debug", "lolwut");

    @Test
    void noCommandMakesAServerFail() throws Exception {
        Long only = Long.getLong("firedrill.any.seed");
        long random = System.nanoTime() & 0xffffffffL;
        var done = new TreeMap<String, Integer>();
        for (int i = 1; i <= SEEDS + 1; i++) {
            long drawn = i <= SEEDS ? i : random;
            new Run(only == null ? drawn : only, done).put();
        }
        // Refusals alone would say little.
        if (only == null) {
            assertThat(done).containsOnlyKeys(names());
        }
    }

    private static List<String> names() throws Exception {
        try (var lone = new LoneNode()) {
            return Run.lines(lone.client("10.0.0.1:1").ask("COMMAND", "LIST")).stream()
                    .filter(name -> !name.contains("|"))
                    .toList();
        }
    }

    /// How many words a command takes, as `COMMAND INFO` says it, and which keys are of its type.
    private record Shape(String name, int arity, String keys) {
        private static final Pattern ARITY = Pattern.compile(":(-?[0-9]+)");
        private static final Map<String, String> KEYS_OF =
                Map.of(
                        "@list", "l",
                        "@hash", "h",
                        "@sortedset", "z x",
                        "@set", "t i",
                        "@string", "s n e",
                        "@bitmap", "s n");

        static Shape of(String name, LoneNode.Client client) {
            String info = client.ask("COMMAND", "INFO", name);
            var arity = ARITY.matcher(info);
            assertThat(arity.find()).as(info).isTrue();
            String keys =
                    KEYS_OF.entrySet().stream()
                            .filter(entry -> info.contains(entry.getKey() + "\r"))
                            .map(Map.Entry::getValue)
                            .sorted()
                            .findFirst()
                            .orElse(KEYS);
            return new Shape(name, Integer.parseInt(arity.group(1)), keys);
        }
    }

    /// One server's life.
    private static final class Run {
        private final Prng prng;
        private final long seed;
        private final Map<String, Integer> done;
        private final List<String> said = new ArrayList<>();
        private List<Shape> shapes = List.of();
        private List<String> directives = List.of();

        /// @param done how often each command was carried out
        Run(long seed, Map<String, Integer> done) {
            this.seed = seed;
            this.done = done;
            prng = new Prng(seed);
        }

        void put() throws Exception {
            try (var lone = new LoneNode(seed, "--enable-debug-command", "yes")) {
                var clients = new ArrayList<LoneNode.Client>();
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(lone.client("10.0.0.1:" + i));
                }
                FRESH.forEach(command -> clients.getFirst().ask(command.split(" ")));
                shapes =
                        lines(clients.getFirst().ask("COMMAND", "LIST")).stream()
                                .map(name -> Shape.of(name, clients.getFirst()))
                                .toList();
                directives = lines(clients.getFirst().ask("CONFIG", "GET", "*"));
                put(lone, clients);
            } catch (RuntimeException | Error bug) {
                throw new AssertionError(
                        """
                        seed %d: the server failed at
                          %s
                        again: ./mvnw -pl engine test -Dtest=AnyCommandTest -Dfiredrill.any.seed=%d\
                        """
                                .formatted(seed, String.join("\n  ", last()), seed),
                        bug);
            }
        }

        private List<String> last() {
            return said.subList(Math.max(0, said.size() - 10), said.size());
        }

        private void put(LoneNode lone, List<LoneNode.Client> clients) {
            for (int i = 0; i < COMMANDS && lone.node.exitCode().isEmpty(); i++) {
                int index = prng.nextInt(CLIENTS);
                if (clients.get(index).closed()) {
                    clients.set(index, lone.client("10.0.0.1:" + (CLIENTS + i)));
                }
                List<String> command = command();
                said.add(index + ": " + String.join(" ", command));
                String reply = clients.get(index).ask(command.toArray(String[]::new));
                if (!reply.startsWith("-")) {
                    done.merge(command.getFirst().toLowerCase(Locale.ROOT), 1, Integer::sum);
                }
                if (prng.chance(0.1)) {
                    lone.answerDisk();
                }
                if (prng.chance(0.05)) {
                    said.add("time passes");
                    lone.pass(SECOND * prng.nextInt(3));
                }
            }
        }

        private List<String> command() {
            Shape shape = pick(shapes);
            if (RARE.contains(shape.name()) && prng.chance(0.9)) {
                return List.of("PING");
            }
            var words = new ArrayList<>(Arrays.asList(shape.name().split("\\|")));
            boolean configures = shape.name().equals("config|set");
            int more = Math.abs(shape.arity()) - words.size();
            more += shape.arity() < 0 ? prng.nextInt(prng.chance(0.5) ? 2 : 6) : 0;
            more += prng.chance(0.03) ? prng.nextInt(3) - 1 : 0;
            for (int i = 0; i < more; i++) {
                if (configures && i % 2 == 0) {
                    words.add(pick(directives));
                } else if (prng.chance(i == 0 ? 0.9 : 0.15)) {
                    words.add(prng.chance(0.8) ? pick(shape.keys()) : pick(KEYS));
                } else {
                    words.add(argument(shape.name()));
                }
            }
            // Nobody would be let in any more.
            words.replaceAll(word -> word.equals("requirepass") ? "masterauth" : word);
            return words;
        }

        private String argument(String name) {
            if (prng.chance(0.05)) {
                return new String(new byte[prng.nextInt(40)], StandardCharsets.ISO_8859_1);
            }
            if (prng.chance(0.35)) {
                return pick(WORDS);
            }
            String number = pick(NUMBERS);
            boolean tooMuch = TOO_MUCH.stream().anyMatch(name::startsWith) && number.length() > 4;
            return tooMuch ? "5" : number;
        }

        private String pick(String words) {
            return pick(List.of(words.split(" ")));
        }

        private <T> T pick(List<T> words) {
            return words.get(prng.nextInt(words.size()));
        }

        /// The names in a reply of bulk strings.
        private static List<String> lines(String reply) {
            return reply.lines()
                    .filter(line -> line.matches("[a-z][a-z|-]+"))
                    .map(line -> line.toLowerCase(Locale.ROOT))
                    .toList();
        }
    }
}
