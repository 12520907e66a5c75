package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real file system that is full, and has room again.
class FullDiskTest {
    @TempDir Path folder;

    /// Writes are refused while there is no room, then taken again without a restart; everything
    /// acknowledged is there after a kill.
    @Test
    void theEngineComesOutOfAFullDiskByItself() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        String mounted =
                RealRedis.run(List.of("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk + ""));
        if (!mounted.isEmpty()) {
            System.err.println("SKIPPED: no tmpfs can be mounted here: " + mounted);
        }
        Assumptions.assumeTrue(mounted.isEmpty(), "no tmpfs can be mounted here");
        try {
            onASmallDisk(disk);
        } finally {
            RealRedis.run(List.of("umount", disk + ""));
        }
    }

    private void onASmallDisk(Path disk) throws Exception {
        Path conf =
                Files.writeString(
                        folder.resolve("redis.conf"),
                        """
                        dir %s
                        appendonly yes
                        appendfsync everysec
                        auto-aof-rewrite-percentage 0
                        save ""
                        """
                                .formatted(disk));
        Path log = folder.resolve("server.log");
        Path ballast = Files.write(disk.resolve("ballast"), new byte[1 << 20]);
        int acknowledged = 0;
        try (var server = ServerProcess.start(conf, log)) {
            server.awaitReady();
            try (var client = new WireClient(server.port());
                    var early = new WireClient(server.port())) {
                assertThat(early.ask("MULTI").describe()).isEqualTo("OK");
                assertThat(early.ask("RPUSH", "log", "y").describe()).isEqualTo("QUEUED");
                String answer = "";
                while (!answer.startsWith("MISCONF")) {
                    answer = client.ask("RPUSH", "log", "x".repeat(10_000)).describe();
                    acknowledged += answer.startsWith("MISCONF") ? 0 : 1;
                    assertThat(acknowledged).as("of 10 KB each on 1 MB").isLessThan(1_000);
                }
                assertThat(answer)
                        .isEqualTo(
                                "MISCONF Errors writing to the AOF file: No space left on device");
                assertThat(early.ask("EXEC").describe())
                        .startsWith("EXECABORT Transaction discarded because of: MISCONF Errors");
                assertThat(client.ask("MULTI").describe()).isEqualTo("OK");
                assertThat(client.ask("RPUSH", "log", "y").describe()).isEqualTo(answer);
                assertThat(client.ask("EXEC").describe())
                        .isEqualTo("EXECABORT Transaction discarded because of previous errors.");
                assertThat(client.ask("LLEN", "log").describe()).isEqualTo("" + acknowledged);

                Files.delete(ballast);
                Awaitility.await()
                        .atMost(20, TimeUnit.SECONDS)
                        .until(
                                () -> client.ask("RPUSH", "log", "y").describe(),
                                a -> !isRefusal(a));
                acknowledged++;
                Awaitility.await()
                        .atMost(20, TimeUnit.SECONDS)
                        .until(
                                () -> client.ask("INFO", "persistence").describe(),
                                info -> info.contains("aof_buffer_length:0"));
            }
            server.kill();
            server.awaitEnd();
        }
        try (var server = ServerProcess.start(conf, log)) {
            server.awaitReady();
            try (var client = new WireClient(server.port())) {
                assertThat(client.ask("LLEN", "log").describe()).isEqualTo("" + acknowledged);
            }
        }
    }

    private static boolean isRefusal(String answer) {
        return answer.startsWith("MISCONF");
    }
}
