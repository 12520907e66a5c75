package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.interop.Surroundings.Configured;
import dev.firedrill.engine.interop.Surroundings.Configured.Form;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random commands get the replies of redis-server and leave its data, and the data outlives a
/// restart, in every environment that once made the engine behave differently. Longer:
/// `-Dfiredrill.environments.commands=5000`; one run again: `-Dfiredrill.environments.seed=`.
class EnvironmentsTest {
    private static final int COMMANDS = Integer.getInteger("firedrill.environments.commands", 800);
    private static final int CONTAINER_MEGABYTES = 320;

    /// 14 clients: the rest is for files and the JVM.
    private static final int DESCRIPTORS = 110;

    @TempDir private static Path theirs;
    private static RealRedis redis;

    @TempDir private Path ours;

    @BeforeAll
    static void startRedis() throws IOException {
        RealRedis.assumeInstalled();
        redis = RealRedis.start(theirs);
    }

    @AfterAll
    static void endRedis() {
        redis.close();
    }

    @FunctionalInterface
    private interface Opening {
        Surroundings open(Path folder) throws IOException;
    }

    record Case(String name, Opening opening) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> environments() throws IOException {
        var cases = new ArrayList<Case>();
        for (String locale : List.of("ar_EG", "de_DE", "fa_IR", "tr_TR")) {
            cases.add(locale("LANG=" + locale + ".UTF-8", locale + ".UTF-8", Map.of()));
        }
        cases.add(locale("LC_ALL=C", "tr_TR.UTF-8", Map.of("LC_ALL", "C")));
        cases.add(locale("LC_ALL=C.UTF-8", "tr_TR.UTF-8", Map.of("LC_ALL", "C.UTF-8")));
        cases.add(
                new Case(
                        DESCRIPTORS + " descriptors",
                        _ -> new Surroundings.FewDescriptors(DESCRIPTORS)));
        cases.add(container());
        cases.add(
                new Case(
                        "a wall clock that steps",
                        folder -> {
                            FakeClock.assumeInstalled();
                            return new Surroundings.SteppedClock(new FakeClock(folder));
                        }));
        for (Form form : Form.values()) {
            String name = form.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            cases.add(new Case("configured by " + name, folder -> new Configured(form, folder)));
        }
        return cases;
    }

    private static Case locale(String name, String language, Map<String, String> others) {
        var variables = new LinkedHashMap<>(Map.of("LANG", language));
        variables.putAll(others);
        return new Case(
                name,
                _ -> {
                    ShellServer.assumeLocale(language);
                    return new Surroundings.InLocale(variables);
                });
    }

    /// The name of the test says whether the kernel holds the limit.
    private static Case container() throws IOException {
        String name = "container of " + CONTAINER_MEGABYTES + " MB, ";
        long bytes = (long) CONTAINER_MEGABYTES << 20;
        Optional<MemoryGroup> tried = MemoryGroup.make(bytes);
        if (tried.isEmpty()) {
            return new Case(
                    name + "NOT HELD BY THE KERNEL: no control group may be made here",
                    _ -> new Surroundings.ToldOfContainer(CONTAINER_MEGABYTES));
        }
        tried.get().close();
        return new Case(
                name + "control groups " + tried.get().version(),
                _ -> new Surroundings.Container(MemoryGroup.make(bytes).orElseThrow()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("environments")
    void theSameCommandsGiveTheSameRepliesAndDataThatOutliveARestart(Case environment)
            throws Exception {
        long seed = Long.getLong("firedrill.environments.seed", System.nanoTime() & 0xffffffffL);
        System.err.println("environments test: " + environment + ", seed " + seed);
        try (var surroundings = environment.opening.open(ours)) {
            String digest;
            try (var life = begin(surroundings)) {
                assertNoDifference(surroundings, life, seed);
                digest = life.digestAfterRewrite();
                life.shutDown();
            }
            try (var life = begin(surroundings)) {
                assertThat(life.ask("DEBUG DIGEST")).as("loaded from the AOF").isEqualTo(digest);
                assertThat(life.ask("DEBUG RELOAD")).isEqualTo("+OK");
                assertThat(life.ask("DEBUG DIGEST")).as("loaded from an RDB").isEqualTo(digest);
                life.shutDown();
            }
        }
    }

    private static void assertNoDifference(Surroundings surroundings, Life life, long seed)
            throws IOException {
        List<List<String>> commands =
                surroundings.commands(new CommandGenerator(new Prng(seed)).commands(COMMANDS));
        int protocol = seed % 2 == 0 ? 3 : 2;
        try (Peer other = Peer.connect(redis.port())) {
            Peer engine = surroundings.between(life.client, life.port);
            Optional<Duel.Difference> difference = Duel.run(commands, protocol, engine, other);
            if (difference.isPresent()) {
                String again =
                        "-Dtest=EnvironmentsTest -Dfiredrill.environments.seed="
                                + seed
                                + " -Dfiredrill.environments.commands="
                                + COMMANDS;
                throw new AssertionError(
                        new DuelReport(commands, protocol, engine, other)
                                .text(difference.get(), again));
            }
        } catch (IOException noAnswer) {
            throw new IOException(life.printed(), noAnswer);
        }
    }

    /// From the start of the process to its end, with a client who was there first.
    private record Life(Process process, int port, Path log, Peer.OverSocket client)
            implements AutoCloseable {
        String ask(String command) throws IOException {
            return ReplyText.of(client.ask(command.split(" ")));
        }

        /// When the AOF has a second base and something after it.
        String digestAfterRewrite() throws IOException {
            assertThat(ask("BGREWRITEAOF")).contains("rewriting started");
            Awaitility.await("the log is rewritten")
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> ask("INFO persistence").contains("aof_rewrite_in_progress:0"));
            assertThat(ask("INFO persistence")).contains("aof_last_bgrewrite_status:ok");
            assertThat(ask("INCRBYFLOAT after-rewrite 1.5")).contains("1.5");
            return ask("DEBUG DIGEST");
        }

        void shutDown() throws Exception {
            client.send(List.of("SHUTDOWN"));
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(printed()).isZero();
            assertThat(printed()).doesNotContain("Exception");
        }

        String printed() throws IOException {
            return Files.readString(log, StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            client.close();
            process.destroyForcibly().onExit().join();
        }
    }

    private Life begin(Surroundings surroundings) throws IOException {
        int port = RealRedis.freePort();
        var options = new LinkedHashMap<String, String>();
        options.put("port", Integer.toString(port));
        options.put("bind", "127.0.0.1");
        options.put("dir", Files.createDirectories(ours.resolve("data")).toString());
        options.put("save", "");
        options.put("appendonly", "yes");
        options.put("enable-debug-command", "local");
        List<String> program = EngineProgram.wordsForAnyLocale(surroundings.flags(), ours);
        Path log = ours.resolve("log");
        Process process =
                surroundings.around(ServerStart.of(program, ours), options).begin(log.toFile());
        try {
            ServerStart.awaitAnswer(process, port, log);
            surroundings.verify(process);
            var life = new Life(process, port, log, Peer.connect(port));
            Awaitility.await("the dataset is loaded")
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> life.ask("INFO persistence").contains("loading:0"));
            return life;
        } catch (IOException | RuntimeException | AssertionError notThere) {
            process.destroyForcibly().onExit().join();
            throw notThere;
        }
    }
}
