package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each command counts as many changes as redis-server counts (`rdb_changes_since_last_save`): save
/// points go by them. One seed again: `-Dfiredrill.changes.seed=`, longer:
/// `-Dfiredrill.changes.commands=`.
class ChangeCountTest {
    private static final int COMMANDS = Integer.getInteger("firedrill.changes.commands", 1_500);
    private static final Pattern CHANGES = Pattern.compile("rdb_changes_since_last_save:(\\d+)");

    /// What chance decides, what may wait, what counts at its end, and what counts a string that
    /// only grew: see [PropagatedStreamTest].
    private static final Pattern LEFT_OUT = Pattern.compile("SPOP|B[LRZ].*|MULTI|EXEC|DISCARD");

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static long changes(Peer peer) throws IOException {
        String info = ReplyText.of(peer.ask("INFO", "persistence"));
        Matcher matcher = CHANGES.matcher(info);
        assertThat(matcher.find()).as(info).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private static List<List<String>> commands(long seed) {
        var generator = new CommandGenerator(new Prng(seed));
        var commands = new ArrayList<>(generator.commands(COMMANDS));
        commands.removeIf(command -> LEFT_OUT.matcher(Agreement.name(command)).matches());
        return commands;
    }

    private static String counted(Peer peer, List<String> command) throws IOException {
        long before = changes(peer);
        peer.ask(command);
        return ReplyText.command(command) + ": " + (changes(peer) - before);
    }

    @Test
    void eachCommandCountsAsManyChangesAsInRedis() throws Exception {
        Long only = Long.getLong("firedrill.changes.seed");
        var seeds = only != null ? List.of(only) : List.of(1L, 2L, System.nanoTime() & 0xffffffffL);
        try (var engine = RunningEngine.start(ours, "--save", "");
                var redis = RealRedis.start(theirs);
                var one = Peer.connect(engine.port());
                var other = Peer.connect(redis.port())) {
            for (long seed : seeds) {
                one.ask("FLUSHALL");
                other.ask("FLUSHALL");
                for (List<String> command : commands(seed)) {
                    assertThat(counted(one, command))
                            .as("changes; again with -Dfiredrill.changes.seed=%d", seed)
                            .isEqualTo(counted(other, command));
                }
            }
            for (String command :
                    List.of(
                            "BITFIELD new SET u8 0 1 INCRBY u8 8 2 GET u8 0",
                            "BITFIELD new OVERFLOW FAIL INCRBY u8 0 255 INCRBY u8 8 1",
                            "RPUSH l a b c",
                            "LTRIM l 0 -1",
                            "LTRIM l 1 1")) {
                List<String> words = List.of(command.split(" "));
                assertThat(counted(one, words)).isEqualTo(counted(other, words));
            }
        }
    }
}
