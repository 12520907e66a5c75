package dev.firedrill.faults.sim;

import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.InForce;
import dev.firedrill.faults.lab.Prober;
import java.time.Duration;
import java.util.List;

/// Measures injections in the simulated world.
final class SimProber implements Prober {
    /// What waits behind a slow disk or a cut has to be worked off before it can be seen to be
    /// gone.
    private static final Duration HEAL_MAX = Duration.ofSeconds(60);

    private final World world;
    private final Cluster cluster;

    SimProber(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
    }

    @Override
    public Measurement beforeBegin(List<Injection> injections) {
        List<Probe> probes = probes(injections);
        probes.forEach(Probe::before);
        return predicted -> measure(probes, predicted, true);
    }

    @Override
    public Measurement afterHeal(List<Injection> injections) {
        List<Probe> probes = probes(injections);
        return predicted -> measure(probes, predicted, false);
    }

    private List<Probe> probes(List<Injection> injections) {
        return injections.stream().map(this::probe).toList();
    }

    private Probe probe(Injection injection) {
        return switch (injection) {
            case LinkInjection on -> new LinkProbe(world, cluster, on);
            case ProcessInjection on -> new ProcessProbe(world, cluster, on);
            case DiskInjection on -> new DiskProbe(world, on);
            case ResourceInjection on -> new ResourceProbe(world, cluster, on);
            case ClockInjection on -> new ClockProbe(world, cluster, on);
        };
    }

    /// All at once, so that the measurements of one fault do not follow each other in time.
    private List<Proof> measure(List<Probe> probes, InForce predicted, boolean begun) {
        probes.forEach(probe -> probe.send(predicted));
        long sentAtNanos = cluster.nowNanos();
        if (!probes.stream().allMatch(Probe::over)) {
            Duration most =
                    probes.stream()
                            .map(probe -> patience(probe, begun))
                            .reduce(Duration.ZERO, SimProber::longer);
            cluster.await(
                    most,
                    () ->
                            probes.stream()
                                    .allMatch(probe ->
                                            probe.over()
                                                    || cluster.nowNanos() - sentAtNanos
                                                            >= patience(probe, begun).toNanos()));
        }
        List<Proof> proofs = probes.stream().map(probe -> proof(probe, begun)).toList();
        probes.forEach(Probe::drop);
        return proofs;
    }

    /// A healed injection whose effect is another one's too is not waited for to be gone.
    private static Duration patience(Probe probe, boolean begun) {
        return begun || probe.isStillShown() ? probe.atMost() : longer(HEAL_MAX, probe.atMost());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Proof proof(Probe probe, boolean begun) {
        Probe.Seen seen = probe.look();
        String words = probe.injection().describe();
        String wanted =
                begun
                        ? words
                        : probe.isStillShown()
                                ? "no " + words + ", but what is still in force"
                                : "no " + words;
        return new Proof(wanted, seen.measured(), seen.asPredicted());
    }
}
