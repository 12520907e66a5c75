package dev.firedrill.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rehearsal from which the class cache is made runs to its end and leaves nothing behind. One
/// that broke would not be seen otherwise: the launcher goes on without a cache.
class TrainingTest {
    private static List<Path> folders() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(
                            path -> path.getFileName().toString().startsWith("firedrill-training-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void itEndsInOrderAndLeavesNoFile() throws Exception {
        List<Path> before = folders();

        Training.Seen seen = Training.run();

        assertThat(seen.fullResyncs()).as("the first one, and one in each round").isEqualTo(7);
        assertThat(seen.keysLoaded()).isPositive();
        assertThat(folders()).isEqualTo(before);
    }
}
