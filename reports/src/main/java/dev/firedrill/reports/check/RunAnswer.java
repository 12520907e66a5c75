package dev.firedrill.reports.check;

import dev.firedrill.reports.check.Judged.VariantResult;
import dev.firedrill.reports.history.Event.Expectation;
import java.util.ArrayList;
import java.util.List;

/// The answer of a run. A whole run is right when its controls were caught and its safe variants
/// held; a single variant, asked for by name, answers for itself. A variant that the run was to
/// have and that is not there, or is there twice, makes it inconclusive.
public record RunAnswer(List<VariantResult> variants) {
    public static final int EXIT_HELD = 0;
    public static final int EXIT_VIOLATED = 1;
    public static final int EXIT_INCONCLUSIVE = 2;

    public RunAnswer {
        variants = List.copyOf(variants);
        if (variants.isEmpty()) throw new IllegalArgumentException("a run has a variant");
    }

    public boolean single() {
        return variants.getFirst().began().run().single();
    }

    /// What is wrong with the evidence as a whole, in sentences.
    public List<String> flaws() {
        var flaws = new ArrayList<String>();
        var header = variants.getFirst().began().run();
        var missing = new ArrayList<>(header.variants());
        for (VariantResult variant : variants) {
            String name = variant.began().variant();
            if (!variant.began().run().equals(header)) {
                flaws.add(name + " is of another run");
            } else if (!missing.remove(name)) {
                flaws.add(
                        header.variants().contains(name)
                                ? name + " is there twice"
                                : name + " was not to be run");
            }
        }
        missing.forEach(name -> flaws.add(name + " is missing"));
        return List.copyOf(flaws);
    }

    public int exitCode() {
        boolean flawed = !flaws().isEmpty();
        if (single() && !flawed) {
            return switch (variants.getFirst().answer()) {
                case Verdict.Held _ -> EXIT_HELD;
                case Verdict.Violated _ -> EXIT_VIOLATED;
                case Verdict.Inconclusive _ -> EXIT_INCONCLUSIVE;
            };
        }
        int exit = flawed ? EXIT_INCONCLUSIVE : EXIT_HELD;
        for (var variant : variants) {
            if (asExpected(variant)) continue;
            if (expected(variant) == Expectation.HOLDS
                    && variant.answer() instanceof Verdict.Violated) {
                return EXIT_VIOLATED;
            }
            exit = EXIT_INCONCLUSIVE;
        }
        return exit;
    }

    /// Whether the control was caught, or the safe variant held.
    public static boolean asExpected(VariantResult variant) {
        return switch (variant.answer()) {
            case Verdict.Held _ -> expected(variant) == Expectation.HOLDS;
            case Verdict.Violated _ -> expected(variant) == Expectation.BREAKS;
            case Verdict.Inconclusive _ -> false;
        };
    }

    public String sentence() {
        var parts = new ArrayList<String>();
        for (var variant : variants) parts.add(sentence(variant));
        parts.addAll(flaws());
        var word =
                switch (exitCode()) {
                    case EXIT_HELD -> "Held";
                    case EXIT_VIOLATED -> "Violated";
                    default -> "Inconclusive";
                };
        return word + ": " + String.join("; ", parts) + ".";
    }

    private String sentence(VariantResult variant) {
        var name = variant.began().variant();
        boolean control = expected(variant) == Expectation.BREAKS && !single();
        return switch (variant.answer()) {
            case Verdict.Held _ ->
                    control ? "the control " + name + " was not caught" : name + " held";
            case Verdict.Violated violated ->
                    control
                            ? "the control " + name + " was caught"
                            : name + " is violated (" + violated.summary() + ")";
            case Verdict.Inconclusive(var reason) -> name + " is inconclusive (" + reason + ")";
        };
    }

    private static Expectation expected(VariantResult variant) {
        return variant.began().expectation();
    }
}
