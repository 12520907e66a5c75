package dev.firedrill.reports.render;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.Verdicts;
import dev.firedrill.reports.incident.CausalChain;
import dev.firedrill.reports.incident.Evidence;
import dev.firedrill.reports.incident.Explained;
import dev.firedrill.reports.incident.FindingFailure;
import dev.firedrill.reports.incident.Product;
import dev.firedrill.reports.incident.Remedy;
import dev.firedrill.reports.incident.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A causal chain and what to change in sentences, for the reports that people read.
final class ChainWords {
    private ChainWords() {}

    /// One line for each step, in the order of their numbers.
    static List<String> steps(CausalChain chain) {
        return chain.steps().stream().map(ChainWords::step).toList();
    }

    private static String step(Step step) {
        return lead(step) + ": " + step.observation().sentence() + lines(step);
    }

    /// Where the step comes from, for example `Configuration, because of 2`.
    private static String lead(Step step) {
        String because = step.causes().isEmpty() ? "" : "because of " + numbers(step.causes());
        return switch (step.observation().origin()) {
            case FAULT -> and("Fault", because);
            case OPERATOR -> and("Operator", because);
            case CONFIGURATION -> and("Configuration", because);
            case CONSEQUENCE ->
                    because.isEmpty()
                            ? "Observed, without a cause that the journal shows"
                            : "Because of " + numbers(step.causes());
        };
    }

    private static String and(String origin, String because) {
        return because.isEmpty() ? origin : origin + ", " + because;
    }

    private static String lines(Step step) {
        List<Evidence> evidence = step.observation().evidence();
        if (evidence.isEmpty()) return "";
        return " [journal "
                + (evidence.size() == 1 ? "line " : "lines ")
                + evidence.stream()
                        .map(one -> Long.toString(one.line()))
                        .collect(Collectors.joining(", "))
                + "]";
    }

    private static String numbers(List<Integer> steps) {
        List<String> texts = steps.stream().map(number -> Integer.toString(number)).toList();
        return texts.size() < 2
                ? "step " + String.join("", texts)
                : "steps "
                        + String.join(", ", texts.subList(0, texts.size() - 1))
                        + " and "
                        + texts.getLast();
    }

    /// One line for each violated judge.
    static List<String> violated(CausalChain chain) {
        return chain.violated().stream().map(ChainWords::violated).toList();
    }

    private static String violated(Explained one) {
        String what = one.judge().name() + ": " + Verdicts.summary(one.judge().verdict());
        return one.unexplained()
                ? "unexplained: " + what
                : what + ", because of " + numbers(one.steps());
    }

    /// The whole chain that leads to one violated judge, a line for each step.
    static List<String> leadingTo(Judged.JudgeResult judge, CausalChain chain) {
        Explained explained =
                chain.violated().stream()
                        .filter(one -> one.judge().equals(judge))
                        .findFirst()
                        .orElseThrow();
        if (explained.unexplained()) return List.of(violated(explained));
        return chain.leadingTo(explained.steps()).stream()
                .map(step -> step.number() + ". " + step(step))
                .toList();
    }

    static List<String> remedies(List<Remedy> remedies) {
        return remedies.stream().map(ChainWords::remedy).toList();
    }

    private static String remedy(Remedy remedy) {
        var text = new StringBuilder("For ");
        text.append(
                remedy.products().stream().map(Product::word).collect(Collectors.joining(", ")));
        text.append(": ").append(remedy.advice());
        if (!remedy.settings().isEmpty()) {
            text.append(" In redis.conf: ");
            text.append(
                    remedy.settings().stream()
                            .map(Remedy.Setting::toString)
                            .collect(Collectors.joining("; ")));
            text.append('.');
        }
        if (!remedy.arithmetic().isEmpty()) {
            text.append(" Computed: ").append(remedy.arithmetic()).append('.');
        }
        return text.toString();
    }

    static List<String> failures(List<FindingFailure> failures) {
        var lines = new ArrayList<String>();
        for (FindingFailure failure : failures) {
            lines.add(
                    "the finding "
                            + failure.finding()
                            + " failed and has told nothing: "
                            + failure.message());
        }
        return lines;
    }
}
