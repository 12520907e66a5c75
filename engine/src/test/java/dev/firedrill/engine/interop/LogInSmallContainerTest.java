package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// An append-only file of a larger server may hold more than fits: then the start fails with the
/// reason, before the container's limit is passed.
class LogInSmallContainerTest extends SmallContainer {
    @Test
    void anIncrementOfShortCommandsThatDoesNotFitFailsTheStart() throws Exception {
        Path own = Files.createDirectories(folder.resolve("log"));
        Path files = Files.createDirectories(own.resolve("appendonlydir"));
        Files.writeString(
                files.resolve("appendonly.aof.manifest"),
                "file appendonly.aof.1.incr.aof seq 1 type i\n");
        writeCommands(files.resolve("appendonly.aof.1.incr.aof"));
        Path log = own.resolve("engine.log");
        Process process =
                EngineProcess.launchInImage(
                        CONTAINER_MEGABYTES,
                        own,
                        log,
                        "--port",
                        Integer.toString(RealRedis.freePort()),
                        "--appendonly",
                        "yes");
        opened(process::destroyForcibly);
        long peak = 0;
        while (!process.waitFor(5, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, EngineProcess.residentBytesOfItsOwn(process));
        }
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(log))
                .contains("There is no memory left to load the append only file");
        assertThat(peak).isBetween(MB, CONTAINER_MEGABYTES * MB);
    }

    private static void writeCommands(Path file) throws IOException {
        String value = "v".repeat(10_000);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < 40_000; i++) {
                String key = "key:" + i;
                out.write("*3\r\n$3\r\nSET\r\n$" + key.length() + "\r\n" + key);
                out.write("\r\n$10000\r\n" + value + "\r\n");
            }
        }
    }
}
