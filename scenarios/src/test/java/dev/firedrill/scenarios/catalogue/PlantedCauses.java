package dev.firedrill.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// What was planted in the controls of the catalogue, and must be found again: in each control the
/// causal chain leads from the planted cause to the violated judge.
public final class PlantedCauses {
    /// @param findings names of findings that must be among what led to the judge
    private record Planted(String variant, String judge, List<String> findings) {}

    private static Planted planted(String variant, String judge, String... findings) {
        return new Planted(variant, judge, List.of(findings));
    }

    private static final List<Planted> PLANTED =
            List.of(
                    planted(
                            "as-it-happened",
                            "charged-at-most-once",
                            "restarted-by-operator",
                            "configuration-drift",
                            "replica-of-itself",
                            "writes-refused"),
                    planted(
                            "as-it-happened",
                            "restart-kept-data",
                            "configuration-drift",
                            "empty-start-beside-data"),
                    planted("as-it-happened", "configuration-kept", "restarted-by-operator"),
                    planted("as-it-happened", "full-resyncs-at-most-0", "links-cut-or-slow"),
                    planted(
                            "psync-with-default-backlog",
                            "full-resyncs-at-most-0",
                            "links-cut-or-slow",
                            "backlog-overrun"),
                    planted("always-on-a-slow-disk", "latency-p99-in-disturb", "disk-disturbed"),
                    planted(
                            "snapshot-on-the-disk-of-the-log",
                            "latency-p99-in-disturb",
                            "disk-disturbed",
                            "disk-slower-than-writes",
                            "full-resyncs",
                            "snapshot-on-disk-of-log"),
                    planted(
                            "everysec-on-a-slow-disk",
                            "unsynced-age",
                            "disk-disturbed",
                            "disk-slower-than-writes"),
                    planted(
                            "a-buffer-per-replica",
                            "process-survived",
                            "links-cut-or-slow",
                            "resources-limited",
                            "replica-buffers-grew",
                            "killed-at-memory-cap"),
                    planted(
                            "no-minimum-of-replicas",
                            "data-loss-window-at-most",
                            "links-cut-or-slow",
                            "promotion",
                            "two-masters",
                            "lost-writes"),
                    planted(
                            "promoted-because-it-answers",
                            "data-loss-window-at-most",
                            "links-cut-or-slow",
                            "process-died",
                            "promotion",
                            "stale-replica-promoted",
                            "lost-writes"),
                    planted(
                            "lag-without-offset",
                            "data-loss-window-at-most",
                            "links-cut-or-slow",
                            "promotion",
                            "stale-replica-promoted",
                            "lost-writes"),
                    planted(
                            "retry-at-once",
                            "error-rate-falls",
                            "resources-limited",
                            "process-disturbed",
                            "retry-storm"),
                    planted("swap", "latency-p99-in-disturb", "resources-limited", "slow-answers"),
                    planted(
                            "reclaim",
                            "latency-p99-in-disturb",
                            "resources-limited",
                            "slow-answers"),
                    planted(
                            "slow-disk-always",
                            "latency-p99-in-disturb",
                            "disk-disturbed",
                            "slow-answers"),
                    planted(
                            "slow-disk-everysec",
                            "latency-p99-in-disturb",
                            "disk-disturbed",
                            "slow-answers"),
                    planted(
                            "promoted-across-regions",
                            "data-loss-window-at-most",
                            "links-cut-or-slow",
                            "promotion",
                            "two-masters",
                            "lost-writes"),
                    planted(
                            "minimum-met-by-own-region",
                            "data-loss-window-at-most",
                            "links-cut-or-slow",
                            "promotion",
                            "two-masters",
                            "lost-writes"),
                    planted(
                            "flushall-replaces-the-backup",
                            "data-loss-window-at-most",
                            "links-cut-or-slow",
                            "backlog-overrun",
                            "dataset-wiped",
                            "lost-writes"),
                    planted(
                            "backlog-below-a-break",
                            "full-resyncs-at-most-1-each",
                            "links-cut-or-slow",
                            "backlog-overrun",
                            "endless-resync"),
                    planted(
                            "backlog-below-a-break",
                            "replica-lag-at-most",
                            "links-cut-or-slow",
                            "backlog-overrun",
                            "endless-resync"),
                    planted("append-always", "process-survived", "disk-disturbed", "process-died"),
                    planted(
                            "refused-until-next-snapshot",
                            "write-outage-at-most",
                            "disk-disturbed",
                            "snapshot-refused-or-failed",
                            "writes-refused"),
                    planted(
                            "truncated-log-loaded",
                            "data-loss-window-at-most",
                            "disk-disturbed",
                            "damaged-data-loaded",
                            "lost-writes"),
                    planted(
                            "snapshot-without-checksum",
                            "data-loss-window-at-most",
                            "disk-disturbed",
                            "damaged-data-loaded",
                            "lost-writes"),
                    planted(
                            "file-mounted",
                            "configuration-kept",
                            "process-disturbed",
                            "rewrite-refused"),
                    planted(
                            "file-mounted",
                            "restart-kept-data",
                            "rewrite-refused",
                            "configuration-drift",
                            "restarted-empty"),
                    planted("file-mounted", "no-acknowledged-write-lost", "rewrite-refused"),
                    planted(
                            "limit-below-need",
                            "full-resyncs-at-most-1-each",
                            "links-cut-or-slow",
                            "output-buffer-limit-exceeded",
                            "endless-resync"),
                    planted(
                            "no-persistence",
                            "no-acknowledged-write-lost",
                            "process-disturbed",
                            "restarted-by-supervisor",
                            "restarted-empty",
                            "lost-writes"),
                    planted(
                            "no-persistence",
                            "restart-kept-data",
                            "restarted-by-supervisor",
                            "restarted-empty"),
                    planted(
                            "address-unchecked",
                            "write-outage-at-most",
                            "replica-of-itself",
                            "writes-refused"),
                    planted("address-unchecked", "converged", "replica-of-itself"),
                    planted(
                            "ttl-below-outage",
                            "full-resyncs-at-most-0",
                            "links-cut-or-slow",
                            "backlog-expired"),
                    planted(
                            "killed-with-append-only-file",
                            "full-resyncs-at-most-0",
                            "process-disturbed",
                            "restarted-by-supervisor",
                            "restart-without-history"),
                    planted(
                            "offset-not-in-append-only-file",
                            "full-resyncs-at-most-0",
                            "restarted-by-operator",
                            "restart-without-history"),
                    planted(
                            "replicas-paused-small-backlog",
                            "full-resyncs-at-most-0",
                            "process-disturbed",
                            "replicas-timed-out",
                            "backlog-overrun"));

