package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A log whose last command is cut off, as a crash leaves it: read up to there, or refused, as
/// `aof-load-truncated` says. Each server with its own log and with the other's.
class AofTruncatedTest {
    private static final String LOG = "appendonlydir/appendonly.aof.1.incr.aof";
    private static final String[] OPTIONS = {"--save", "", "--appendonly", "yes"};

    /// What is acknowledged is in the file. With `everysec` the engine may still hold the last
    /// commands for one batch, and of a batch that is cut off it loads nothing.
    private static final String[] WRITER = {
        "--save", "", "--appendonly", "yes", "--appendfsync", "always"
    };

    private static final String REFUSAL = "Unexpected end of file reading the append only file";

    @TempDir private Path written;
    @TempDir private Path first;
    @TempDir private Path second;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static String write(int port) {
        Peers.fill(port, 0, "a:");
        String digest = Peers.digest(port);
        Peers.cli(port, "RPUSH", "list", "the last element");
        assertThat(Peers.digest(port)).isNotEqualTo(digest);
        return digest;
    }

    /// Answers the digest of before the last command.
    private String writtenBy(String writer) throws Exception {
        String digest;
        if (writer.equals("engine")) {
            try (var engine = RunningEngine.start(written, WRITER)) {
                digest = write(engine.port());
                engine.terminate();
            }
        } else {
            try (var redis = RealRedis.start(written, WRITER)) {
                digest = write(redis.port());
                redis.cli("SHUTDOWN");
            }
        }
        return digest;
    }

    private void cutInto(Path folder, int bytesOff) throws IOException {
        Files.createDirectory(folder.resolve("appendonlydir"));
        try (Stream<Path> files = Files.list(written.resolve("appendonlydir"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(written.relativize(file)));
            }
        }
        byte[] whole = Files.readAllBytes(folder.resolve(LOG));
        Files.write(folder.resolve(LOG), Arrays.copyOf(whole, whole.length - bytesOff));
    }

    @ParameterizedTest
    @CsvSource({"engine, 1", "engine, 20", "redis, 1", "redis, 20"})
    void isReadUpToThere(String writer, int bytesOff) throws Exception {
        String digest = writtenBy(writer);
        cutInto(first, bytesOff);
        cutInto(second, bytesOff);
        try (var engine = RunningEngine.start(first, OPTIONS);
                var redis = RealRedis.start(second, OPTIONS)) {
            assertThat(Peers.digest(redis.port())).isEqualTo(digest);
            assertThat(Peers.digest(engine.port())).isEqualTo(digest);
            assertThat(engine.log())
                    .anyMatch(line -> line.contains("short read while loading the AOF file"))
                    .anyMatch(line -> line.endsWith("because aof-load-truncated is enabled"));
            // What comes now stands behind the good part.
            engine.cli("SET", "after", "1");
            digest = Peers.digest(engine.port());
            engine.terminate();
        }
        try (var engine =
                RunningEngine.start(
                        first, "--save", "", "--appendonly", "yes", "--aof-load-truncated", "no")) {
            assertThat(Peers.digest(engine.port())).isEqualTo(digest);
        }
    }

    @ParameterizedTest
    @CsvSource({"engine, 1", "redis, 20"})
    void isRefusedWhereThatIsWanted(String writer, int bytesOff) throws Exception {
        writtenBy(writer);
        cutInto(first, bytesOff);
        byte[] before = Files.readAllBytes(first.resolve(LOG));

        var ended =
                RunningEngine.endsAtStart(
                        first, "--save", "", "--appendonly", "yes", "--aof-load-truncated", "no");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.log()).anyMatch(line -> line.contains(REFUSAL));
        assertThat(Files.readAllBytes(first.resolve(LOG))).isEqualTo(before);
        var redis =
                List.of(
                        "redis-server",
                        "--port",
                        Peers.port(RealRedis.freePort()),
                        "--dir",
                        first.toString(),
                        "--appendonly",
                        "yes",
                        "--aof-load-truncated",
                        "no");
        assertThat(RealRedis.run(redis)).contains(REFUSAL);
    }
}
