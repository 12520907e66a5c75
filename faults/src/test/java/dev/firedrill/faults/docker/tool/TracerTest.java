package dev.firedrill.faults.docker.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A real process and a real kernel between which a tracer stands.
class TracerTest {
    private static final Duration NONE = Duration.ZERO;

    @TempDir Path folder;
    private Path data = Path.of("");
    private Path other = Path.of("");

    @BeforeEach
    void folders() throws Exception {
        data = Files.createDirectory(folder.resolve("data"));
        other = Files.createDirectory(folder.resolve("data-of-others"));
    }

    @ParameterizedTest
    @CsvSource({
        "'1,0,0,0,0', open, 30, Read-only file system",
        "'0,1,0,0,0', write, 5, Input/output error",
        "'0,0,1,0,0', write, 28, No space left on device",
        "'0,0,0,1,0', fsync, 5, Input/output error"
    })
    void aDiskRefusesCallsOnFilesOfTheDataFolderAlone(
            String disk, String call, int errno, String words) throws Exception {
        var state = DiskState.parse(disk);
        try (var child = new TracedProcess(folder, data, other);
                var traced = new TracedProcess.Traced(child, data)) {
            traced.follow(state);

            child.awaitSays("data", words);
            child.awaitSays("other", "ok");
            assertThat(traced.rehearse(state))
                    .isEqualTo(new Rehearsed(new Rehearsed.Refused(call, errno), state));
            assertThat(Errno.words(errno)).isEqualTo(words);

            traced.follow(DiskState.SOUND);
            child.awaitSays("data", "ok");
        }
    }

    @Test
    void anFsyncIsHeldUp() throws Exception {
        var slow = new DiskState(false, false, false, false, Duration.ofMillis(400));
        try (var child = new TracedProcess(folder, data, other);
                var traced = new TracedProcess.Traced(child, data)) {
            assertThat(fsyncNanos(traced.rehearse(DiskState.SOUND)))
                    .isLessThan(slow.fsyncDelay().toNanos());
            assertThat(fsyncNanos(traced.rehearse(slow)))
                    .isGreaterThanOrEqualTo(slow.fsyncDelay().toNanos());
            assertThat(fsyncNanos(traced.rehearse(DiskState.SOUND)))
                    .isLessThan(slow.fsyncDelay().toNanos());
        }
    }

    private static long fsyncNanos(Rehearsed rehearsed) {
        return ((Rehearsed.Written) rehearsed.outcome()).fsyncNanos();
    }

    @Test
    void theServerGoesOnWhenItIsNoLongerTracedAndNothingIsLeftBehind() throws Exception {
        try (var child = new TracedProcess(folder, data, other)) {
            try (var traced = new TracedProcess.Traced(child, data)) {
                for (int i = 0; i < 20; i++) {
                    assertThat(traced.rehearse(DiskState.SOUND).outcome())
                            .isInstanceOf(Rehearsed.Written.class);
                }
                traced.follow(new DiskState(false, false, true, false, NONE));
            }
            child.awaitSays("data", "ok");
            assertThat(Files.readString(Path.of("/proc", child.pid() + "", "status")))
                    .contains("TracerPid:\t0\n");
            assertThat(data.toFile().list()).containsExactly("file");
        }
    }
}
