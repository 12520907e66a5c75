package dev.firedrill.reports.render;

import dev.firedrill.reports.check.ConfigurationDrift;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.check.Verdicts;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.reports.incident.Resync;
import dev.firedrill.reports.incident.Series;
import dev.firedrill.reports.incident.TimelineEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `report.html`: one file that works offline and on paper. It holds no script at all, and its
/// policy allows nothing but the one style sheet that it carries.
public final class HtmlReport {
    private static final int TIMELINE_MAX = 80;
    private static final int NODES_DRAWN_MAX = 6;

    private HtmlReport() {}

    public static byte[] render(RunAnswer answer, List<Incident> incidents) {
        Event.RunHeader run = answer.variants().getFirst().began().run();
        String style = style();
        var html = new Html();
        html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.raw(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
                        + String.format(Locale.ROOT, " style-src 'sha256-%s'\">\n", sha256(style)));
        html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.element("title", "Firedrill: " + run.scenario());
        html.raw("<style>").raw(style).raw("</style>\n</head>\n<body>\n<main>\n");
        html.raw("<p class=\"brand\">Firedrill incident report</p>\n");
        html.element("h1", run.title());
        html.raw("<p class=\"answer ").raw(answerClass(answer)).raw("\">");
        html.text(answer.sentence()).raw("</p>\n");
        html.element("p", run.story());
        sideBySide(html, answer);
        for (int i = 0; i < answer.variants().size(); i++) {
            variant(html, answer.variants().get(i), incidents.get(i));
        }
        html.raw("<footer><p>Repeat it: <code>").text(run.repeatCommand());
        html.raw("</code></p>\n<p>").text("lab " + run.lab() + ", seed " + run.seed());
        html.text(", commit " + run.commit()).raw("</p></footer>\n");
        html.raw("</main>\n</body>\n</html>\n");
        return html.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("report.css is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static String answerClass(RunAnswer answer) {
        return switch (answer.exitCode()) {
            case RunAnswer.EXIT_HELD -> "held";
            case RunAnswer.EXIT_VIOLATED -> "violated";
            default -> "inconclusive";
        };
    }

    /// A sign beside the colour, for those who see none.
    private static String sign(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Held _ -> "\u2713 held";
            case Verdict.Violated _ -> "\u2717 violated";
            case Verdict.Inconclusive _ -> "? inconclusive";
        };
    }

    private static void sideBySide(Html html, RunAnswer answer) {
        html.raw("<section><h2>Judges</h2>\n<table><thead><tr><th>property</th>");
        for (Judged.VariantResult variant : answer.variants()) {
            html.raw("<th>").text(variant.began().variant()).raw("<br><small>");
            html.text(Names.word(variant.began().expectation())).raw("</small></th>");
        }
        html.raw("</tr></thead><tbody>\n");
        List<Judged.JudgeResult> first = answer.variants().getFirst().judges();
        for (int i = 0; i < first.size(); i++) {
            html.raw("<tr>").element("td", first.get(i).property());
            for (Judged.VariantResult variant : answer.variants()) {
                if (i < variant.judges().size()) {
                    Verdict verdict = variant.judges().get(i).verdict();
                    html.raw("<td class=\"").raw(Verdicts.word(verdict)).raw("\">");
                    html.text(sign(verdict)).raw("<br><small>");
                    html.text(Verdicts.summary(verdict)).raw("</small></td>");
                }
            }
            html.raw("</tr>\n");
        }
        html.raw("</tbody></table></section>\n");
    }

    private static void variant(Html html, Judged.VariantResult result, Incident incident) {
        var began = result.began();
        html.raw("<section class=\"variant\"><h2>").text(began.variant()).raw(" <span class=\"");
        html.raw(Verdicts.word(result.answer())).raw("\">").text(sign(result.answer()));
        html.raw("</span></h2>\n").element("p", began.title() + ".");
        list(html, "What happened", "ol", ChainWords.steps(incident.chain()));
        list(html, "Violated judges", "ul", ChainWords.violated(incident.chain()));
        list(html, "Findings that failed", "ul", ChainWords.failures(incident.failures()));
        charts(html, incident.series());
        ledger(html, incident.ledger());
        drifts(html, incident.drifts());
        list(html, "What to change", "ul", ChainWords.remedies(incident.remedies()));
        evidence(html, result);
        timeline(html, incident.timeline());
        html.raw("</section>\n");
    }

