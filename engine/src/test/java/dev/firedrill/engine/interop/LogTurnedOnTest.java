package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// CONFIG SET appendonly yes answers OK only where a log can be kept. Otherwise writes would be
/// acknowledged for a log that does not exist.
class LogTurnedOnTest {
    @TempDir private Path folder;

    /// A file stands where the folder of the log belongs: the switch is refused and stays off, with
    /// all that was set in the same command; once the file is gone the log can be turned on.
    @Test
    void itIsRefusedWhereThereCanBeNoLog() throws Exception {
        RealRedis.assumeInstalled();
        Path theirs = Files.createDirectory(folder.resolve("redis"));
        Path ours = Files.createDirectory(folder.resolve("engine"));
        try (var redis = RealRedis.start(theirs);
                var engine = EngineProcess.start(ours, RealRedis.freePort(), "--dir", "" + ours)) {
            var expected = answers(redis.port(), theirs);

            assertThat(answers(engine.port(), ours)).isEqualTo(expected);
            assertThat(expected.getFirst()).startsWith("ERR CONFIG SET failed");
        }
    }

    private static List<String> answers(int port, Path dir) throws Exception {
        var seen = new ArrayList<String>();
        Path inTheWay = Files.writeString(dir.resolve("appendonlydir"), "");
        seen.add(Peers.cli(port, "CONFIG", "SET", "hz", "17", "APPENDONLY", "YES").strip());
        seen.add(Peers.cli(port, "CONFIG", "GET", "appendonly").strip());
        seen.add(Peers.cli(port, "CONFIG", "GET", "hz").strip());
        seen.add(Peers.info(port, "aof_enabled"));
        seen.add(Peers.cli(port, "SET", "a", "1").strip());
        Files.delete(inTheWay);
        seen.add(Peers.cli(port, "CONFIG", "SET", "hz", "17", "APPENDONLY", "YES").strip());
        seen.add(Peers.cli(port, "CONFIG", "GET", "appendonly").strip());
        seen.add(Peers.cli(port, "CONFIG", "GET", "hz").strip());
        seen.add(Peers.cli(port, "CONFIG", "SET", "appendonly", "yes").strip());
        return seen;
    }
}
