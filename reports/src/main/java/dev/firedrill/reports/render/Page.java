package dev.firedrill.reports.render;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.reports.incident.TimelineEntry;
import java.util.ArrayList;
import java.util.List;

/// What the templates of `report.html` show.
record Page(RunAnswer answer, List<Variant> variants, StyleSheet style) {
    private static final int TIMELINE_MAX = 80;

    /// A judge with evidence against the run.
    record Evidence(String name, List<String> evidence) {}

    record Variant(Judged.VariantResult result, Incident incident) {
        ShownVerdict answer() {
            return ShownVerdict.of(result.answer());
        }

        List<Chart> charts() {
            return ChartLayout.charts(incident.series());
        }

        List<Evidence> violated() {
            var violated = new ArrayList<Evidence>();
            for (Judged.JudgeResult judge : result.judges()) {
                if (judge.verdict() instanceof Verdict.Violated one && !one.evidence().isEmpty()) {
                    violated.add(new Evidence(judge.name(), one.evidence()));
                }
            }
            return violated;
        }

        List<TimelineEntry> timeline() {
            return incident.timeline().stream().limit(TIMELINE_MAX).toList();
        }

        int timelineLeftOut() {
            return Math.max(0, incident.timeline().size() - TIMELINE_MAX);
        }
    }

    static Page of(RunAnswer answer, List<Incident> incidents) {
        var variants = new ArrayList<Variant>();
        for (int i = 0; i < answer.variants().size(); i++) {
            variants.add(new Variant(answer.variants().get(i), incidents.get(i)));
        }
        return new Page(answer, variants, StyleSheet.load());
    }

    Event.RunHeader run() {
        return answer.variants().getFirst().began().run();
    }

    JudgeTable judges() {
        return JudgeTable.of(answer);
    }

    /// A class of the style sheet.
    String answerClass() {
        return switch (answer.exitCode()) {
            case RunAnswer.EXIT_HELD -> "held";
            case RunAnswer.EXIT_VIOLATED -> "violated";
            default -> "inconclusive";
        };
    }
}
