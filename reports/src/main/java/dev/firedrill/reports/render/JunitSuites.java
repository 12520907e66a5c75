package dev.firedrill.reports.render;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.check.Verdicts;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.incident.CausalChain;
import dev.firedrill.reports.incident.Incident;
import java.io.ByteArrayOutputStream;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// The content of `junit.xml`: one suite per variant. For a safe variant each judge is a test case,
/// which fails when it is violated. For a control there is one case more, which fails when the
/// control was not caught; what its judges found is no failure. What is inconclusive is an error
/// everywhere.
final class JunitSuites {
    private final XMLStreamWriter xml;
    private final RunAnswer answer;
    private final List<Incident> incidents;

    private JunitSuites(XMLStreamWriter xml, RunAnswer answer, List<Incident> incidents) {
        this.xml = xml;
        this.answer = answer;
        this.incidents = incidents;
    }

    /// @param incidents one for each variant of the answer, in its order
    static byte[] xml(RunAnswer answer, List<Incident> incidents) {
        var bytes = new ByteArrayOutputStream();
        try {
            var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(bytes, "UTF-8");
            new JunitSuites(xml, answer, incidents).suites();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a stream of bytes takes any XML", e);
        }
        return bytes.toByteArray();
    }

    private void suites() throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuites");
        for (int i = 0; i < answer.variants().size(); i++) {
            suite(answer.variants().get(i), incidents.get(i).chain());
        }
        if (!answer.flaws().isEmpty()) flaws();
        xml.writeEndElement();
        xml.writeCharacters("\n");
        xml.writeEndDocument();
    }

    private void suite(Judged.VariantResult variant, CausalChain chain) throws XMLStreamException {
        boolean control =
                !answer.single() && variant.began().expectation() == Event.Expectation.BREAKS;
        String suite = variant.began().run().scenario() + "." + variant.began().variant();
        int failures = control && !caughtOrInconclusive(variant) ? 1 : 0;
        int errors = 0;
        for (Judged.JudgeResult judge : variant.judges()) {
            failures += !control && judge.verdict() instanceof Verdict.Violated ? 1 : 0;
            errors += judge.verdict() instanceof Verdict.Inconclusive ? 1 : 0;
        }
        boolean undecided = variant.answer() instanceof Verdict.Inconclusive;
        errors += undecided ? 1 : 0;
        begin(suite, variant.judges().size() + 1, failures, errors);
        for (Judged.JudgeResult judge : variant.judges()) {
            judge(suite, judge, control, chain);
        }
        answer(suite, variant, control);
        xml.writeEndElement();
    }

    private static boolean caughtOrInconclusive(Judged.VariantResult variant) {
        return RunAnswer.asExpected(variant) || variant.answer() instanceof Verdict.Inconclusive;
    }

    private void begin(String suite, int tests, int failures, int errors)
            throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", Text.plain(suite));
        xml.writeAttribute("tests", Integer.toString(tests));
        xml.writeAttribute("failures", Integer.toString(failures));
        xml.writeAttribute("errors", Integer.toString(errors));
        xml.writeAttribute("skipped", "0");
    }

    private void judge(String suite, Judged.JudgeResult judge, boolean control, CausalChain chain)
            throws XMLStreamException {
        open(suite, judge.name());
        switch (judge.verdict()) {
            case Verdict.Held _ -> {}
            case Verdict.Violated violated when control -> {
                xml.writeStartElement("system-out");
                xml.writeCharacters(Text.plain("caught: " + violated.summary()));
                xml.writeCharacters("\n" + plain(ChainWords.leadingTo(judge, chain)));
                xml.writeEndElement();
            }
            case Verdict.Violated violated ->
                    problem(
                            "failure",
                            violated.summary(),
                            plain(violated.evidence())
                                    + "\n"
                                    + plain(ChainWords.leadingTo(judge, chain)));
            case Verdict.Inconclusive(var reason) ->
                    problem("error", reason, judge.failure().orElse(""));
        }
        xml.writeEndElement();
    }

    private static String plain(List<String> lines) {
        return String.join("\n", lines.stream().map(Text::plain).toList());
    }

    /// The answer of the variant as a whole: a judge that is satisfied does not say that the
    /// evidence is complete, or that the control was caught.
    private void answer(String suite, Judged.VariantResult variant, boolean control)
            throws XMLStreamException {
        open(suite, control ? "the-control-is-caught" : "the-run-is-conclusive");
        if (variant.answer() instanceof Verdict.Inconclusive(var reason)) {
            problem("error", reason, "");
        } else if (control && !RunAnswer.asExpected(variant)) {
            problem("failure", Verdicts.summary(variant.answer()), "");
        }
        xml.writeEndElement();
    }

    private void flaws() throws XMLStreamException {
        String suite = answer.variants().getFirst().began().run().scenario() + ".evidence";
        begin(suite, 1, 0, 1);
        open(suite, "every-variant-is-there-once");
        problem("error", String.join("; ", answer.flaws()), "");
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void open(String suite, String name) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", Text.plain(suite));
        xml.writeAttribute("name", Text.plain(name));
    }

    /// @param details lines that are plain already
    private void problem(String kind, String message, String details) throws XMLStreamException {
        xml.writeStartElement(kind);
        xml.writeAttribute("message", Text.plain(message));
        xml.writeCharacters(details);
        xml.writeEndElement();
    }
}
