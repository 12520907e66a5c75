package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same words to redis-server and to the engine: the same answers, refusals included, in both
/// protocols.
class IntrospectionParityTest {
    private static final String COMMANDS =
            """
            client foo
            client
            client list type x
            client list id a
            client list id 1 foo
            client list id 0
            client list id -1 99999
            client kill a
            client kill id x
            client kill type x
            client kill user nobody
            client kill skipme maybe
            client kill maxage 3
            client kill addr
            client kill id 9999
            client kill laddr 1.2.3.4:5
            client pause x
            client pause -1
            client pause 1 foo
            client reply foo
            client no-evict maybe
            client no-evict on
            client unblock 99
            client unblock x
            client unblock 99 foo
            client getredir
            client trackinginfo
            client setname a
            client getname
            client setname
            client setname a b
            object
            object encoding
            object encoding nope
            object freq nope
            object foo x
            set n 5
            object refcount n
            set n 10000
            object refcount n
            object encoding n
            object freq n
            object idletime n
            config set maxmemory-policy allkeys-lfu
            object idletime n
            config set maxmemory-policy noeviction
            slowlog get -2
            slowlog get x
            slowlog foo
            slowlog reset
            latency history
            latency graph x
            latency histogram nope
            latency foo
            command getkeys
            command getkeys foo bar
            command getkeys ping x
            command getkeys get
            command getkeys get a b
            command getkeysandflags set a b
            command getkeysandflags set a b get
            command getkeys mset a 1 b 2
            command getkeys del a b c
            command getkeysandflags rename a b
            command getkeysandflags copy a b
            command getkeys object encoding x
            command getkeys client list
            command list filterby pattern hgetal*
            command list filterby aclcat nope
            command list filterby module x
            command list foo
            command info nope
            command docs nope
            command count x
            memory usage nope
            memory usage x samples
            memory usage x samples -1
            memory purge
            memory foo
            debug
            debug foo
            debug object nope
            debug set-active-expire 1
            debug quicklist-packed-threshold 100b
            debug digest-value a
            debug populate 3 k 5
            get k:0
            get k:2
            debug populate 3 kk 12
            get kk:2
            debug populate 3 k3
            get k3:2
            debug digest
            debug digest-value k:0 k3:1 nope
            rpush l a b c
            sadd s 1 2 3
            hset h f 1 g 2
            set e x ex 1000
            debug digest-value l s h e
            debug digest
            debug reload
            debug digest
            debug change-repl-id
            debug error foo
            debug log foo
            debug protocol string
            debug protocol integer
            debug protocol null
            debug protocol array
            debug protocol set
            debug protocol verbatim
            pubsub
            pubsub foo
            pubsub channels
            pubsub channels a b
            pubsub numsub a b
            pubsub numpat
            pubsub shardchannels
            pubsub shardnumsub a
            pubsub numpat x
            publish a b
            spublish a b
            unsubscribe
            punsubscribe x
            sunsubscribe
            copy l l
            copy l l2
            copy l l2
            copy l l2 replace
            copy nope l9
            copy l l2 db 3
            copy l l2 db 99
            copy l l2 db x
            copy l l2 foo
            move l 3
            move l 0
            move l 99
            move l x
            move nope 3
            move l2 3
            swapdb 0 3
            dbsize
            swapdb 0 0
            swapdb 0 99
            swapdb x 0
            swapdb 0 x
            swapdb 3 0
            dbsize
            touch l s nope
            expiretime e2
            pexpire l 100000 gt
            pexpire l 100000 nx
            pexpire l 200000 gt
            pexpire l 100000 xx
            pexpire l 1000 nx xx
            pexpire l 1000 gt lt
            pexpire l 1000 foo
            expiretime nope
            pexpiretime nope
            restore r 0 x
            restore r -1 x
            restore r x x
            restore r 0 abcdefghijklmnop
            restore l 0 x
            restore r 0 x foo
            restore r 0 x idletime -1
            restore r 0 x freq 256
            restore r 0 x freq 1 idletime 2
            reset
            info foo
            config foo
            config get
            config set a
            config help x
            """;

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void answersAreEqualToTheByte(int protocol) throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var there = Peer.connect(redis.port());
                var here = Peer.connect(engine.port())) {
            there.ask("HELLO", Integer.toString(protocol));
            here.ask("HELLO", Integer.toString(protocol));
            var different = new ArrayList<String>();
            for (String line : COMMANDS.lines().toList()) {
                String[] words = line.split(" ", -1);
                there.ask(words);
                here.ask(words);
                if (!here.raw().equals(there.raw())) {
                    different.add(
                            line
                                    + "\n  redis-server: "
                                    + there.raw()
                                    + "\n  engine: "
                                    + here.raw());
                }
            }
            assertThat(different).isEqualTo(List.of());
        }
    }
}
