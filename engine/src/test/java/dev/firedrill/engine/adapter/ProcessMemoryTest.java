package dev.firedrill.engine.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kernel's files as a container shows them, and an operator who writes other limits to them.
class ProcessMemoryTest {
    private static final long GB = 1L << 30;

    @TempDir private Path root;
    private Path cgroups;
    private Path proc;

    @BeforeEach
    void aMachineOfEightGigabytes() throws IOException {
        cgroups = Files.createDirectories(root.resolve("cgroup"));
        proc = Files.createDirectories(root.resolve("proc"));
        Files.createDirectories(proc.resolve("self"));
        write(proc.resolve("meminfo"), "MemTotal:  " + 8 * (GB >> 10) + " kB");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private ProcessMemory memory() {
        return new ProcessMemory(cgroups, proc);
    }

    @Test
    void withoutControlGroupsTheMachineIsTheLimit() {
        assertThat(memory().readLimitBytes()).isEqualTo(8 * GB);
    }

    @Test
    void aLimitThatIsMovedIsFollowedDownAndUp() throws IOException {
        Path limit = cgroups.resolve("memory.max");
        write(limit, "" + 4 * GB);
        ProcessMemory memory = memory();
        assertThat(memory.readLimitBytes()).isEqualTo(4 * GB);
        long atStart = memory.foreignBytesMax();

        write(limit, "" + 2 * GB);
        assertThat(memory.readLimitBytes()).isEqualTo(2 * GB);
        assertThat(memory.foreignBytesMax()).isLessThan(atStart - GB);

        write(limit, "" + 6 * GB);
        assertThat(memory.readLimitBytes()).isEqualTo(6 * GB);
        assertThat(memory.foreignBytesMax()).isGreaterThan(atStart + GB);

        write(limit, "max");
        assertThat(memory.readLimitBytes()).isEqualTo(8 * GB);
    }

    @Test
    void aLimitThatCannotBeReadStaysAsItWas() throws IOException {
        Path limit = cgroups.resolve("memory.max");
        write(limit, "" + 4 * GB);
        ProcessMemory memory = memory();
        Files.delete(limit);
        assertThat(memory.readLimitBytes()).isEqualTo(4 * GB);
    }

    /// The limit of an outer group counts for all groups in it.
    @Test
    void theLowestLimitOfAllGroupsCountsInBothVersions() throws IOException {
        write(proc.resolve("self").resolve("cgroup"), "4:memory:/outer/inner\n0::/outer/inner");
        Path unified = cgroups.resolve("outer").resolve("memory.max");
        Path older = cgroups.resolve("memory").resolve("outer").resolve("memory.limit_in_bytes");
        write(cgroups.resolve("outer").resolve("inner").resolve("memory.max"), "max");
        write(unified, "" + 5 * GB);
        write(older, "" + 3 * GB);
        ProcessMemory memory = memory();
        assertThat(memory.readLimitBytes()).isEqualTo(3 * GB);

        write(older, "9223372036854771712");
        assertThat(memory.readLimitBytes()).isEqualTo(5 * GB);
        write(unified, "" + GB);
        assertThat(memory.readLimitBytes()).isEqualTo(GB);
    }

    @Test
    void underALowerLimitTheHeapKeepsItsPartOfIt() throws IOException {
        Path limit = cgroups.resolve("memory.max");
        write(limit, "" + 4 * GB);
        ProcessMemory memory = memory();
        long atStart = memory.heapBytesMax();

        write(limit, "" + GB);
        memory.readLimitBytes();
        assertThat(memory.heapBytesMax()).isEqualTo(atStart / 4);

        // The JVM's own maximum does not move.
        write(limit, "" + 8 * GB);
        memory.readLimitBytes();
        assertThat(memory.heapBytesMax()).isEqualTo(atStart);
    }
}
