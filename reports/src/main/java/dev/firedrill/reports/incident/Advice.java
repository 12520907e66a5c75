package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.ConfigurationDrift;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What to change, with the value that would have been enough.
final class Advice {
    private static final long MEGABYTE = 1L << 20;

    private final Investigation seen;
    private final List<ConfigurationDrift.Drift> drifts;
    private final long repeatedCharges;

    Advice(Investigation seen, List<ConfigurationDrift.Drift> drifts, long repeatedCharges) {
        this.seen = seen;
        this.drifts = drifts;
        this.repeatedCharges = repeatedCharges;
    }

    List<String> sentences() {
        var advice = new ArrayList<String>();
        if (seen.syncOnly()) {
            advice.add(
                    "Let replicas resume: Redis 2.8 or later with PSYNC (here: compat current)"
                            + backlog(", and ")
                            + ".");
        } else if (seen.backlogTrimmed()) {
            advice.add("Enlarge the backlog: " + backlog("") + ".");
        }
        if (!drifts.isEmpty()) {
            advice.add(
                    "CONFIG REWRITE after each CONFIG SET, and compare redis.conf with what runs"
                            + " before a restart.");
        }
        if (seen.cameUpEmpty()) {
            advice.add(
                    "aof-refuse-start-empty yes: do not start empty while dump.rdb holds data. To"
                            + " turn the append-only file on, CONFIG SET appendonly yes on the"
                            + " running server, then CONFIG REWRITE.");
        }
        if (drifts.stream().anyMatch(drift -> drift.directive().equals("replicaof"))) {
            advice.add("replicaof-refuse-self yes: a server must not follow itself.");
        }
        if (repeatedCharges > 0) {
            advice.add(
                    "Give each charge an idempotency key: a store that lies must not cost a"
                            + " customer money.");
        }
        outputLimit(advice);
        return advice;
    }

    private String backlog(String before) {
        double needed =
                Math.max(
                        (double) seen.missingBytesMax(),
                        seen.streamBytesPerSecond() * seen.outageSeconds());
        if (needed <= 0) {
            return "";
        }
        // A quarter more than what was missed, in whole megabytes to the next power of two.
        long wanted = (long) Math.ceil(needed * 1.25 / MEGABYTE);
        long power = Long.highestOneBit(Math.max(1, wanted * 2 - 1));
        return String.format(
                Locale.ROOT,
                "%srepl-backlog-size %dmb (%.0f bytes/s of stream during %.1f s without a link)",
                before,
                power,
                seen.streamBytesPerSecond(),
                seen.outageSeconds());
    }

    private void outputLimit(List<String> advice) {
        if (seen.closedAtOutputLimit()) {
            double needed = seen.fullBytesMax();
            advice.add(
                    "Raise client-output-buffer-limit replica: it must hold what is written while"
                            + " a snapshot is under way"
                            + (needed > 0
                                    ? String.format(
                                            Locale.ROOT, " (a snapshot is %.0f bytes here)", needed)
                                    : "")
                            + ".");
        }
    }
}
