package dev.firedrill.scenarios.parity;

import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.check.Verdicts;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.incident.Resync;
import dev.firedrill.scenarios.parity.PhaseLatencies.Estimate;
import dev.firedrill.scenarios.parity.Row.Agreement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Compares what the two labs have shown of one variant: each judge's verdict and each kind of
/// resync must be there equally often (an endless series within a quarter), resyncs must take
/// equally long within a quarter, and latencies may differ by a factor of two beyond what is chance
/// in one run. A difference below what a lab can tell apart counts as none.
public final class Parity {
    private static final double DURATION_RATIO = 1.25;
    private static final double LATENCY_RATIO = 2;

    /// The docker lab hears of the end of a resync from a log line whose time has a resolution of a
    /// millisecond, and servers take their steps on timers of a tenth of a second.
    private static final Allowed FULL = new Allowed("25 % or 0.25 s", 250_000_000);

    /// A replica that has missed something tells that it has it once a second.
    private static final Allowed PARTIAL = new Allowed("25 % or 1.25 s", 1_250_000_000);

    /// Below it the scheduler of the machine is what is measured.
    private static final long LATENCY_FLOOR_NANOS = 1_000_000;

    /// So many attempts that did not end are a series.
    private static final int SERIES_MIN = 4;

    private static final int OPERATIONS_MIN = 100;
    private static final String SERIES_ALLOWED = "25 %, endless";
    private static final String LATENCY_ALLOWED = "factor 2 or 1 ms";
    private static final String ABSENT = "-";
    private static final String INCONCLUSIVE =
            Verdicts.word(new Verdict.Inconclusive("of any reason"));

    /// How far durations may be apart.
    ///
    /// @param floorNanos below which the labs cannot tell them apart
    private record Allowed(String words, long floorNanos) {}

    private Parity() {}

    /// @return verdicts first, then resyncs, then latencies
    public static List<Row> compare(Observed sim, Observed docker) {
        var rows = new ArrayList<Row>();
        verdicts(rows, sim.verdicts(), docker.verdicts());
        resyncs(rows, byKind(sim.resyncs()), byKind(docker.resyncs()));
        for (Phase phase : List.of(Phase.STEADY, Phase.DISTURB)) {
            latency(rows, phase, 50, sim.latencies(), docker.latencies());
            latency(rows, phase, 99, sim.latencies(), docker.latencies());
        }
        return List.copyOf(rows);
    }

    private static void verdicts(
            List<Row> rows, Map<String, String> sim, Map<String, String> docker) {
        for (String judge : union(sim, docker)) {
            String here = sim.getOrDefault(judge, ABSENT);
            String there = docker.getOrDefault(judge, ABSENT);
            boolean judged = !here.equals(INCONCLUSIVE) || !there.equals(INCONCLUSIVE);
            rows.add(
                    new Row(
                            judge,
                            here,
                            there,
                            "equal",
                            judged || answered(sim, docker)
                                    ? equal(here.equals(there))
                                    : Agreement.NOT_COMPARED));
        }
    }

    /// Whether both labs have an answer. Then they agree on what neither could judge, as on writes
    /// that a killed master has lost; else they have shown nothing.
    private static boolean answered(Map<String, String> sim, Map<String, String> docker) {
        return Stream.of(sim, docker)
                .noneMatch(one ->
                        one.getOrDefault(Observed.ANSWER, INCONCLUSIVE).equals(INCONCLUSIVE));
    }

    private static Map<String, List<Resync>> byKind(List<Resync> resyncs) {
        var byKind = new TreeMap<String, List<Resync>>();
        for (Resync one : resyncs) {
            byKind.computeIfAbsent(
                            one.kind().word() + " resync, " + one.reason().word(),
                            _ -> new ArrayList<>())
                    .add(one);
        }
        return byKind;
    }

    private static void resyncs(
            List<Row> rows, Map<String, List<Resync>> sim, Map<String, List<Resync>> docker) {
        for (String kind : union(sim, docker)) {
            List<Resync> here = sim.getOrDefault(kind, List.of());
            List<Resync> there = docker.getOrDefault(kind, List.of());
            rows.add(count(kind, here, there));
            boolean partial =
                    Stream.concat(here.stream(), there.stream())
                            .anyMatch(one -> one.kind() == ResyncKind.PARTIAL);
            duration(rows, kind, partial ? PARTIAL : FULL, durations(here), durations(there));
        }
    }

