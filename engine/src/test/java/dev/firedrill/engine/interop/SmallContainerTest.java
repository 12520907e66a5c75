package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// With the options of the image and the memory of a container of 320 MB: long values are taken and
/// answered as by redis-server, what does not fit is refused to the one who asked for it, and
/// nobody can end the process.
class SmallContainerTest extends SmallContainer {
    @Test
    void valuesOf100MegabytesAreTakenAndAnsweredAsByRedisServer() throws IOException {
        RealRedis.assumeInstalled();
        var redis = opened(RealRedis.start(Files.createDirectories(folder.resolve("redis"))));
        for (int port : List.of(redis.port(), engine.port())) {
            try (var client = new BigClient(port)) {
                assertThat(client.answerWithValue(60, "SET", "k")).isEqualTo("+OK");
                assertThat(client.answerWithValue(100, "SET", "k")).isEqualTo("+OK");
                client.send("GET k\r\n");
                assertThat(client.valueChecksum()).isEqualTo(BigClient.checksum(100));
                assertThat(client.answerWithValue(60, "SET", "k")).isEqualTo("+OK");
                assertThat(client.answerWithValue(20, "APPEND", "k")).isEqualTo(":83886080");
                assertThat(client.answer("STRLEN", "k")).isEqualTo(":83886080");
                client.send("*1\r\n$5\r\nMULTI\r\n");
                assertThat(client.line()).isEqualTo("+OK");
                assertThat(client.answerWithValue(30, "SETEX", "k", "100")).isEqualTo("+QUEUED");
                assertThat(client.answerWithValue(30, "MSET", "j")).isEqualTo("+QUEUED");
                assertThat(client.answer("EXEC")).isEqualTo("*2");
                assertThat(client.line() + client.line()).isEqualTo("+OK+OK");
                client.send("GET j\r\n");
                assertThat(client.valueChecksum()).isEqualTo(BigClient.checksum(30));
                assertThat(client.answer("RENAME", "j", "k")).isEqualTo("+OK");
                assertThat(client.answer("COPY", "k", "j")).isEqualTo(":1");
                client.send("GET j\r\n");
                assertThat(client.valueChecksum()).isEqualTo(BigClient.checksum(30));
            }
        }
        assertServes();
        assertThat(engine.residentBytesOfItsOwn()).isLessThan(CONTAINER_MEGABYTES * MB);
    }

    @Test
    void repliesOf100MegabytesWaitForAClientThatDoesNotRead() throws IOException {
        BigClient slow = client();
        assertThat(slow.answerWithValue(10, "SET", "k")).isEqualTo("+OK");
        for (int i = 0; i < 10; i++) {
            slow.send("GET k\r\n");
        }
        assertServes();
        assertThat(engine.residentBytesOfItsOwn()).isLessThan(CONTAINER_MEGABYTES * MB);
        for (int i = 0; i < 10; i++) {
            assertThat(slow.valueChecksum()).isEqualTo(BigClient.checksum(10));
        }
    }

    @Test
    void aClientThatReadsNothingAtAllIsClosedAndNobodyElse() throws IOException {
        assertThat(client().answerWithValue(1, "SET", "k")).isEqualTo("+OK");
        BigClient greedy = client();
        for (int i = 0; i < 1000; i++) {
            greedy.send("GET k\r\n");
        }
        assertServes();
        assertThat(engine.residentBytesOfItsOwn()).isLessThan(CONTAINER_MEGABYTES * MB);
    }

    @Test
    void aReplicaReceivesAValueOf80MegabytesBySnapshotAndOneByStream() throws IOException {
        assertThat(client().answerWithValue(80, "SET", "k")).isEqualTo("+OK");
        EngineProcess replica = start("replica", "--replicaof", "127.0.0.1 " + engine.port());
        assertHas(replica, "k", 80);
        assertThat(client().answerWithValue(60, "SET", "k")).isEqualTo("+OK");
        assertHas(replica, "k", 60);
        assertServes();
        assertThat(replica.residentBytesOfItsOwn()).isLessThan(CONTAINER_MEGABYTES * MB);
        assertThat(engine.residentBytesOfItsOwn()).isLessThan(CONTAINER_MEGABYTES * MB);
    }

