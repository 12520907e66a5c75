package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// An engine with the options of the image and the memory of a container of 320 MB, one for each
/// test.
abstract class SmallContainer {
    static final int CONTAINER_MEGABYTES = 320;
    static final long MB = 1 << 20;
    static final String REFUSED = "-OOM .*|closed";

    @TempDir Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();
    EngineProcess engine;

    EngineProcess start(String name, String... arguments) throws IOException {
        var all = new ArrayList<>(List.of("--save", ""));
        all.addAll(List.of(arguments));
        Path itsFolder = Files.createDirectories(folder.resolve(name));
        return opened(
                EngineProcess.startInImage(
                        CONTAINER_MEGABYTES,
                        itsFolder,
                        RealRedis.freePort(),
                        all.toArray(String[]::new)));
    }

    <T extends AutoCloseable> T opened(T closeable) {
        open.addFirst(closeable);
        return closeable;
    }

    BigClient client() throws IOException {
        return opened(new BigClient(engine.port()));
    }

    @BeforeEach
    void start() throws IOException {
        engine = start("engine");
        assertThat(client().answer("SET", "canary", "sings")).isEqualTo("+OK");
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    void assertFits() throws IOException {
        assertThat(engine.peakBytesOfItsOwn()).isLessThan(CONTAINER_MEGABYTES * MB);
    }

    /// The process is there, others are served, and the data is as it was.
    void assertServes() throws IOException {
        assertThat(engine.lives()).as("the process lives").isTrue();
        BigClient other = client();
        assertThat(other.answer("GET", "canary")).isEqualTo("$5");
        assertThat(other.line()).isEqualTo("sings");
    }
}
