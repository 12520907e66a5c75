package dev.firedrill.reports.render;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.Event;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// `junit.xml`: one suite per variant. For a safe variant each judge is a test case; for a control
/// there is one more, which fails when it was not caught, and its judges' findings are no failures.
public final class JunitReport {
    private JunitReport() {}

    public static byte[] render(RunAnswer answer, RunFacts facts) {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
        for (Judged.VariantResult variant : answer.variants()) {
            suite(xml, variant, facts, answer.single());
        }
        return xml.append("</testsuites>\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void suite(
            StringBuilder xml, Judged.VariantResult variant, RunFacts facts, boolean single) {
        boolean control =
                !single && variant.history().began().expectation() == Event.Expectation.BREAKS;
        var cases = new StringBuilder();
        int failures = 0;
        int skipped = 0;
        String suite = facts.scenario() + "." + variant.history().began().variant();
        for (Judged.JudgeResult judge : variant.judges()) {
            open(cases, suite, judge.name());
            switch (judge.verdict()) {
                case Verdict.Held _ -> {}
                case Verdict.Violated violated -> {
                    if (control) {
                        cases.append("<system-out>")
                                .append(escape("caught: " + violated.summary()))
                                .append("</system-out>");
                    } else {
                        failures++;
                        cases.append("<failure message=\"")
                                .append(escape(violated.summary()))
                                .append("\">")
                                .append(escape(String.join("\n", violated.evidence())))
                                .append("</failure>");
                    }
                }
                case Verdict.Inconclusive(var reason) -> {
                    skipped++;
                    cases.append("<skipped message=\"").append(escape(reason)).append("\"/>");
                }
            }
            cases.append("</testcase>\n");
        }
        int tests = variant.judges().size();
        if (control) {
            tests++;
            open(cases, suite, "the-control-is-caught");
            if (!RunAnswer.asExpected(variant)) {
                failures++;
                cases.append("<failure message=\"")
                        .append(escape(Names.summary(variant.answer())))
                        .append("\"/>");
            }
            cases.append("</testcase>\n");
        }
        xml.append(
                String.format(
                        Locale.ROOT,
                        "<testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\">\n",
                        escape(suite),
                        tests,
                        failures,
                        skipped));
        xml.append(cases).append("</testsuite>\n");
    }

    private static void open(StringBuilder xml, String suite, String name) {
        xml.append(
                String.format(
                        Locale.ROOT,
                        "<testcase classname=\"%s\" name=\"%s\">",
                        escape(suite),
                        escape(name)));
    }

    /// Also drops what XML 1.0 cannot hold at all.
    static String escape(String text) {
        var escaped = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '<' -> escaped.append("&lt;");
                        case '>' -> escaped.append("&gt;");
                        case '&' -> escaped.append("&amp;");
                        case '"' -> escaped.append("&quot;");
                        case '\'' -> escaped.append("&#39;");
                        default -> {
                            boolean allowed = c == '\n' || c == '\t' || c == '\r' || c >= ' ';
                            escaped.appendCodePoint(
                                    allowed && c != 0xFFFE && c != 0xFFFF ? c : '?');
                        }
                    }
                });
        return escaped.toString();
    }
}
