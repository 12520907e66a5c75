import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/// The rows, each a few rounds in which engine and redis-server take turns. See `run`.
public final class Bench {
    private static final String[] NO_FILES = {"--save", "", "--appendonly", "no"};
    private static final String[] EVERYSEC = {
        "--save", "", "--appendonly", "yes", "--appendfsync", "everysec", "--auto-aof-rewrite-percentage", "0"
    };
    private static final String[] RESYNC = {
        "--save", "", "--repl-diskless-sync-delay", "1", "--repl-backlog-size", "256mb"
    };

    private final Path root;
    private int rounds = 5;
    private int keys = 2_000_000;
    private int memoryKeys = 10_000_000;

    private Bench(Path root) {
        this.root = root;
    }

    public static void main(String[] arguments) throws Exception {
        var bench = new Bench(Path.of(arguments[0]));
        var rows = new ArrayList<String>();
        for (int i = 1; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--rounds" -> bench.rounds = Integer.parseInt(arguments[++i]);
                case "--keys" -> {
                    bench.keys = Integer.parseInt(arguments[++i]);
                    bench.memoryKeys = bench.keys;
                }
                default -> rows.add(arguments[i]);
            }
        }
        for (String row : rows.isEmpty() ? List.of("1", "2", "3", "4", "5", "10", "11") : rows) {
            bench.row(row);
        }
    }

    private void row(String row) throws Exception {
        switch (row) {
            case "1" -> compare("1", "SET, pipeline of 16, AOF everysec, per second", true, this::pipelined);
            case "2" -> {
                compare("2 SET", "SET without pipeline, per CPU second", true, kind -> perCpu(kind, "set"));
                compare("2 GET", "GET without pipeline, per CPU second", true, kind -> perCpu(kind, "get"));
            }
            case "3" -> compare("3", "p99.9 ms at 30,000 SET/s, AOF everysec", false, this::openLoop);
            case "4" -> compare("4", "resident bytes per key", false, this::bytesPerKey);
            case "5" -> {
                resyncsElsewhere();
                resyncsBesideRedis();
                resyncsBesideOwn();
            }
            case "5-elsewhere" -> resyncsElsewhere();
            case "5-redis" -> resyncsBesideRedis();
            case "5-own" -> resyncsBesideOwn();
            case "10" -> compare("10", "RDB load, keys per second", true, this::load);
            case "11" -> compare("11", "ms from start to PONG", false, this::start);
            default -> {
                System.err.println("bench: there is no row '" + row + "'; see engine/bench/run");
                System.exit(64);
            }
        }
    }

    private interface Measure {
        double of(Server.Kind kind) throws Exception;
    }

    private void compare(String row, String what, boolean more, Measure measure) throws Exception {
        var engine = new ArrayList<Double>();
        var redis = new ArrayList<Double>();
        for (int i = 0; i < rounds; i++) {
            engine.add(measure.of(Server.Kind.ENGINE));
            redis.add(measure.of(Server.Kind.REDIS));
        }
        print(row, what, more, engine, redis);
    }

    private static void print(String row, String what, boolean more, List<Double> engine, List<Double> redis) {
        System.out.println(
                String.format(
                        Locale.ROOT,
                        "{\"row\":\"%s\",\"what\":\"%s\",\"better\":\"%s\",\"engine\":%s,\"redis\":%s,"
                                + "\"ratio\":%.3f,\"engineRounds\":%s,\"redisRounds\":%s}",
                        row,
                        what,
                        more ? "more" : "less",
                        number(median(engine)),
                        number(median(redis)),
                        median(engine) / median(redis),
                        numbers(engine),
                        numbers(redis)));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static String numbers(List<Double> values) {
        return values.stream().map(Bench::number).collect(Collectors.joining(",", "[", "]"));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 1000 ? "%.0f" : "%.3f", value);
    }

    private Server start(Server.Kind kind, String... options) throws IOException {
        return Server.start(root, kind, Files.createTempDirectory("bench-"), options);
    }

    // Rows 1 and 2.

    /// What redis-benchmark says, per second.
    private static double benchmark(Server server, String... options) throws Exception {
        var command = new ArrayList<>(List.of("redis-benchmark", "-p", "" + server.port, "--csv"));
        command.addAll(List.of(options));
        Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(client.getInputStream().readAllBytes());
        client.waitFor();
        return printed.lines()
                .filter(line -> line.startsWith("\"SET\"") || line.startsWith("\"GET\""))
                .mapToDouble(line -> Double.parseDouble(line.split(",")[1].replace("\"", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("redis-benchmark said: " + printed));
    }

    private double pipelined(Server.Kind kind) throws Exception {
        try (Server server = start(kind, EVERYSEC)) {
            String[] options = {"-t", "set", "-P", "16", "-r", "1000000", "-d", "32", "-n"};
            benchmark(server, plus(options, "1500000"));
            return benchmark(server, plus(options, "3000000"));
        }
    }

    private static String[] plus(String[] options, String last) {
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = last;
        return all;
    }

    private double perCpu(Server.Kind kind, String command) throws Exception {
        try (Server server = start(kind, NO_FILES)) {
            String[] options = {"-t", command, "-r", "100000", "-d", "32", "-n"};
            benchmark(server, plus(options, "300000"));
            double before = server.cpuSeconds();
            benchmark(server, plus(options, "300000"));
            return 300_000 / (server.cpuSeconds() - before);
        }
    }

    // Row 3.

    private double openLoop(Server.Kind kind) throws Exception {
        try (Server server = start(kind, EVERYSEC)) {
            long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            long end = warm + TimeUnit.SECONDS.toNanos(20);
            var load = new Load(server.port, 30_000, 1_000_000);
            load.countFrom(warm);
            load.run(() -> System.nanoTime() > end);
            return load.percentile(99.9);
        }
    }

    // Row 4.

    private double bytesPerKey(Server.Kind kind) throws Exception {
        try (Server server = start(kind, NO_FILES);
                var client = new Client(server.port)) {
            client.fill(memoryKeys);
            return (double) server.memoryBytes() / memoryKeys;
        }
    }

    // Rows 5 to 9.

    private void resyncsElsewhere() throws Exception {
        resyncs("", "four replicas elsewhere", kind -> Followers.elsewhere());
    }

    private void resyncsBesideRedis() throws Exception {
        resyncs(" redis", "four redis-server replicas here", kind -> here(Server.Kind.REDIS));
    }

    private void resyncsBesideOwn() throws Exception {
        resyncs(" own", "four replicas of its own kind here", this::here);
    }

    private Followers here(Server.Kind kind) throws IOException {
        return Followers.here(root, kind, RESYNC);
    }

    private interface Setting {
        Followers of(Server.Kind master) throws Exception;
    }

    private void resyncs(String suffix, String replicas, Setting setting) throws Exception {
        // The first one compiles the client, whose compiler would be counted as the latency of the
        // server that happens to come first.
        resync(Server.Kind.REDIS, setting);
        List<List<Double>> engine = new ArrayList<>();
        List<List<Double>> redis = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            engine.add(resync(Server.Kind.ENGINE, setting));
            redis.add(resync(Server.Kind.REDIS, setting));
        }
        String[] what = {
            "extra bytes of the master",
            "p99 ms of the clients",
            "max ms of the clients",
            "seconds until the last replica streams",
            "seconds until the last replica has caught up"
        };
        for (int i = 0; i < what.length; i++) {
            int at = i;
            print(
                    5 + i + suffix,
                    what[i] + " while " + replicas + " resync fully under 20,000 SET/s",
                    false,
                    engine.stream().map(round -> round.get(at)).toList(),
                    redis.stream().map(round -> round.get(at)).toList());
        }
    }

    private List<Double> resync(Server.Kind kind, Setting setting) throws Exception {
        try (Server master = start(kind, RESYNC)) {
            try (var client = new Client(master.port)) {
                client.fill(keys);
            }
            return underLoad(master, setting);
        }
    }

    /// A server's first resync since its start is its warm-up, with the load before it. In the second
    /// one its memory is looked at, and the third one is timed: adding up the pages of a process
    /// takes milliseconds, in which a processor is not the server's and its memory is locked, and
    /// those would be half of the latencies beyond the hundredth.
    private List<Double> underLoad(Server master, Setting setting) throws Exception {
        var stop = new AtomicBoolean();
        var failure = new AtomicReference<Exception>();
        var load = new Load(master.port, 20_000, keys);
        Thread client =
                Thread.ofPlatform().start(() -> {
                    try {
                        load.run(stop::get);
                    } catch (IOException failed) {
                        failure.set(failed);
                    }
                });
        BooleanSupplier failed = () -> failure.get() != null;
        var figures = new ArrayList<Double>();
        try {
            pause(TimeUnit.SECONDS.toNanos(10));
            try (Followers first = Followers.elsewhere()) {
                new Resync(master, first, failed).run(() -> {});
            }
            try (Followers weighed = setting.of(master.kind)) {
                pause(TimeUnit.SECONDS.toNanos(2));
                long before = master.memoryBytes();
                var peak = new AtomicLong(before);
                new Resync(master, weighed, failed)
                        .run(() -> peak.accumulateAndGet(master.memoryBytes(), Math::max));
                figures.add((double) (peak.get() - before));
            }
            try (Followers timed = setting.of(master.kind)) {
                // The client's own collector has had its turn then.
                System.gc();
                pause(TimeUnit.SECONDS.toNanos(2));
                load.countFrom(System.nanoTime());
                var resync = new Resync(master, timed, failed);
                resync.run(() -> {});
                load.countUntil(System.nanoTime());
                figures.add(resync.streamsSeconds);
                figures.add(resync.caughtUpSeconds);
            }
        } finally {
            stop.set(true);
            client.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        figures.addAll(1, List.of(load.percentile(99), load.maxMillis()));
        return figures;
    }

    static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            java.util.concurrent.locks.LockSupport.parkNanos(left);
        }
    }

    // Rows 10 and 11.

    private double load(Server.Kind kind) throws Exception {
        Path folder = Files.createTempDirectory("bench-");
        Path kept = Files.createTempFile("bench-", ".rdb");
        try (Server server = Server.start(root, Server.Kind.REDIS, folder, NO_FILES);
                var client = new Client(server.port)) {
            client.fill(keys);
            client.ask("SAVE");
            Files.move(
                    folder.resolve("dump.rdb"), kept, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        Path again = Files.createTempDirectory("bench-");
        Files.move(kept, again.resolve("dump.rdb"));
        double empty = start(kind) / 1000;
        try (Server server = Server.start(root, kind, again, NO_FILES)) {
            double seconds = (System.nanoTime() - server.startedNanos) / 1e9 - empty;
            return keys / seconds;
        }
    }

    /// Milliseconds.
    private double start(Server.Kind kind) throws IOException {
        try (Server server = start(kind, NO_FILES)) {
            return (System.nanoTime() - server.startedNanos) / 1e6;
        }
    }
}
