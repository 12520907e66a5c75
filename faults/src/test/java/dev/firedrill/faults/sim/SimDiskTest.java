package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.node.Disk;
import dev.firedrill.engine.node.DiskOutcome;
import dev.firedrill.engine.node.DiskTicket;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.lab.DiskConditions;
import dev.firedrill.faults.topology.NodeId;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A broken disk refuses what a kernel refuses: not only writes, also changes of names and lengths.
class SimDiskTest {
    private static final NodeId M = new NodeId("M");

    /// Every call that changes a name or a length.
    private static final Map<String, Function<Disk, DiskTicket>> CHANGES =
            new TreeMap<>(
                    Map.of(
                            "delete", disk -> disk.delete("/data/file"),
                            "rename", disk -> disk.rename("/data/file", "/data/other"),
                            "truncate", disk -> disk.truncate("/data/file", 1),
                            "mkdir", disk -> disk.createFolder("/data/new")));

    private final EventQueue events = new EventQueue();
    private final SimDisk disk = new SimDisk(events, () -> {}, CostModel.STANDARD);
    private final Map<DiskTicket, DiskOutcome> outcomes = new LinkedHashMap<>();

    @BeforeEach
    void putAFile() {
        disk.openedBy(outcomes::put);
        outcome(disk.append("/data/file", ByteBuffer.wrap(new byte[] {1, 2, 3})));
    }

    private DiskOutcome outcome(DiskTicket ticket) {
        events.runUntil(events.nowNanos() + 1_000_000_000L);
        return Objects.requireNonNull(outcomes.get(ticket));
    }

    private String answer(DiskTicket ticket) {
        return outcome(ticket) instanceof DiskOutcome.Failed failed
                ? failed.reason()
                : outcome(ticket).getClass().getSimpleName();
    }

    private void breakDisk(DiskInjection... injections) {
        disk.follow(DiskConditions.of(List.of(injections)));
    }

    /// When a request was completed.
    private long completedAt(DiskTicket ticket) {
        while (!outcomes.containsKey(ticket)) {
            events.runUntil(events.nowNanos() + 1_000);
        }
        return events.nowNanos();
    }

    /// An fsync writes what is dirty when it begins, which is more than when it was asked for.
    @Test
    void anFsyncPaysForWhatWasAppendedWhileItWaited() {
        breakDisk(new DiskInjection.ThrottleDisk(M, 1_000_000));
        outcome(disk.fsync("/data/file"));
        disk.append("/data/file", ByteBuffer.wrap(new byte[100_000]));
        long from = events.nowNanos();
        DiskTicket ticket = disk.fsync("/data/file");

        assertThat(completedAt(ticket) - from).isBetween(100_000_000L, 110_000_000L);
    }

    /// It runs at the rate that the disk has by then.
    @Test
    void anFsyncThatWaitsIsSlowedByAThrottleThatBeginsMeanwhile() {
        disk.append("/data/file", ByteBuffer.wrap(new byte[100_000]));
        long from = events.nowNanos();
        DiskTicket ticket = disk.fsync("/data/file");
        breakDisk(new DiskInjection.ThrottleDisk(M, 1_000_000));

        assertThat(completedAt(ticket) - from).isBetween(100_000_000L, 110_000_000L);
    }

    /// With the power everything that waited is gone, and its time with it.
    @Test
    void aLossOfPowerEndsWhatTheDiskWasBusyWith() {
        breakDisk(new DiskInjection.ThrottleDisk(M, 1_000));
        disk.append("/data/file", ByteBuffer.wrap(new byte[100_000]));
        disk.fsync("/data/file");
        events.runUntil(events.nowNanos() + 1_000_000_000L);
        disk.losePower();
        disk.openedBy(outcomes::put);
        long from = events.nowNanos();

        assertThat(completedAt(disk.size("/data/none")) - from).isLessThan(1_000_000L);
    }

    @Test
    void aReadOnlyDiskRefusesEveryChange() {
        breakDisk(new DiskInjection.ReadOnlyDisk(M));
        CHANGES.forEach((name, change) ->
                assertThat(answer(change.apply(disk))).as(name).isEqualTo("Read-only file system"));
        assertThat(disk.files().content("/data/file")).hasSize(3);
    }

    @Test
    void aFailingDiskRefusesEveryChange() {
        breakDisk(new DiskInjection.FailWrite(M));
        CHANGES.forEach((name, change) ->
                assertThat(answer(change.apply(disk))).as(name).isEqualTo("Input/output error"));
        assertThat(disk.files().content("/data/file")).hasSize(3);
    }

    @Test
    void aSoundDiskTakesThemAll() {
        for (String name : List.of("mkdir", "truncate", "rename")) {
            assertThat(answer(Objects.requireNonNull(CHANGES.get(name)).apply(disk)))
                    .as(name)
                    .isEqualTo("Done");
        }
        assertThat(disk.files().content("/data/other")).hasSize(1);
    }

    /// unlink(2) on a read-only mount fails before the name is looked up; on a failing disk a
    /// missing name is known without a write.
    @Test
    void aFileThatIsNotThereIsDeletedWhereNothingHasToBeWritten() {
        assertThat(answer(disk.delete("/data/none"))).isEqualTo("Done");
        breakDisk(new DiskInjection.FailWrite(M));
        assertThat(answer(disk.delete("/data/none"))).isEqualTo("Done");
        breakDisk(new DiskInjection.ReadOnlyDisk(M));
        assertThat(answer(disk.delete("/data/none"))).isEqualTo("Read-only file system");
    }

    @Test
    void aFolderThatExistsIsThereAlreadyOnABrokenDiskToo() {
        breakDisk(new DiskInjection.ReadOnlyDisk(M));
        assertThat(answer(disk.createFolder("/data"))).isEqualTo("Done");
    }

    @Test
    void aFullDiskHasNoRoomForAFolder() {
        breakDisk(new DiskInjection.FillDisk(M));
        assertThat(answer(disk.createFolder("/data/new"))).isEqualTo("No space left on device");
        assertThat(answer(disk.delete("/data/file"))).isEqualTo("Done");
    }

    @Test
    void aFileThatIsNotThereCannotBeTruncated() {
        assertThat(answer(disk.truncate("/data/none", 0))).isEqualTo("No such file or directory");
    }
}
