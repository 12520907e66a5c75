package dev.firedrill.faults.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Lasting;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.AssertionFailedError;

/// Disks and clocks of servers in containers: what is done to them is measured, and so is that it
/// is gone.
@Tag("docker")
class DiskAndClockIT {
    @RegisterExtension
    static final RequiresDocker IMAGES =
            new RequiresDocker("firedrill", "toxiproxy", "redis:7.0", "redis:2.8");

    private static final NodeId M = new NodeId("M");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String APPENDS = "appendonly yes\nappendfsync everysec\n";

    private final List<String> exits = new CopyOnWriteArrayList<>();
    private final LabListener listener =
            new LabListener() {
                @Override
                public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
                    exits.add(cause.name());
                }
            };

    private @Nullable Cluster started;

    private void start(DockerLab lab, String target, String conf, boolean supervised)
            throws Exception {
        var node = new NodeSpec(M, conf, List.of(), OptionalLong.empty(), supervised);
        started =
                lab.start(
                        new ClusterSpec("test", 1, Target.of(target), List.of(node), List.of()),
                        listener);
        await("it has loaded", () -> ask("DBSIZE").equals("0"));
    }

    @AfterEach
    void stop() {
        Cluster open = started;
        if (open != null) open.close();
    }

    private Cluster cluster() {
        return Objects.requireNonNull(started);
    }

    private String ask(String... command) {
        return cluster()
                .admin(M, Duration.ofSeconds(5), List.of(command))
                .map(Reply::describe)
                .orElse("(no answer)");
    }

    private void await(String what, java.util.function.BooleanSupplier condition) {
        long deadline = cluster().nowNanos() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            if (cluster().nowNanos() > deadline) throw new AssertionFailedError("not: " + what);
            cluster().runFor(Duration.ofMillis(20));
        }
    }

    private static void assertBit(Proof proof) {
        assertThat(proof.bit()).as(proof.toString()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"firedrill", "redis:7.0", "redis:2.8"})
    void disksFailAreFullReadOnlyAndSlowAndSoundAgain(String target) throws Exception {
        start(new DockerLab(), target, APPENDS, false);
        var faults =
                List.of(
                        new DiskInjection.FailFsync(M),
                        new DiskInjection.FailWrite(M),
                        new DiskInjection.FillDisk(M),
                        new DiskInjection.ReadOnlyDisk(M),
                        new DiskInjection.DelayFsync(M, Duration.ofMillis(300)));
        var measured =
                List.of(
                        "fsync: Input/output error",
                        "write: Input/output error",
                        "write: No space left on device",
                        "open: Read-only file system",
                        "fsync took 3");
        for (int i = 0; i < faults.size(); i++) {
            Handle handle = cluster().inject(faults.get(i));
            assertBit(handle.begun());
            assertThat(handle.begun().measured()).startsWith(measured.get(i));
            assertThat(ask("PING")).isEqualTo("PONG");
            assertBit(handle.heal());
            assertThat(handle.heal().measured()).startsWith(i < 4 ? "written" : "fsync took");
        }
        await("it writes again", () -> ask("SET", "k", "v").equals("OK"));
        assertThat(exits).isEmpty();
    }

    @Test
    void healingTheFirstOfTwoFaultsLeavesTheSecond() throws Exception {
        start(new DockerLab(), "firedrill", APPENDS, false);
        Handle full = cluster().inject(new DiskInjection.FillDisk(M));
        Handle failing = cluster().inject(new DiskInjection.FailFsync(M));
        assertBit(failing.begun());
        assertBit(full.heal());
        await("writes are refused", () -> ask("SET", "k", "v").contains("MISCONF"));
        assertBit(failing.heal());
        await("writes are taken", () -> ask("SET", "k", "v").equals("OK"));
    }

    /// The next process of the same node finds the disk as the last one left it, from its first
    /// call on.
    @ParameterizedTest
    @ValueSource(strings = {"firedrill", "redis:7.0"})
    void aFullDiskIsFullForTheNextProcessToo(String target) throws Exception {
        start(new DockerLab(), target, "appendonly yes\nappendfsync always\n", true);
        assertThat(ask("SET", "k", "v")).isEqualTo("OK");
        Handle full = cluster().inject(new DiskInjection.FillDisk(M));
        assertBit(full.begun());
        for (int start = 2; start <= 3; start++) {
            int wanted = start;
            ask("SET", "k", "w");
            await("start number " + wanted, () -> cluster().starts(M) >= wanted);
            await("it answers", () -> ask("PING").equals("PONG"));
            assertThat(ask("GET", "k")).isEqualTo("v");
        }
        assertThat(exits).hasSizeGreaterThanOrEqualTo(2).containsOnly("OWN_DECISION");
        assertBit(full.heal());
        await("it writes again", () -> ask("SET", "k", "x").equals("OK"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"firedrill", "redis:7.0"})
    void filesAreDamagedInARunningServerAndInAStoppedOne(String target) throws Exception {
        start(new DockerLab(), target, "save 3600 1\nrdbchecksum no\nrdbcompression no\n", false);
        ask("SET", "k", "v".repeat(1_000));
        assertThat(ask("SAVE")).isEqualTo("OK");
        long bytes = cluster().fileBytes(M, "dump.rdb").orElseThrow();
        assertBit(cluster().inject(new DiskInjection.FlipBit(M, "dump.rdb", 600, 0)).begun());
        cluster().inject(new ProcessInjection.KillNode(M));
        assertBit(cluster().inject(new DiskInjection.FlipBit(M, "dump.rdb", 601, 0)).begun());
        cluster().operate(new OperatorAction.RestartNode(M));
        await("it has loaded", () -> ask("GET", "k").contains("vwwv"));

        cluster().inject(new ProcessInjection.KillNode(M));
        var cut = new DiskInjection.TruncateFile(M, "dump.rdb", bytes / 2);
        assertBit(cluster().inject(cut).begun());
        assertThat(cluster().fileBytes(M, "dump.rdb")).hasValue(bytes / 2);
        assertThat(cluster().inject(new DiskInjection.FlipBit(M, "no.rdb", 0, 0)).begun().bit())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"firedrill", "redis:7.0", "redis:2.8"})
    void clocksJumpAndDriftAndStaySoAfterARestart(String target) throws Exception {
        start(new DockerLab(), target, "save \"\"\n", false);
        long before = aheadSeconds();
        assertBit(cluster().inject(new ClockInjection.JumpClock(M, HOUR)).begun());
        assertThat(aheadSeconds() - before).isBetween(3_599L, 3_601L);
        Handle drift = cluster().inject(new ClockInjection.DriftClock(M, 500));
        assertBit(drift.begun());
        assertBit(drift.heal());
        cluster().operate(new OperatorAction.RestartNode(M));
        await("it answers", () -> ask("PING").equals("PONG"));
        assertThat(aheadSeconds() - before).isBetween(3_599L, 3_601L);
        assertBit(cluster().inject(new ClockInjection.JumpClock(M, HOUR.negated())).begun());
        assertThat(aheadSeconds() - before).isBetween(-1L, 1L);
    }

    private long aheadSeconds() {
        Reply time = cluster().admin(M, SOON, List.of("TIME")).orElseThrow();
        long now = Long.parseLong(((Reply.Array) time).elements().getFirst().describe());
        return now - cluster().nowNanos() / 1_000_000_000L;
    }

    /// Two tracers cannot have hold of one process.
    @Test
    void aClockJumpsWhileTheDiskFails() throws Exception {
        start(new DockerLab(), "firedrill", APPENDS, false);
        Handle full = cluster().inject(new DiskInjection.FailFsync(M));
        assertBit(cluster().inject(new ClockInjection.JumpClock(M, HOUR)).begun());
        assertBit(full.heal());
    }

    /// As this machine is set up, everything is possible.
    @Test
    void aDoctorTriesEverythingOut() throws Exception {
        List<String> lines = DockerLab.tryOut();

        assertThat(lines).hasSize(5).allMatch(line -> line.startsWith("ok "));
        assertThat(String.join(" ", lines))
                .contains("cgroup v", "disk bandwidth", "system calls", "clock", "NET_ADMIN");
    }

    /// The control: each of them would be believed if the lab looked at its own orders only.
    @Test
    void whatIsNotCarriedOutIsSeenNotToBite() throws Exception {
        List<Injection> faults =
                List.of(
                        new DiskInjection.FailFsync(M),
                        new DiskInjection.FailWrite(M),
                        new DiskInjection.FillDisk(M),
                        new DiskInjection.ReadOnlyDisk(M),
                        new DiskInjection.DelayFsync(M, Duration.ofMillis(300)),
                        new DiskInjection.FlipBit(M, "dump.rdb", 9, 0),
                        new DiskInjection.TruncateFile(M, "dump.rdb", 9),
                        new ClockInjection.JumpClock(M, HOUR),
                        new ClockInjection.DriftClock(M, 500));
        var lab =
                new DockerLab(
                        faults.stream()
                                .<Class<? extends Injection>>map(one -> one.getClass())
                                .toList());
        start(lab, "firedrill", APPENDS, false);
        assertThat(ask("SAVE")).isEqualTo("OK");
        for (Injection fault : faults) {
            Handle handle = cluster().inject(fault);
            assertThat(handle.begun().bit()).as(handle.begun().toString()).isFalse();
            if (!(fault instanceof Lasting)) handle.heal();
        }
    }
}
