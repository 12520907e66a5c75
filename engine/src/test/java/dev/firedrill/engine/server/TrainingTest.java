package dev.firedrill.engine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.engine.adapter.EngineServer;
import dev.firedrill.engine.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rehearsal from which the class cache is made runs to its end and leaves nothing behind. One
/// that broke would not be seen otherwise: the launcher goes on without a cache.
class TrainingTest {
    @TempDir private Path folder;

    @Test
    void itEndsInOrderAndLeavesNoFile() throws Exception {
        Training.Seen seen = Training.run(folder);

        assertThat(seen.fullResyncs()).as("the first one, and one in each round").isEqualTo(7);
        assertThat(seen.keysLoaded()).isPositive();
        assertThat(folder).isEmptyDirectory();
    }

    /// A cache that was trained on half of it must not be stored.
    @Test
    void whatDoesNotComeAboutInTimeIsAnError() throws Exception {
        var options = List.of("--port", "0", "--bind", "127.0.0.1", "--dir", folder.toString());
        ServerConfig config = ServerConfig.parse("", "", options);
        try (EngineServer server = EngineServer.start(config, (_, _, _) -> {});
                var client = new Training.Client(server.port(), Duration.ofMillis(50))) {
            assertThatThrownBy(() -> client.awaitInfo("master_link_status:up"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("never says master_link_status:up")
                    .hasMessageContaining("role:master");
            assertThatThrownBy(() -> client.expect("OK", "INCR"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("wrong number of arguments");
        }
    }
}