    private PlantedCauses() {}

    /// @param result a result.json
    /// @return how many planted causes belong to its variants
    public static int assertFound(JsonNode result) {
        int found = 0;
        for (JsonNode variant : result.get("variants")) {
            assertThat(variant.get("failedFindings")).as("findings that threw").isEmpty();
            for (Planted planted : PLANTED) {
                if (planted.variant().equals(variant.get("variant").asString())) {
                    found++;
                    assertThat(leadingTo(variant, planted.judge()))
                            .as(
                                    "what led to %s in %s: %s",
                                    planted.judge(),
                                    planted.variant(),
                                    variant.get("causalChain").toPrettyString())
                            .containsAll(planted.findings());
                }
            }
            assertEveryJudgeIsExplained(variant);
        }
        return found;
    }

    private static void assertEveryJudgeIsExplained(JsonNode variant) {
        for (JsonNode judge : variant.get("violatedJudges")) {
            assertThat(judge.get("explained").asBoolean())
                    .as(
                            "%s of %s is explained by %s",
                            judge.get("judge").asString(),
                            variant.get("variant").asString(),
                            variant.get("causalChain").toPrettyString())
                    .isTrue();
        }
    }

    /// Names of the findings from which the violation of a judge follows, directly or not.
    private static List<String> leadingTo(JsonNode variant, String judge) {
        JsonNode chain = variant.get("causalChain");
        var numbers = new TreeSet<Integer>();
        for (JsonNode violated : variant.get("violatedJudges")) {
            if (violated.get("judge").asString().equals(judge)) add(numbers, chain, violated);
        }
        var names = new ArrayList<String>();
        numbers.forEach(number -> names.add(chain.get(number - 1).get("finding").asString()));
        return names;
    }

    private static void add(Set<Integer> numbers, JsonNode chain, JsonNode effect) {
        for (JsonNode cause : effect.get("causedBySteps")) {
            if (numbers.add(cause.asInt())) add(numbers, chain, chain.get(cause.asInt() - 1));
        }
    }
}
