package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// DEBUG RELOAD with its options: the same answers and the same data as redis-server.
class DebugReloadTest {
    private static final String COMMANDS =
            """
            debug reload foo
            debug reload nosave foo
            debug reload nosave
            set a 1
            debug reload nosave noflush
            dbsize
            debug reload nosave
            dbsize
            set a 1
            rpush l x y
            zadd z 1 m
            select 3
            hset h f 1
            set e 1 px 3600000
            debug reload
            debug digest
            set new 1
            set e changed
            debug reload NoSave NOFLUSH merge
            get e
            ttl e
            get new
            debug digest
            set e changed
            debug reload noflush merge
            get e
            debug reload merge
            debug digest
            set gone 1
            debug reload merge nosave
            get gone
            debug digest
            flushall
            set other 1
            debug reload nosave noflush
            get other
            dbsize
            debug digest
            debug reload
            debug digest
            """;

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    @Test
    void eachOptionDoesWhatItDoesInRedis() throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var there = redis.client();
                var here = Answers.client(engine.port())) {
            var different = new ArrayList<String>();
            for (String line : COMMANDS.lines().toList()) {
                String[] words = line.split(" ", -1);
                String wanted = String.valueOf(Answers.to(there, words));
                String seen = String.valueOf(Answers.to(here, words));
                if (!wanted.equals(seen)) {
                    different.add(line + "\n  redis-server: " + wanted + "\n  engine: " + seen);
                }
            }
            assertThat(different).isEqualTo(List.of());

            for (Path folder : List.of(theirs, ours)) {
                Files.writeString(folder.resolve("dump.rdb"), "no snapshot");
            }
            assertThat(redis.cli("DEBUG", "RELOAD", "NOSAVE"))
                    .isEqualTo("ERR Error trying to load the RDB dump");
            assertThat(engine.cli("DEBUG", "RELOAD", "NOSAVE"))
                    .isEqualTo("ERR Error trying to load the RDB dump");
            assertThat(engine.cli("DBSIZE")).isEqualTo(redis.cli("DBSIZE")).isEqualTo("0");
        }
    }

    /// What is in memory is dropped, and read again from the log: the same data, expiries included.
    @Test
    void theLogIsLoadedAgain() throws Exception {
        String[] options = {"--save", "", "--appendonly", "yes"};
        try (var engine = RunningEngine.start(ours, options);
                var redis = RealRedis.start(theirs, options)) {
            for (int port : new int[] {engine.port(), redis.port()}) {
                Peers.fill(port, 0, "before:");
                Peers.cli(port, "BGREWRITEAOF");
                Peers.awaitEqual(() -> Peers.info(port, "aof_rewrite_in_progress"), "0");
                Peers.fill(port, 3, "after:");
                String digest = Peers.digest(port);
                // Neither in the log nor in its base: gone afterwards.
                Peers.cli(port, "DEBUG", "POPULATE", "10", "unlogged");
                assertThat(Peers.digest(port)).isNotEqualTo(digest);

                assertThat(Peers.cli(port, "DEBUG", "LOADAOF")).isEqualTo("OK");

                assertThat(Peers.digest(port)).isEqualTo(digest);
                Peers.cli(port, "SET", "goes", "on");
                String later = Peers.digest(port);
                assertThat(Peers.cli(port, "DEBUG", "LOADAOF")).isEqualTo("OK");
                assertThat(Peers.digest(port)).isEqualTo(later).isNotEqualTo(digest);
            }
        }
    }

    /// redis-server ends itself over this.
    @Test
    void withoutMergeAKeyThatIsThereIsNotOverwritten() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "")) {
            engine.cli("MSET", "a", "1", "b", "1");
            assertThat(engine.cli("DEBUG", "RELOAD")).isEqualTo("OK");
            engine.cli("DEL", "b");
            engine.cli("SET", "a", "2");
            assertThat(engine.cli("DEBUG", "RELOAD", "NOSAVE", "NOFLUSH"))
                    .isEqualTo("ERR Error trying to load the RDB dump");
            assertThat(engine.cli("MGET", "a", "b")).isEqualTo("2");
            assertThat(engine.cli("DBSIZE")).isEqualTo("1");
        }
    }

    /// Its own snapshot begins when the one that is under way has ended.
    @Test
    void aSnapshotThatIsUnderWayIsFinishedFirst() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var client = Peer.connect(engine.port())) {
            client.ask("DEBUG", "POPULATE", "100000");
            String digest = Peers.digest(engine.port());

            client.send(List.of("BGSAVE"));
            client.send(List.of("DEBUG", "RELOAD"));

            assertThat(ReplyText.of(client.receive())).isEqualTo("+Background saving started");
            assertThat(ReplyText.of(client.receive())).isEqualTo("+OK");
            assertThat(Peers.digest(engine.port())).isEqualTo(digest);
            assertThat(Peers.info(engine.port(), "rdb_saves")).isEqualTo("2");
        }
    }
}