    private static void assertHas(EngineProcess replica, String key, int megabytes)
            throws IOException {
        Awaitility.await("the value is there")
                .atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> {
                    try (var client = new BigClient(replica.port())) {
                        assertThat(client.answer("STRLEN", key)).isEqualTo(":" + megabytes * MB);
                    }
                });
        try (var client = new BigClient(replica.port())) {
            client.send("GET " + key + "\r\n");
            assertThat(client.valueChecksum()).isEqualTo(BigClient.checksum(megabytes));
        }
    }

    @Test
    void theAppendOnlyFileHoldsAValueOf80Megabytes() throws IOException {
        for (String form : List.of("yes", "no")) {
            String[] options = {
                "--appendonly", "yes", "--appendfsync", "always", "--aof-use-rdb-preamble", form
            };
            engine = start("log-" + form, options);
            assertThat(client().answer("SET", "canary", "sings")).isEqualTo("+OK");
            assertThat(client().answerWithValue(70, "SET", "k")).isEqualTo("+OK");
            assertThat(client().answerWithValue(10, "APPEND", "k")).isEqualTo(":83886080");
            engine.kill();
            engine = start("log-" + form, options);
            assertHas(engine, "k", 80);
            assertServes();
        }
    }

    @Test
    void aSnapshotHoldsAValueOf80MegabytesAlsoIfItIsOverwrittenMeanwhile() throws IOException {
        assertThat(client().answerWithValue(80, "SET", "k")).isEqualTo("+OK");
        assertThat(client().answer("BGSAVE")).isEqualTo("+Background saving started");
        assertThat(client().answer("APPEND", "k", "x")).isEqualTo(":83886081");
        assertThat(client().answerWithValue(60, "SET", "k")).isEqualTo("+OK");
        Path snapshot = folder.resolve("engine").resolve("dump.rdb");
        Awaitility.await("the snapshot is written")
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> Files.exists(snapshot));
        engine.kill();
        engine = start("engine");
        assertHas(engine, "k", 80);
        assertServes();
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        BigClient client = client();
        assertThat(client.answerWithValue(60, "RPUSH", "l")).matches(REFUSED);
        assertThat(client.answer("SETRANGE", "s", "524288000", "x")).matches(REFUSED);
        assertThat(client.answer("SETBIT", "s", "4294967295", "1")).matches(REFUSED);
        assertThat(client.answerWithValue(60, "CLIENT", "SETNAME")).matches(REFUSED);
        assertThat(client.answerWithValue(300, "SET", "s")).matches(REFUSED);
        // The same connection goes on: what was not kept was read all the same.
        assertThat(client.answer("EXISTS", "l", "s")).isEqualTo(":0");
        assertThat(client.answerWithValue(60, "SET", "s")).isEqualTo("+OK");
        assertThat(client.answer("DUMP", "s")).matches(REFUSED);
        assertThat(client.answer("BITCOUNT", "s")).matches(REFUSED);
        assertServes();
    }

    @Test
    void severalClientsAtOnceGetWhatThereIs() throws IOException {
        var clients = new ArrayList<BigClient>();
        for (int i = 0; i < 6; i++) {
            BigClient one = client();
            one.send("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$62914560\r\n");
            one.sendBytes(55);
            clients.add(one);
        }
        assertServes();
        for (BigClient one : clients) {
            one.sendBytes(5);
            one.send("\r\n");
            assertThat(one.line()).matches("\\+OK|" + REFUSED);
        }
        assertServes();
    }

    /// What clients make the server keep between commands, a little at a time.
    @Test
    void whatIsKeptForClientsIsBounded() throws IOException {
        assertThat(floods("MULTI\r\n", "SET key " + "v".repeat(90) + "\r\n")).isTrue();
        assertServes();
        assertThat(floods("", "WATCH " + "key-%d ".repeat(8) + "\r\n")).isTrue();
        assertServes();
        assertThat(floods("", "SUBSCRIBE " + "channel-%d ".repeat(8) + "\r\n")).isTrue();
        assertServes();
        assertThat(floods("*1000000000\r\n$4\r\nMSET\r\n", "$1\r\na\r\n".repeat(20))).isTrue();
        assertServes();
    }

    /// Sends the same with other numbers, until the server has had enough of it.
    private boolean floods(String first, String next) throws IOException {
        try (var client = new BigClient(engine.port())) {
            var reader = Thread.ofVirtual().start(() -> readAll(client));
            client.send(first);
            try {
                for (int i = 0; i < 1_000_000 && reader.isAlive(); i += 100) {
                    var batch = new StringBuilder();
                    for (int j = 0; j < 100; j++) {
                        batch.append(next.replace("%d", Integer.toString(i + j)));
                    }
                    client.send(batch.toString());
                }
            } catch (SocketException closed) {
                return true;
            }
            return !reader.isAlive();
        }
    }

    /// Until the server refuses, or closes.
    private static void readAll(BigClient client) {
        try {
            for (String line = client.line(); !line.isEmpty(); line = client.line()) {
                if (line.startsWith("-")) {
                    return;
                }
            }
        } catch (IOException closed) {
            // As good as an end.
        }
    }

    @Test
    void commandsThatWouldFillTheHeapAreRefused() throws IOException {
        BigClient client = client();
        for (int i = 0; i < 300; i++) {
            var command = new StringBuilder("SADD set");
            for (int j = 0; j < 1000; j++) {
                command.append(" member:").append(i * 1000 + j);
            }
            client.send(command.append("\r\n").toString());
            assertThat(client.line()).isEqualTo(":1000");
        }
        assertThat(client.answer("SUNION", "set", "none")).matches(REFUSED);
        assertThat(client.answer("SUNIONSTORE", "other", "set")).matches(REFUSED);
        assertThat(client.answer("SRANDMEMBER", "set", "-100000000")).matches(REFUSED);
        assertThat(client.answer("DUMP", "set")).matches(REFUSED);
        assertThat(client.answer("SCARD", "set")).isEqualTo(":300000");
        assertServes();
    }

    @Test
    void aFullContainerRefusesWritesAndGoesOn() throws IOException {
        BigClient client = client();
        int count = 0;
        String answer = "+OK";
        while (answer.equals("+OK") && count < 100) {
            answer = client.answerWithValue(10, "SET", "k" + count++);
        }
        assertThat(answer).matches(REFUSED);
        assertServes();
        assertThat(engine.residentBytesOfItsOwn()).isLessThan(CONTAINER_MEGABYTES * MB);
        assertThat(client.answer("DEL", "k0", "k1", "k2")).isEqualTo(":3");
        assertThat(client.answerWithValue(10, "SET", "k0")).isEqualTo("+OK");
    }
}
