package dev.firedrill.faults.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever begins and is healed in whatever order: the conditions are those of what is still in
/// force, said here in other words than in the code.
class ConditionsPropertyTest {
    private static final NodeId M = new NodeId("M");
    private static final LinkId OUT = new LinkId(M, new NodeId("R"));
    private static final LinkConditions LINE =
            LinkConditions.undisturbed(
                    Duration.ofMillis(20), Duration.ofMillis(1), OptionalLong.of(5_000));
    private static final NodeConditions NODE =
            NodeConditions.undisturbed(new NodeSpec(M, "", List.of(), OptionalLong.of(700), true));

    private static Duration millis(Prng prng) {
        return Duration.ofMillis(1 + prng.nextInt(5));
    }

    private static Injection drawn(Prng prng) {
        int figure = 1 + prng.nextInt(9);
        return switch (prng.nextInt(22)) {
            case 0 -> new LinkInjection.CutLink(OUT);
            case 1 -> new LinkInjection.RefuseLink(OUT);
            case 2 -> new LinkInjection.ResetLink(OUT);
            case 3, 4 -> new LinkInjection.DelayLink(OUT, millis(prng), millis(prng));
            case 5 -> new LinkInjection.LimitLink(OUT, figure * 1_000L);
            case 6 -> new LinkInjection.SlowCloseLink(OUT, millis(prng));
            case 7 -> new LinkInjection.DropLinkAfter(OUT, figure);
            case 8 -> new LinkInjection.BlackholeLink(OUT, millis(prng));
            case 9 -> new LinkInjection.CutLink(OUT.opposite());
            case 10 -> new ProcessInjection.PauseNode(M);
            case 11 -> new ProcessInjection.SuperviseNode(M, millis(prng));
            case 12 -> new ProcessInjection.KillNode(M);
            case 13 -> new DiskInjection.ThrottleDisk(M, figure);
            case 14 -> new DiskInjection.DelayFsync(M, millis(prng));
            case 15 -> new DiskInjection.FailFsync(M);
            case 16 -> new DiskInjection.FailWrite(M);
            case 17 ->
                    prng.chance(0.5)
                            ? new DiskInjection.FillDisk(M)
                            : new DiskInjection.ReadOnlyDisk(M);
            case 18 -> new DiskInjection.CrashDuringNextWrite(M, figure);
            case 19 -> new ResourceInjection.CapMemory(M, figure);
            case 20 -> new ResourceInjection.LimitCpu(M, figure);
            default -> new ClockInjection.DriftClock(M, figure);
        };
    }

    private static <T extends Injection> List<T> all(List<Injection> from, Class<T> kind) {
        return from.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static LinkConditions expectedLink(List<Injection> inForce) {
        var here =
                inForce.stream()
                        .filter(one -> one instanceof LinkInjection on && on.link().equals(OUT))
                        .toList();
        var delays = all(here, LinkInjection.DelayLink.class);
        Optional<Duration> longest =
                delays.stream().map(LinkInjection.DelayLink::delay).max(Duration::compareTo);
        Optional<Duration> jitter =
                delays.stream()
                        .filter(one -> one.delay().equals(longest.orElseThrow()))
                        .map(LinkInjection.DelayLink::jitter)
                        .max(Duration::compareTo);
        var limits = all(here, LinkInjection.LimitLink.class);
        return new LinkConditions(
                longest.orElse(LINE.latency()),
                jitter.orElse(LINE.jitter()),
                limits.isEmpty()
                        ? LINE.bytesPerSecond()
                        : limits.stream().mapToLong(LinkInjection.LimitLink::bytesPerSecond).min(),
                !limits.isEmpty(),
                !all(here, LinkInjection.CutLink.class).isEmpty(),
                !all(here, LinkInjection.RefuseLink.class).isEmpty(),
                !all(here, LinkInjection.BlackholeLink.class).isEmpty(),
                all(here, LinkInjection.SlowCloseLink.class).stream()
                        .map(LinkInjection.SlowCloseLink::delay)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO),
                all(here, LinkInjection.DropLinkAfter.class).stream()
                        .mapToLong(LinkInjection.DropLinkAfter::bytes)
                        .min());
    }

