package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.resp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same random commands to the engine and to redis-server get the same replies and leave the
/// same data. Longer: `-Dfiredrill.differential.commands=5000 -Dfiredrill.differential.seeds=20`;
/// one of them again: `-Dfiredrill.differential.seed=`.
class DifferentialTest {
    private static final int COMMANDS = Integer.getInteger("firedrill.differential.commands", 3000);
    private static final int SEEDS = Integer.getInteger("firedrill.differential.seeds", 6);

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static List<List<String>> commands(long seed) {
        return new CommandGenerator(new Prng(seed)).commands(COMMANDS);
    }

    private static List<Long> seeds() {
        Long only = Long.getLong("firedrill.differential.seed");
        if (only != null) {
            return List.of(only);
        }
        var seeds = new ArrayList<Long>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            seeds.add(seed);
        }
        long fresh = System.nanoTime() & 0xffffffffL;
        seeds.add(fresh);
        return seeds;
    }

    @Test
    void theSameCommandsGiveTheSameRepliesAndTheSameData() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var redis = RealRedis.start(theirs);
                var one = Peer.connect(engine.port());
                var other = Peer.connect(redis.port())) {
            var reports = new ArrayList<String>();
            for (long seed : seeds()) {
                System.err.println("differential test: seed " + seed + ", " + COMMANDS);
                List<List<String>> commands = commands(seed);
                var difference = duel(engine, seed, commands, one, other);
                if (difference.isPresent()) {
                    String again =
                            "-Dtest=DifferentialTest -Dfiredrill.differential.seed="
                                    + seed
                                    + " -Dfiredrill.differential.commands="
                                    + COMMANDS;
                    reports.add(
                            new DuelReport(commands, protocol(seed), one, other)
                                    .text(difference.get(), again));
                }
            }
            assertThat(reports).as(String.join("\n", reports)).isEmpty();
        }
    }

    /// Every other one is had in RESP3.
    private static int protocol(long seed) {
        return seed % 2 == 0 ? 3 : 2;
    }

    private static Optional<Duel.Difference> duel(
            RunningEngine engine, long seed, List<List<String>> commands, Peer one, Peer other)
            throws IOException {
        try {
            return Duel.run(commands, protocol(seed), one, other);
        } catch (IOException noAnswer) {
            engine.throwWhatItDiedOf();
            throw noAnswer;
        }
    }

    /// An engine with a bug: some commands never arrive, or are answered wrongly.
    private record Flawed(Peer peer, String command, boolean lost) implements Peer {
        @Override
        public Reply ask(List<String> words) throws IOException {
            if (!Agreement.name(words).equals(command)) {
                return peer.ask(words);
            }
            if (lost) {
                return new Reply.Int(0);
            }
            Reply reply = peer.ask(words);
            return reply instanceof Reply.Int(long value) && value >= 2
                    ? new Reply.Int(value + 1)
                    : reply;
        }

        @Override
        public String kind() {
            return peer.kind();
        }

        @Override
        public void close() throws IOException {
            peer.close();
        }
    }

    @Test
    void aWrongReplyIsFoundAndTheSequenceThatLeadsThereIsShort() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var redis = RealRedis.start(theirs);
                var flawed = new Flawed(Peer.connect(engine.port()), "LLEN", false);
                var other = Peer.connect(redis.port())) {
            List<List<String>> commands = commands(1);
            var found = Duel.run(commands, 2, flawed, other);
            assertThat(found).isPresent();
            assertThat(Agreement.name(found.orElseThrow().command())).isEqualTo("LLEN");

            var report = new DuelReport(commands, 3, flawed, other);
            List<List<String>> shrunk = report.shrunk(found.orElseThrow());

            assertThat(shrunk).hasSizeLessThanOrEqualTo(3);
            assertThat(Agreement.name(shrunk.getLast())).isEqualTo("LLEN");
        }
    }

    @Test
    void aLostWriteIsFoundInTheData() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var redis = RealRedis.start(theirs);
                var flawed = new Flawed(Peer.connect(engine.port()), "HSET", true);
                var other = Peer.connect(redis.port())) {
            // The reply is what an existing field gets, so that only the data can tell.
            var commands =
                    List.of(List.of("HSETNX", "h", "f", "1"), List.of("HSET", "h", "f", "2"));

            var found = Duel.run(commands, 2, flawed, other);

            assertThat(found.orElseThrow().command()).containsExactly("DEBUG", "DIGEST");
            assertThat(Duel.run(commands.subList(0, 1), 2, flawed, other)).isEmpty();
        }
    }
}