    /// How many attempts an endless series holds is the time it had, divided by what one takes: it
    /// may differ as much as that.
    private static Row count(String kind, List<Resync> sim, List<Resync> docker) {
        int here = sim.size() - durations(sim).length;
        int there = docker.size() - durations(docker).length;
        boolean series = Math.min(here, there) >= SERIES_MIN;
        boolean sameEnds = durations(sim).length == durations(docker).length;
        boolean agrees =
                series
                        ? sameEnds
                                && Math.max(here, there) <= Math.min(here, there) * DURATION_RATIO
                        : sim.size() == docker.size();
        return new Row(
                kind + ": count",
                Integer.toString(sim.size()),
                Integer.toString(docker.size()),
                series ? SERIES_ALLOWED : "equal",
                equal(agrees));
    }

    private static long[] durations(List<Resync> resyncs) {
        return resyncs.stream().flatMapToLong(one -> one.tookNanos().stream()).toArray();
    }

    private static void duration(
            List<Row> rows, String kind, Allowed allowed, long[] sim, long[] docker) {
        Agreement agreement = Agreement.NOT_COMPARED;
        if (sim.length > 0 && docker.length > 0) {
            agreement = near(mean(sim), mean(docker), DURATION_RATIO, allowed.floorNanos());
        }
        // Neither lab has seen one end: they agree on that.
        if (sim.length == 0 && docker.length == 0) agreement = Agreement.EQUAL;
        rows.add(
                new Row(
                        kind + ": took (mean)",
                        sim.length == 0 ? ABSENT : seconds(mean(sim)),
                        docker.length == 0 ? ABSENT : seconds(mean(docker)),
                        allowed.words(),
                        agreement));
    }

    /// Not the median: where half of the resyncs are short and half of them long, it is one or the
    /// other.
    private static long mean(long[] nanos) {
        return LongStream.of(nanos).sum() / nanos.length;
    }

    private static void latency(
            List<Row> rows,
            Phase phase,
            double percentile,
            PhaseLatencies sim,
            PhaseLatencies docker) {
        Estimate here = sim.percentile(phase, percentile);
        Estimate there = docker.percentile(phase, percentile);
        boolean enough = Math.min(sim.count(phase), docker.count(phase)) >= OPERATIONS_MIN;
        rows.add(
                new Row(
                        String.format(Locale.ROOT, "latency p%.0f, %s", percentile, phase.word()),
                        sim.count(phase) == 0 ? ABSENT : millis(here),
                        docker.count(phase) == 0 ? ABSENT : millis(there),
                        LATENCY_ALLOWED,
                        enough ? near(here, there) : Agreement.NOT_COMPARED));
    }

    /// What one run shows of a percentile is an estimate: the labs differ when even the ends that
    /// are next to each other do.
    private static Agreement near(Estimate one, Estimate other) {
        Estimate less = one.nanos() < other.nanos() ? one : other;
        Estimate more = one.nanos() < other.nanos() ? other : one;
        return less.high() >= more.low()
                ? Agreement.EQUAL
                : near(less.high(), more.low(), LATENCY_RATIO, LATENCY_FLOOR_NANOS);
    }

    private static Agreement near(long one, long other, double ratio, long floor) {
        long less = Math.min(one, other);
        long more = Math.max(one, other);
        return equal(more - less <= floor || more <= less * ratio);
    }

    private static Agreement equal(boolean agrees) {
        return agrees ? Agreement.EQUAL : Agreement.DIFFERENT;
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    private static String millis(Estimate seen) {
        return String.format(
                Locale.ROOT,
                "%.2f ms (%.2f-%.2f)",
                seen.nanos() / 1e6,
                seen.low() / 1e6,
                seen.high() / 1e6);
    }

    private static SortedSet<String> union(Map<String, ?> one, Map<String, ?> other) {
        var all = new TreeSet<>(one.keySet());
        all.addAll(other.keySet());
        return all;
    }
}
