package dev.firedrill.reports.render;

import dev.firedrill.reports.check.ConfigurationDrift;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.check.Verdicts;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.reports.incident.LatencyHistory;
import dev.firedrill.reports.incident.Resync;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// `report.md`: the incident for issues and pull requests.
public final class MarkdownReport implements Renderer {
    @Override
    public String file() {
        return "report.md";
    }

    @Override
    public byte[] render(RunAnswer answer, List<Incident> incidents) {
        Event.RunHeader run = answer.variants().getFirst().began().run();
        var text = new StringBuilder();
        text.append("# ").append(Text.markdown(run.title())).append("\n\n");
        text.append("**").append(Text.markdown(answer.sentence())).append("**\n\n");
        text.append(Text.markdown(run.story())).append("\n\n");
        for (int i = 0; i < answer.variants().size(); i++) {
            variant(text, answer.variants().get(i), incidents.get(i));
        }
        text.append("Repeat it: `").append(Text.plain(run.repeatCommand()).replace('`', '\''));
        text.append("` (at commit ").append(Text.markdown(run.commit())).append(")\n");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void variant(
            StringBuilder text, Judged.VariantResult result, Incident incident) {
        var began = result.began();
        text.append("## ").append(Text.markdown(began.variant())).append(": ");
        text.append(Verdicts.word(result.answer()));
        text.append(" (").append(Names.word(began.expectation())).append(")\n\n");
        text.append(Text.markdown(began.title())).append(".\n\n");
        text.append("| judge | verdict | |\n|---|---|---|\n");
        for (Judged.JudgeResult judge : result.judges()) {
            row(
                    text,
                    judge.name(),
                    Verdicts.word(judge.verdict()),
                    Verdicts.summary(judge.verdict()));
        }
        steps(text, ChainWords.steps(incident.chain()));
        list(text, "### Violated judges", ChainWords.violated(incident.chain()));
        list(text, "### Findings that failed", ChainWords.failures(incident.failures()));
        list(text, "### " + OwnConfigurationWords.TITLE, OwnConfigurationWords.sentences(incident));
        for (LatencyHistory history : incident.histories()) {
            text.append("\n### Latency history\n\n");
            text.append(Text.markdown(LatencyLines.title(history))).append(":\n\n");
            LatencyLines.of(history).forEach(line -> text.append("    ").append(line).append('\n'));
        }
        if (!incident.ledger().isEmpty()) {
            text.append("\n### Resyncs\n\n");
            text.append("| at | replica | kind | why | missing | backlog | bytes | took |\n");
            text.append("|---|---|---|---|---|---|---|---|\n");
            for (Resync resync : incident.ledger()) {
                row(
                        text,
                        Names.seconds(resync.atNanos()),
                        resync.replica(),
                        resync.kind().word(),
                        resync.reason().word(),
                        Names.number(resync.missingBytes()),
                        Names.number(resync.backlogBytes()),
                        Names.number(resync.sentBytes()),
                        Names.took(resync.tookNanos()));
            }
        }
        if (!incident.drifts().isEmpty()) {
            text.append("\n### Configuration that changed with the restart\n\n");
            text.append("| node | directive | was | is | because |\n|---|---|---|---|---|\n");
            for (ConfigurationDrift.Drift drift : incident.drifts()) {
                row(
                        text,
                        drift.node(),
                        drift.directive(),
                        drift.before(),
                        drift.after(),
                        drift.blamedLine());
            }
        }
        for (Judged.JudgeResult judge : result.judges()) {
            if (judge.verdict() instanceof Verdict.Violated violated
                    && !violated.evidence().isEmpty()) {
                list(text, "### Evidence: " + Text.markdown(judge.name()), violated.evidence());
            }
        }
        list(text, "### What to change", ChainWords.remedies(incident.remedies()));
        text.append('\n');
    }

    /// Numbered here, because steps refer to each other.
    private static void steps(StringBuilder text, List<String> steps) {
        if (steps.isEmpty()) return;
        text.append("\n### What happened\n\n");
        int number = 0;
        for (String step : steps) {
            text.append(++number).append(". ").append(cell(step)).append('\n');
        }
    }

    private static void list(StringBuilder text, String title, List<String> items) {
        if (!items.isEmpty()) {
            text.append('\n').append(title).append("\n\n");
            items.forEach(item -> text.append("- ").append(cell(item)).append('\n'));
        }
    }

    private static void row(StringBuilder text, String... cells) {
        for (String cell : cells) {
            text.append("| ").append(cell(cell)).append(' ');
        }
        text.append("|\n");
    }

    private static String cell(String text) {
        return Text.markdown(text);
    }
}
