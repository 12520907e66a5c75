package dev.firedrill.reports.render;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.check.Verdicts;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.reports.incident.LatencyHistory;
import dev.firedrill.reports.incident.Resync;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `result.json`: every variant with its judges, for machines. Figures are numbers, with their unit
/// in the name.
public final class JsonReport implements Renderer {
    private static final long NANOS_PER_MILLI = 1_000_000;

    @Override
    public String file() {
        return "result.json";
    }

    @Override
    public byte[] render(RunAnswer answer, List<Incident> incidents) {
        Event.RunHeader run = answer.variants().getFirst().began().run();
        var root = new LinkedHashMap<String, Object>();
        root.put("scenario", run.scenario());
        root.put("lab", run.lab());
        root.put("target", run.target());
        root.put("commit", run.commit());
        root.put("seed", run.seed());
        root.put("options", run.options());
        root.put("exitCode", answer.exitCode());
        root.put("answer", answer.sentence());
        root.put("flaws", answer.flaws());
        root.put("repeat", run.repeatCommand());
        var variants = new ArrayList<Object>();
        for (int i = 0; i < answer.variants().size(); i++) {
            variants.add(variant(answer.variants().get(i), incidents.get(i)));
        }
        root.put("variants", variants);
        var mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        return (mapper.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> variant(Judged.VariantResult result, Incident incident) {
        var map = new LinkedHashMap<String, Object>();
        map.put("variant", result.began().variant());
        map.put("title", result.began().title());
        map.put("expectation", word(result.began().expectation()));
        map.put("mustBeViolated", result.began().mustBeViolated());
        map.put("verdict", Verdicts.word(result.answer()));
        map.put("summary", Verdicts.summary(result.answer()));
        map.put("asExpected", RunAnswer.asExpected(result));
        map.put("complete", result.incomplete().isEmpty());
        map.put("figures", incident.figures());
        map.put("judges", result.judges().stream().map(JsonReport::judge).toList());
        ChainJson.put(map, incident);
        map.put("resyncs", incident.ledger().stream().map(JsonReport::resync).toList());
        map.put(
                "latencyHistories",
                incident.histories().stream().map(JsonReport::latencies).toList());
        map.put("configurationDrift", incident.drifts());
        map.put(
                "ownConfiguration",
                incident.ownConfigurations().stream().map(OwnConfigurationWords::map).toList());
        return map;
    }

    private static String word(Event.Expectation expectation) {
        return expectation.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> judge(Judged.JudgeResult judge) {
        var one = new LinkedHashMap<String, Object>();
        one.put("judge", judge.name());
        one.put("property", judge.property());
        one.put("verdict", Verdicts.word(judge.verdict()));
        one.put("summary", Verdicts.summary(judge.verdict()));
        switch (judge.verdict()) {
            case Verdict.Held held -> one.put("judged", held.judged());
            case Verdict.Violated violated -> one.put("evidence", violated.evidence());
            case Verdict.Inconclusive _ -> {}
        }
        return one;
    }

    private static Map<String, Object> resync(Resync resync) {
        var one = new LinkedHashMap<String, Object>();
        one.put("atMillis", resync.atNanos() / NANOS_PER_MILLI);
        one.put("master", resync.master());
        one.put("replica", resync.replica());
        one.put("kind", resync.kind().word());
        one.put("reason", resync.reason().word());
        put(one, "missingBytes", resync.missingBytes());
        put(one, "backlogBytes", resync.backlogBytes());
        put(one, "sentBytes", resync.sentBytes());
        if (resync.tookNanos().isPresent()) {
            one.put("tookMillis", resync.tookNanos().getAsLong() / NANOS_PER_MILLI);
        }
        return one;
    }

    private static Map<String, Object> latencies(LatencyHistory history) {
        var one = new LinkedHashMap<String, Object>();
        one.put("node", history.node());
        one.put("load", history.description());
        one.put("windowMillis", history.windowNanos() / NANOS_PER_MILLI);
        one.put("windows", history.windows().stream().map(JsonReport::window).toList());
        return one;
    }

    private static Map<String, Object> window(LatencyHistory.Window window) {
        var one = new LinkedHashMap<String, Object>();
        one.put("fromMillis", window.fromNanos() / NANOS_PER_MILLI);
        one.put("toMillis", window.toNanos() / NANOS_PER_MILLI);
        one.put("samples", window.samples());
        one.put("minMicros", window.minMicros());
        one.put("maxMicros", window.maxMicros());
        one.put("averageMicros", Math.round(window.averageMicros()));
        one.put("p99Micros", window.p99Micros());
        one.put("due", window.due());
        one.put("failed", window.failed());
        return one;
    }

    private static void put(Map<String, Object> map, String name, OptionalLong value) {
        if (value.isPresent()) map.put(name, value.getAsLong());
    }
}
