package dev.firedrill.scenarios.parity;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.Verdicts;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.reports.incident.Resync;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one lab has shown of one variant.
///
/// @param verdicts by the name of the judge
/// @param resyncs of the whole run, the first ones included
public record Observed(
        Map<String, String> verdicts, List<Resync> resyncs, PhaseLatencies latencies) {
    /// What the judges together say of the variant stands among the verdicts, too.
    static final String ANSWER = "answer";

    /// @param latencies has heard every event of the variant
    public static Observed of(
            Judged.VariantResult result, Incident incident, PhaseLatencies latencies) {
        var verdicts = new LinkedHashMap<String, String>();
        for (Judged.JudgeResult judge : result.judges()) {
            verdicts.put(judge.name(), Verdicts.word(judge.verdict()));
        }
        verdicts.put(ANSWER, Verdicts.word(result.answer()));
        return new Observed(verdicts, incident.ledger(), latencies);
    }
}