    private static void list(Html html, String title, String kind, List<String> items) {
        if (items.isEmpty()) {
            return;
        }
        html.element("h3", title).raw("<" + kind + ">\n");
        items.forEach(item -> html.element("li", item).raw("\n"));
        html.raw("</" + kind + ">\n");
    }

    private static void charts(Html html, Series series) {
        html.raw(
                new Chart("Latency", "ms, logarithmic", true)
                        .line("p50", "c1", series.p50Millis())
                        .line("p99", "c2", series.p99Millis())
                        .line("max", "c3", series.maxMillis())
                        .svg(series));
        html.raw(
                new Chart("Operations", "per second", false)
                        .line("acknowledged", "rate c1", series.okPerSecond())
                        .line("failed", "rate c4", series.failedPerSecond())
                        .svg(series));
        var memory = new Chart("Memory", "bytes", false);
        int drawn = 0;
        for (Map.Entry<String, double[]> node : series.memoryBytes().entrySet()) {
            if (drawn++ < NODES_DRAWN_MAX) {
                memory.line(node.getKey(), "c" + drawn, node.getValue());
            }
        }
        html.raw(memory.svg(series));
    }

    private static void ledger(Html html, List<Resync> ledger) {
        if (ledger.isEmpty()) {
            return;
        }
        html.element("h3", "Resync ledger").raw("<table><thead>");
        html.row("th", "at", "replica", "kind", "why", "missing", "backlog", "bytes sent", "took");
        html.raw("</thead><tbody>\n");
        for (Resync resync : ledger) {
            html.row(
                    "td",
                    Names.seconds(resync.atNanos()),
                    resync.replica(),
                    resync.kind().word(),
                    resync.reason().word(),
                    Names.number(resync.missingBytes()),
                    Names.number(resync.backlogBytes()),
                    Names.number(resync.sentBytes()),
                    Names.took(resync.tookNanos()));
        }
        html.raw("</tbody></table>\n");
    }

    private static void drifts(Html html, List<ConfigurationDrift.Drift> drifts) {
        if (drifts.isEmpty()) {
            return;
        }
        html.element("h3", "Configuration that changed with the restart").raw("<table><thead>");
        html.row("th", "node", "directive", "was running", "after the restart", "because");
        html.raw("</thead><tbody>\n");
        for (ConfigurationDrift.Drift drift : drifts) {
            html.row(
                    "td",
                    drift.node(),
                    drift.directive(),
                    drift.before(),
                    drift.after(),
                    drift.blamedLine());
        }
        html.raw("</tbody></table>\n");
    }

    private static void evidence(Html html, Judged.VariantResult result) {
        for (Judged.JudgeResult judge : result.judges()) {
            if (judge.verdict() instanceof Verdict.Violated violated
                    && !violated.evidence().isEmpty()) {
                html.raw("<details><summary>Evidence: ").text(judge.name());
                html.raw("</summary><ul>\n");
                violated.evidence().forEach(line -> html.element("li", line).raw("\n"));
                html.raw("</ul></details>\n");
            }
        }
    }

    private static void timeline(Html html, List<TimelineEntry> timeline) {
        html.raw("<details><summary>Timeline</summary><table><tbody>\n");
        int shown = 0;
        for (TimelineEntry entry : timeline) {
            if (shown++ == TIMELINE_MAX) {
                html.row(
                        "td", "", "", timeline.size() - TIMELINE_MAX + " more in journal.jsonl.gz");
                break;
            }
            html.row(
                    "td",
                    String.format(Locale.ROOT, "%.3f s", entry.atNanos() / 1e9),
                    entry.topic().word(),
                    entry.text());
        }
        html.raw("</tbody></table></details>\n");
    }
}
