package dev.firedrill.reports.render;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.incident.Incident;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `result.json`: every variant with its judges, for machines.
public final class JsonReport {
    private JsonReport() {}

    public static byte[] render(RunAnswer answer, List<Incident> incidents, RunFacts facts) {
        var root = new LinkedHashMap<String, Object>();
        root.put("scenario", facts.scenario());
        root.put("lab", facts.lab());
        root.put("commit", facts.commit());
        root.put("seed", facts.seed());
        root.put("exitCode", answer.exitCode());
        root.put("answer", answer.sentence());
        root.put("repeat", facts.repeatCommand());
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
        map.put("variant", result.history().began().variant());
        map.put("title", result.history().began().title());
        map.put("expectation", Names.word(result.history().began().expectation()));
        map.put("options", result.history().began().options());
        map.put("verdict", Names.word(result.answer()));
        map.put("asExpected", RunAnswer.asExpected(result));
        map.put("figures", incident.figures());
        var judges = new ArrayList<Object>();
        for (Judged.JudgeResult judge : result.judges()) {
            var one = new LinkedHashMap<String, Object>();
            one.put("judge", judge.name());
            one.put("property", judge.property());
            one.put("verdict", Names.word(judge.verdict()));
            one.put("summary", Names.summary(judge.verdict()));
            if (judge.verdict() instanceof Verdict.Violated violated) {
                one.put("evidence", violated.evidence());
            }
            judges.add(one);
        }
        map.put("judges", judges);
        map.put("causalChain", incident.chain());
        map.put("resyncs", incident.ledger());
        map.put("configurationDrift", incident.drifts());
        map.put("recommendations", incident.recommendations());
        return map;
    }
}
