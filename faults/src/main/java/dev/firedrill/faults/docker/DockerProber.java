package dev.firedrill.faults.docker;

import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.injection.Tolerance;
import dev.firedrill.faults.lab.InForce;
import dev.firedrill.faults.lab.Prober;
import java.time.Duration;
import java.util.List;

/// Measures injections in containers: with bytes of its own over the same proxies, with a write in
/// the same cgroup, or in the words of the engine.
final class DockerProber implements Prober {
    private static final Duration MEASURE_MAX = Tolerance.SILENCE;
    private static final Duration HEAL_MAX = Duration.ofSeconds(10);
    private static final int SLOW_SAMPLES_MAX = 10;

    private final DockerMachines cluster;

    DockerProber(DockerMachines cluster) {
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
            case LinkInjection on -> new LinkProbe(cluster, on);
            case ProcessInjection on -> new NodeProbe(cluster, on, on.node());
            case DiskInjection on -> new DiskProbe(cluster, on);
            case ResourceInjection on -> new NodeProbe(cluster, on, on.node());
            case ClockInjection on -> new ClockProbe(cluster, on);
        };
    }

    /// All at once, so that the measurements of one fault do not follow each other in time.
    private List<Proof> measure(List<Probe> probes, InForce predicted, boolean begun) {
        cluster.onLoop(() -> probes.forEach(probe -> probe.send(predicted)));
        Duration most = MEASURE_MAX;
        for (Probe probe : probes) {
            Duration patience = begun || probe.isStillShown() ? probe.atMost() : HEAL_MAX;
            most = patience.compareTo(most) > 0 ? patience : most;
        }
        cluster.await(most, () -> probes.stream().allMatch(Probe::over));
        againWhereSlow(probes, predicted);
        List<Proof> proofs = probes.stream().map(probe -> proof(probe, begun)).toList();
        cluster.onLoop(() -> probes.forEach(Probe::drop));
        return proofs;
    }

    /// One slow answer may be the server's, which is busy, or the machine's; a delay that is in
    /// force holds up each of them.
    private void againWhereSlow(List<Probe> probes, InForce predicted) {
        for (int taken = 1; taken < SLOW_SAMPLES_MAX; taken++) {
            int soFar = taken;
            List<Probe> slow =
                    probes.stream().filter(probe -> probe.isWorthRepeating(soFar)).toList();
            if (slow.isEmpty()) {
                return;
            }
            cluster.onLoop(() ->
                    slow.forEach(probe -> {
                        probe.drop();
                        probe.send(predicted);
                    }));
            cluster.await(HEAL_MAX, () -> slow.stream().allMatch(Probe::over));
        }
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
