package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// CONFIG GET and SET with names in any case, patterns, aliases and duplicates: which spelling is
/// answered, and which is reported. The order of the names is left open: redis-server's is that of
/// a hash table.
class ConfigNamesTest {
    private static final List<String> COMMANDS =
            """
            GET MAXMEMORY
            GET MaxMemory
            GET maxmemory MAXMEMORY MaxMemory
            GET MAXMEMORY maxmemory
            GET MAXMEMORY* maxmemory
            GET MAXMEMORY maxmemory*
            GET maxmemory?POLICY MAXMEMORY-policy
            GET maxmemor[Yy] MAXMEMORY
            GET [A-M]axmemory
            GET \\maxmemory
            GET maxmemory\\-policy
            GET maxmemor\\y*
            GET maxmemory]
            GET nosuch NOSUCH
            GET slave-priority REPLICA-PRIORITY Slave-Priority
            GET CLIENT-OUTPUT-BUFFER-LIMIT
            SET MAXMEMORY 0
            SET maxmemory 0 MAXMEMORY 0
            SET MAXMEMORY 0 maxmemory 0
            SET MAXMEMORY x
            SET NoSuch 1 nosuch 2
            SET MAXMEMORY x NoSuch 1
            SET NoSuch 1 MAXMEMORY x
            SET MAXMEMORY x DATABASES 3
            SET DATABASES 3 NoSuch 1
            SET MAXMEMORY x SAVE 1 SAVE 1
            SET hash-max-listpack-entries 9 HASH-MAX-ziplist-ENTRIES 11
            GET hash-max-*entries
            SET hash-max-ziplist-entries 7 hash-max-listpack-entries 8
            GET HASH-MAX-ZIPLIST-ENTRIES hash-max-listpack-entries
            SET HASH-MAX-ZIPLIST-ENTRIES 1 hash-max-ziplist-entries 2
            SET SLAVE-PRIORITY x
            SET slave-priority 1 replica-priority x
            GET *-priority
            SET Appendfsync nope
            SET SAVE 1
            SET DBFilename a/b
            SET NOTIFY-KEYSPACE-EVENTS q
            SET OOM-SCORE-ADJ-VALUES x
            SET MAXMEMORY 1 maxmemory
            """
                    .lines()
                    .toList();

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static List<String> asked(Peer peer, List<String> command) throws Exception {
        var answer = peer.ask(command);
        var elements = ReplyText.elements(answer);
        return elements.isEmpty()
                ? List.of(ReplyText.of(answer))
                : ReplyText.pairs(elements).stream().sorted().toList();
    }

    @Test
    void namesAreSpelledAsRedisSpellsThem() throws Exception {
        String[] options = {"--enable-protected-configs", "yes", "--save", ""};
        try (var redis = RealRedis.start(theirs, options);
                var engine = RunningEngine.start(ours, options);
                var there = Peer.connect(redis.port());
                var here = Peer.connect(engine.port())) {
            var different = new ArrayList<String>();
            for (String line : COMMANDS) {
                List<String> command = List.of(("CONFIG " + line).split(" ", -1));
                List<String> wanted = asked(there, command);
                List<String> seen = asked(here, command);
                if (!seen.equals(wanted)) {
                    different.add("%s: %s, redis-server: %s".formatted(line, seen, wanted));
                }
            }
            assertThat(different).isEmpty();
        }
    }
}
