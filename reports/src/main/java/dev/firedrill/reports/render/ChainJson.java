package dev.firedrill.reports.render;

import dev.firedrill.reports.check.Verdicts;
import dev.firedrill.reports.incident.Evidence;
import dev.firedrill.reports.incident.Explained;
import dev.firedrill.reports.incident.FindingFailure;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.reports.incident.Observation;
import dev.firedrill.reports.incident.Product;
import dev.firedrill.reports.incident.Remedy;
import dev.firedrill.reports.incident.Step;
import java.util.LinkedHashMap;
import java.util.Map;

/// The causal chain of one variant in result.json.
final class ChainJson {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private ChainJson() {}

    static void put(Map<String, Object> variant, Incident incident) {
        variant.put("causalChain", incident.chain().steps().stream().map(ChainJson::step).toList());
        variant.put(
                "violatedJudges",
                incident.chain().violated().stream().map(ChainJson::violated).toList());
        variant.put(
                "failedFindings", incident.failures().stream().map(ChainJson::failure).toList());
        variant.put("remedies", incident.remedies().stream().map(ChainJson::remedy).toList());
    }

    private static Map<String, Object> step(Step step) {
        Observation seen = step.observation();
        var map = new LinkedHashMap<String, Object>();
        map.put("step", step.number());
        map.put("finding", step.finding());
        map.put("origin", seen.origin().word());
        map.put("sentence", seen.sentence());
        map.put("fromMillis", seen.span().fromNanos() / NANOS_PER_MILLI);
        map.put("toMillis", seen.span().toNanos() / NANOS_PER_MILLI);
        if (!seen.about().isEmpty()) map.put("about", seen.about());
        map.put("nodes", seen.nodes());
        map.put("figures", seen.figures());
        map.put("causedBySteps", step.causes());
        map.put("evidence", seen.evidence().stream().map(ChainJson::evidence).toList());
        return map;
    }

    private static Map<String, Object> evidence(Evidence evidence) {
        var map = new LinkedHashMap<String, Object>();
        map.put("journalLine", evidence.line());
        map.put("atMillis", evidence.atNanos() / NANOS_PER_MILLI);
        map.put("text", evidence.text());
        return map;
    }

    private static Map<String, Object> violated(Explained one) {
        var map = new LinkedHashMap<String, Object>();
        map.put("judge", one.judge().name());
        map.put("summary", Verdicts.summary(one.judge().verdict()));
        map.put("explained", !one.unexplained());
        map.put("causedBySteps", one.steps());
        return map;
    }

    private static Map<String, Object> failure(FindingFailure failure) {
        var map = new LinkedHashMap<String, Object>();
        map.put("finding", failure.finding());
        map.put("message", failure.message());
        return map;
    }

    private static Map<String, Object> remedy(Remedy remedy) {
        var map = new LinkedHashMap<String, Object>();
        map.put("products", remedy.products().stream().map(Product::word).toList());
        map.put("advice", remedy.advice());
        map.put("settings", remedy.settings());
        map.put("arithmetic", remedy.arithmetic());
        return map;
    }
}
