package dev.firedrill.engine.interop;

import static dev.firedrill.engine.rdb.RdbBytes.intset;
import static dev.firedrill.engine.rdb.RdbBytes.latin;
import static dev.firedrill.engine.rdb.RdbBytes.listpack;
import static dev.firedrill.engine.rdb.RdbBytes.listpackText;
import static dev.firedrill.engine.rdb.RdbBytes.number;
import static dev.firedrill.engine.rdb.RdbBytes.score;
import static dev.firedrill.engine.rdb.RdbBytes.ziplist;
import static dev.firedrill.engine.rdb.RdbBytes.ziplistText;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.rdb.RdbBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Encodings that redis-server 7.0 reads and no longer writes, or never writes: the same bytes are
/// given to it and to the engine, and mean the same or are refused by both.
class OldEncodingsWithRedisTest {
    private static final String LONG = "a longer text ".repeat(30);

    @TempDir Path folder;

    @BeforeEach
    void redis() {
        RealRedis.assumeInstalled();
    }

    /// As each writes its own when it ends; so both get folders of their own.
    private Path folderWith(String name, byte[] file) throws Exception {
        Path own = Files.createDirectories(folder.resolve(name));
        Files.write(own.resolve("dump.rdb"), file);
        return own;
    }

    private void meansTheSame(String name, byte[] file, int keys) throws Exception {
        String digest;
        try (var redis = RealRedis.start(folderWith(name + "-redis", file))) {
            Awaitility.await(name)
                    .until(() -> redis.cli("INFO", "persistence").contains("loading:0"));
            digest = redis.cli("DEBUG", "DIGEST");
            assertThat(redis.cli("DBSIZE")).as(name).isEqualTo(Integer.toString(keys));
        }
        try (var engine = RunningEngine.start(folderWith(name + "-engine", file), "--save", "")) {
            assertThat(engine.cli("DBSIZE")).as(name).isEqualTo(Integer.toString(keys));
            assertThat(engine.cli("DEBUG", "DIGEST")).as(name).isEqualTo(digest);
        }
    }

    private static RdbBytes plain(RdbBytes file) {
        file.raw(0xfe, 0);
        file.key(0, "text").string("value").key(0, "long").string(LONG.repeat(100));
        file.key(0, "int8").raw(0xc0, 0x85).key(0, "int16").raw(0xc1, 0x18, 0xfc);
        file.key(0, "int32").raw(0xc2).little(4, -70_000);
        file.raw(0).raw(0xc0, 7).string("the key is a number");
        file.key(1, "list").length(3).string("a").raw(0xc0, 12).string(LONG);
        file.key(2, "set").length(3).string("a").string("b").raw(0xc1, 0, 1);
        file.key(3, "old scores").length(5);
        file.string("up").raw(254).string("down").raw(255).string("x").raw(3).raw(latin("1.5"));
        file.string("y").raw(19).raw(latin("0.10000000000000001")).string("z").raw(2, '-', '7');
        file.key(4, "hash").length(2).string("f").string("v").string("g").raw(0xc0, 3);
        return file;
    }

    private static RdbBytes packed(RdbBytes file) {
        file.key(9, "zipmap");
        file.string(
                new RdbBytes()
                        .raw(2)
                        .string("f")
                        .raw(1, 2)
                        .raw(latin("vXX"))
                        .raw(1, 'g')
                        .raw(254)
                        .little(4, LONG.length())
                        .raw(0)
                        .raw(latin(LONG))
                        .raw(0xff)
                        .bytes());
        file.key(10, "ziplist");
        file.string(
                ziplist(
                        ziplistText(""),
                        ziplistText("x".repeat(63)),
                        ziplistText(LONG),
                        ziplistText("y".repeat(70)),
                        number(0xf1, 0, 0),
                        number(0xfd, 0, 0),
                        number(0xfe, 1, -3),
                        number(0xc0, 2, -300),
                        number(0xf0, 3, -70_000),
                        number(0xd0, 4, 1L << 30),
                        number(0xe0, 8, Long.MIN_VALUE)));
        file.key(11, "ints2").string(intset(2, -5, 0, 700));
        file.key(11, "ints4").string(intset(4, -70_000, 1, 70_000));
        file.key(11, "ints8").string(intset(8, Long.MIN_VALUE, Long.MAX_VALUE));
        file.key(12, "zset ziplist");
        file.string(
                ziplist(
                        ziplistText("down"),
                        ziplistText("-inf"),
                        ziplistText("a"),
                        number(0xf2, 0, 0),
                        ziplistText("b"),
                        ziplistText("1.5"),
                        ziplistText("up"),
                        ziplistText("inf")));
        file.key(13, "hash ziplist");
        file.string(
                ziplist(
                        ziplistText("f"),
                        number(0xfe, 1, 100),
                        ziplistText("g"),
                        ziplistText(LONG)));
        file.key(14, "quicklist").length(2);
        file.string(ziplist(ziplistText("a"), number(0xf3, 0, 0)));
        file.string(ziplist(ziplistText(LONG)));
        return file;
    }