    private static DiskConditions expectedDisk(List<Injection> inForce) {
        return new DiskConditions(
                all(inForce, DiskInjection.ThrottleDisk.class).stream()
                        .mapToLong(DiskInjection.ThrottleDisk::bytesPerSecond)
                        .min(),
                all(inForce, DiskInjection.DelayFsync.class).stream()
                        .map(DiskInjection.DelayFsync::delay)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO),
                !all(inForce, DiskInjection.FailFsync.class).isEmpty(),
                !all(inForce, DiskInjection.FailWrite.class).isEmpty(),
                !all(inForce, DiskInjection.FillDisk.class).isEmpty(),
                !all(inForce, DiskInjection.ReadOnlyDisk.class).isEmpty(),
                all(inForce, DiskInjection.CrashDuringNextWrite.class).stream()
                        .mapToInt(DiskInjection.CrashDuringNextWrite::bytesKept)
                        .min());
    }

    private static NodeConditions expectedNode(List<Injection> inForce) {
        var caps = all(inForce, ResourceInjection.CapMemory.class);
        OptionalDouble cores =
                all(inForce, ResourceInjection.LimitCpu.class).stream()
                        .mapToDouble(ResourceInjection.LimitCpu::cores)
                        .min();
        return new NodeConditions(
                !all(inForce, ProcessInjection.PauseNode.class).isEmpty(),
                all(inForce, ProcessInjection.SuperviseNode.class).stream()
                        .map(ProcessInjection.SuperviseNode::delay)
                        .min(Duration::compareTo)
                        .or(() -> Optional.of(Duration.ofSeconds(1))),
                caps.isEmpty()
                        ? OptionalLong.of(700)
                        : caps.stream().mapToLong(ResourceInjection.CapMemory::bytes).min(),
                cores,
                all(inForce, ClockInjection.DriftClock.class).stream()
                        .mapToDouble(ClockInjection.DriftClock::partsPerMillion)
                        .sum());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void conditionsAreThoseOfWhatIsStillInForce(long seed) {
        var prng = new Prng(seed);
        var inForce = new ArrayList<Injection>();
        for (int step = 0; step < 500; step++) {
            if (!inForce.isEmpty() && prng.chance(0.5)) {
                inForce.remove(prng.nextInt(inForce.size()));
            } else {
                inForce.add(drawn(prng));
            }
            var now = new InForce(inForce);
            String which = "seed " + seed + " step " + step + ": " + inForce;
            assertThat(now.link(OUT, LINE)).as(which).isEqualTo(expectedLink(inForce));
            assertThat(now.disk(M)).as(which).isEqualTo(expectedDisk(inForce));
            assertThat(now.node(M, NODE)).as(which).isEqualTo(expectedNode(inForce));
            for (Injection injection : inForce) {
                if (injection instanceof LinkInjection on
                        && on.link().equals(OUT)
                        && !(on instanceof LinkInjection.ResetLink)) {
                    assertThat(
                                    now.link(OUT, LINE).shows(on)
                                            || on instanceof LinkInjection.DelayLink)
                            .as(which + " shows " + on)
                            .isTrue();
                }
                if (injection instanceof DiskInjection on) {
                    assertThat(now.disk(M).shows(on)).as(which + " shows " + on).isTrue();
                }
            }
        }
    }

    @Test
    void withNothingInForceEverythingIsAsItWas() {
        var nothing = new InForce(List.of());
        assertThat(nothing.link(OUT, LINE)).isEqualTo(LINE);
        assertThat(nothing.disk(M)).isEqualTo(DiskConditions.UNDISTURBED);
        assertThat(nothing.disk(M).crashAfterBytes()).isEqualTo(OptionalInt.empty());
        assertThat(nothing.node(M, NODE)).isEqualTo(NODE);
    }

    /// A fault's limit is the link's own, even at the rate that it shares with others otherwise.
    @Test
    void aLimitAtTheOwnRateIsALimit() {
        var limit = new LinkInjection.LimitLink(OUT, 5_000);
        assertThat(LinkConditions.of(LINE, List.of(limit)).limited()).isTrue();
    }
}
