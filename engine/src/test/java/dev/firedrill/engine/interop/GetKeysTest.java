package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/// COMMAND GETKEYS and GETKEYSANDFLAGS find the keys that redis-server finds, wherever they stand
/// among the words, and refuse what it refuses.
class GetKeysTest {
    private static final String LINES =
            """
            zunionstore d 2 a b
            zunionstore d 2 a b weights 1 2 aggregate max
            zunionstore d 2 a
            zunionstore d 3 a b weights 1
            zunionstore d 0 a
            zunionstore d 0
            zunionstore d -1 a
            zunionstore d x a
            zunionstore d 1.5 a
            zunionstore d 99999999999999999999 a
            zunionstore d 2147483648 a b
            zunionstore d 4294967297 a b
            zunionstore d 9223372036854775807 a b
            zunionstore d 1
            zunionstore d 2x a b c
            zunionstore d +2 a
            zunionstore d -01 a
            zunionstore d 004294967298 a b c
            zunionstore d 18446744073709551617 a
            zunion 02 a b withscores
            zdiff 1e3 a b
            sintercard +1 a limit 2
            blmpop 0 01 a left
            lmpop 1a a left
            zmpop 02 a min
            zintercard 4294967298 a b c
            zinterstore d 1 a
            zinterstore d 2 a b aggregate sum
            zinterstore d 01 a
            zinterstore d +1 a
            zdiffstore d 2 a b
            zdiffstore d 2 a b c
            zunion 2 a b withscores
            zunion 1 a
            zunion 0 a
            zunion 3 a b
            zunion x a b
            zunion 1
            zinter 2 a b weights 1 2
            zinter 2 a
            zinter -2 a b
            zintercard 2 a b limit 3
            zintercard 1 a limit
            zintercard 2 a
            zdiff 2 a b withscores
            zdiff 5 a b withscores
            sintercard 2 a b
            sintercard 2 a b limit 1
            sintercard 3 a b limit
            sintercard 4 a b limit
            sintercard x a
            lmpop 1 a left
            lmpop 2 a b right count 3
            lmpop 3 a left
            lmpop 2 a left
            lmpop 0 a left
            lmpop 1 a
            blmpop 0 1 a left
            blmpop 0 2 a b right count 3
            blmpop x 2 a b right
            blmpop 0 3 a left
            blmpop 0 y a left
            blmpop 0 1 a
            zmpop 1 a min
            zmpop 2 a b max count 3
            zmpop 9 a b max count 3
            zmpop 1 a
            bzmpop 0 1 a min
            bzmpop 0 2 a b max count 3
            bzmpop 0 9 a min
            bzmpop 0 0 a min
            blpop a b c 0
            blpop a 0
            blpop a
            brpop a b 0
            bzpopmin a b 0
            bzpopmax a 0
            blmove a b left right 0
            blmove a b left right
            brpoplpush a b 0
            rpoplpush a b
            lmove a b left left
            memory usage a
            memory usage a samples 5
            memory usage
            memory purge
            memory doctor
            memory foo a
            memory
            object encoding a
            object freq a
            object idletime a
            object refcount a
            object refcount a b
            object encoding
            object help
            object foo a
            object
            debug object a
            debug digest
            mset a 1 b 2
            mset a 1 b
            mset a
            msetnx a 1 b 2
            msetnx a 1 b 2 c
            mget a b c
            mget
            del a b
            unlink a b
            exists a b a
            touch a b
            watch a b
            bitop and d a b
            bitop not d a
            bitop and d
            set a b
            set a b get
            set a b ex 10 get
            set a get
            set a b nx
            set get get
            bitfield a get u8 0
            bitfield a set u8 0 1
            bitfield a incrby u8 0 1
            bitfield a get u8 0 set u8 0 1
            bitfield a overflow sat
            bitfield a
            bitfield a foo
            bitfield a get
            bitfield_ro a get u8 0
            rename a b
            renamenx a b
            copy a b
            copy a b db 1 replace
            move a 1
            dump a
            restore a 0 x
            restore a 0
            restore a 0 x replace
            sdiff a b
            sdiffstore d a b
            sdiffstore d
            sinter a b
            sinterstore d a b
            sunion a
            sunionstore d a b
            smove a b m
            zrangestore d s 0 -1
            zrange a 0 -1
            zrange a 0
            zadd a 1 m
            getex a ex 10
            getdel a
            lcs a b
            lcs a b idx
            lpos a x
            expire a 10
            scan 0
            sscan a 0
            hscan a 0
            keys *
            randomkey
            publish a b
            spublish a b
            ssubscribe a b
            sunsubscribe a
            sunsubscribe
            subscribe a
            client list
            client setname x
            config get x
            config set a b
            command getkeys get a
            command count
            wait 0 0
            multi
            exec
            select 1
            swapdb 0 1
            flushall
            ping
            ping x
            echo a
            get a
            get
            get a b
            GET a
            nosuch a
            substr a 0 1
            getrange a 0 1
            hset a f v
            hset a f
            lpush a
            append a b
            psync ? -1
            replconf ack 1
            replicaof a 1
            latency reset
            slowlog get
            pubsub channels
            object|encoding a
            memory|usage a
            """;

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static String told(Jedis client, String subcommand, String line) {
        var words = new ArrayList<>(List.of("command", subcommand));
        words.addAll(List.of(line.split(" ", -1)));
        return String.valueOf(Answers.to(client, words.toArray(String[]::new)));
    }

    @Test
    void commandsThatAreNotHereHaveNoKeys() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var here = Answers.client(engine.port())) {
            for (String line : List.of("pfcount a b", "sort a", "eval x 1 a", "xadd a * f v")) {
                assertThat(told(here, "getkeys", line)).isEqualTo("-ERR Invalid command specified");
            }
        }
    }

    @Test
    void theKeysOfALineAreThoseThatRedisFinds() throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var there = redis.client();
                var here = Answers.client(engine.port())) {
            var different = new ArrayList<String>();
            for (String line : LINES.lines().toList()) {
                for (String subcommand : List.of("getkeys", "getkeysandflags")) {
                    String wanted = told(there, subcommand, line);
                    String seen = told(here, subcommand, line);
                    if (!wanted.equals(seen)) {
                        different.add(
                                "%s %s\n  redis-server: %s\n  engine: %s"
                                        .formatted(subcommand, line, wanted, seen));
                    }
                }
            }
            assertThat(different).isEqualTo(List.of());
        }
    }
}