    private static RdbBytes present(RdbBytes file) {
        file.key(16, "hash listpack");
        file.string(
                listpack(
                        listpackText("f"), number(5, 0, 0), listpackText("g"), listpackText(LONG)));
        file.key(17, "zset listpack");
        file.string(
                listpack(
                        listpackText("down"),
                        listpackText("-inf"),
                        listpackText("a"),
                        number(3, 0, 0),
                        listpackText("b"),
                        listpackText("3.25")));
        file.key(18, "quicklist2").length(3).length(2);
        file.string(
                listpack(
                        number(127, 0, 0),
                        new byte[] {(byte) 0xdf, (byte) 0xff},
                        new byte[] {(byte) 0xd0, 0},
                        number(0xf1, 2, -30_000),
                        number(0xf2, 3, -8_000_000),
                        number(0xf3, 4, Integer.MIN_VALUE),
                        number(0xf4, 8, Long.MIN_VALUE),
                        listpackText(""),
                        listpackText("x".repeat(63)),
                        listpackText(LONG)));
        file.length(1).string("a node of its own").length(2);
        file.string(listpack(listpackText("last")));
        // Compressed: one literal, then a reference that repeats it 263 times.
        file.key(0, "packed").raw(0xc3).length(5).length(265);
        file.raw(0, 'a', 0xe0, 0xff, 0);
        file.raw(0xfb, 5, 2, 0xfe, 9);
        file.raw(0xfd).little(4, 2_000_000_000L).key(0, "seconds").string("1");
        file.raw(0xfc).little(8, 4_000_000_000_123L).raw(0xf8, 5).key(0, "idle").string("1");
        file.raw(0xf9, 200).key(0, "frequency").string("1");
        file.raw(0xfa).string("a remark of nobody").string("x");
        return file;
    }

    @Test
    void versionsWithoutAChecksum() throws Exception {
        meansTheSame("v1", plain(RdbBytes.version(1)).raw(0xff).bytes(), 10);
        meansTheSame("v4", packed(plain(RdbBytes.version(4))).raw(0xff).bytes(), 18);
    }

    @Test
    void everyTypeInOneFile() throws Exception {
        meansTheSame("v9", packed(plain(RdbBytes.version(9))).end(), 18);
        meansTheSame("v10", present(packed(plain(RdbBytes.version(10)))).end(), 22);
    }

    @Test
    void keysThatHoldNothingAreLeftOut() throws Exception {
        var file = RdbBytes.version(10).raw(0xfe, 0);
        file.key(1, "list").length(0).key(2, "set").length(0).key(3, "scores").length(0);
        file.key(4, "hash").length(0).key(5, "zset").length(0).key(14, "quick").length(0);
        file.key(18, "quick2").length(0).key(12, "zz").string(ziplist());
        file.key(13, "hz").string(ziplist()).key(10, "lz").string(ziplist());
        file.key(16, "hp").string(listpack()).key(17, "zp").string(listpack());
        file.key(0, "text").string("");
        meansTheSame("empty", file.end(), 1);
    }

    @Test
    void whatRedisRefusesIsRefused() throws Exception {
        Map<String, RdbBytes> files = new LinkedHashMap<>();
        files.put("nan", one(5).length(1).string("m").raw(score(Double.NaN)));
        files.put("nan as text", one(3).length(1).string("m").raw(253));
        files.put("node of kind 3", one(18).length(1).length(3).string("x"));
        files.put("encoding 4", one(0).raw(0xc4, 1));
        files.put("length of kind 0x82", one(0).raw(0x82, 1));
        files.put("database 16", RdbBytes.version(10).raw(0xfe, 16));
        files.put("version 11", RdbBytes.version(11));
        files.put(
                "compressed, too short",
                one(0).raw(0xc3).length(5).length(266).raw(0, 'a', 0xe0, 0xff, 0));
        files.put(
                "compressed, too long",
                one(0).raw(0xc3).length(5).length(264).raw(0, 'a', 0xe0, 0xff, 0));
        files.put(
                "compressed, outside",
                one(0).raw(0xc3).length(5).length(265).raw(0, 'a', 0xe0, 0xff, 1));
        files.put("ziplist, length", one(10).string(changed(ziplist(ziplistText("a")), 0)));
        files.put(
                "listpack, length",
                one(16).string(changed(listpack(listpackText("f"), listpackText("v")), 0)));
        files.put("intset, count", one(11).string(changed(intset(2, 1, 2), 4)));
        files.put("a key twice", one(0).string("v").key(0, "the key").string("w"));
        files.put("a member twice", one(2).length(2).string("a").string("a"));
        files.put(
                "a scored member twice",
                one(5).length(2).string("m").raw(score(1)).string("m").raw(score(2)));
        files.put("type 8", one(8).string("x"));
        files.put("type 20", one(20).string("x"));
        int number = 0;
        for (var file : files.entrySet()) {
            byte[] bytes = file.getValue().end();
            String why = file.getKey();
            Path theirs = folderWith("redis" + number, bytes);
            Process redis =
                    new ProcessBuilder(
                                    "redis-server",
                                    "--port",
                                    Integer.toString(RealRedis.freePort()),
                                    "--dir",
                                    theirs.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(theirs.resolve("log").toFile())
                            .start();
            Path ours = folderWith("engine" + number++, bytes);
            Path conf = Files.writeString(ours.resolve("redis.conf"), "dir " + ours + "\n");
            try (var engine = ServerProcess.start(conf, ours.resolve("log"))) {
                engine.awaitEnd();
                assertThat(Files.readString(ours.resolve("log")))
                        .as(why)
                        .contains("Fatal error loading the DB");
                assertThat(redis.waitFor(20, java.util.concurrent.TimeUnit.SECONDS))
                        .as("redis-server refuses: " + why)
                        .isTrue();
            } finally {
                redis.destroyForcibly();
            }
        }
    }

    private static RdbBytes one(int type) {
        return RdbBytes.version(10).raw(0xfe, 0).key(type, "the key");
    }

    private static byte[] changed(byte[] bytes, int at) {
        bytes[at]++;
        return bytes;
    }
}
