package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/// Everything that was observed in one variant, causes before their effects, and the violated
/// judges to which it led.
public record CausalChain(List<Step> steps, List<Explained> violated) {
    public CausalChain {
        steps = List.copyOf(steps);
        violated = List.copyOf(violated);
    }

    /// An observation, and the finding that made it.
    record Found(Finding finding, Observation observation) {
        boolean follows(Found cause) {
            return !equals(cause)
                    && observation.causes().stream()
                            .anyMatch(possible ->
                                    possible.admits(cause.finding, cause.observation, observation));
        }
    }

    /// Puts observations into causal order; those that do not depend on each other by time.
    static CausalChain of(List<Found> found, List<Judged.JudgeResult> judges) {
        var waiting = new ArrayList<>(found);
        waiting.sort(Comparator.comparingLong(one -> one.observation().span().fromNanos()));
        var placed = new ArrayList<Found>();
        var steps = new ArrayList<Step>();
        while (!waiting.isEmpty()) {
            // Findings that each claim to follow from the other are taken in the order of time.
            Found next =
                    waiting.stream()
                            .filter(one -> waiting.stream().noneMatch(one::follows))
                            .findFirst()
                            .orElse(waiting.getFirst());
            waiting.remove(next);
            steps.add(step(next, placed, steps));
            placed.add(next);
        }
        return new CausalChain(steps, explained(steps, judges));
    }

    private static Step step(Found next, List<Found> placed, List<Step> steps) {
        var causes = new TreeSet<Integer>();
        for (int i = 0; i < placed.size(); i++) {
            if (next.follows(placed.get(i))) causes.add(i + 1);
        }
        return new Step(
                placed.size() + 1,
                next.finding().name(),
                next.observation(),
                direct(causes, steps));
    }

    /// Without the causes of other causes: they need not be named again.
    private static List<Integer> direct(TreeSet<Integer> causes, List<Step> steps) {
        var indirect = new TreeSet<Integer>();
        causes.forEach(cause -> indirect.addAll(ancestors(cause, steps)));
        return causes.stream().filter(cause -> !indirect.contains(cause)).toList();
    }

    private static TreeSet<Integer> ancestors(int number, List<Step> steps) {
        var all = new TreeSet<Integer>();
        for (int cause : steps.get(number - 1).causes()) {
            all.add(cause);
            all.addAll(ancestors(cause, steps));
        }
        return all;
    }

    private static List<Explained> explained(List<Step> steps, List<Judged.JudgeResult> judges) {
        return judges.stream()
                .filter(judge -> judge.verdict() instanceof Verdict.Violated)
                .map(judge -> new Explained(judge, leadingTo(judge, steps)))
                .toList();
    }

    /// What only says again that the judge is violated, and follows from nothing, explains nothing.
    private static List<Integer> leadingTo(Judged.JudgeResult judge, List<Step> steps) {
        var leading = new TreeSet<Integer>();
        for (Step step : steps) {
            boolean explains =
                    step.observation().explains().stream()
                            .anyMatch(kind -> kind.isInstance(judge.judge()));
            if (explains && hasRoot(step, steps)) leading.add(step.number());
        }
        return direct(leading, steps);
    }

    private static boolean hasRoot(Step step, List<Step> steps) {
        return step.observation().origin().isRoot()
                || step.causes().stream().anyMatch(cause -> hasRoot(steps.get(cause - 1), steps));
    }

    /// The steps from which some steps follow, directly or not, themselves included.
    public List<Step> leadingTo(List<Integer> numbers) {
        var all = new TreeSet<>(numbers);
        numbers.forEach(number -> all.addAll(ancestors(number, steps)));
        return all.stream().map(one -> steps.get(one - 1)).toList();
    }

    /// What would have helped, for the server that was run, each remedy once.
    public List<Remedy> remedies(String target) {
        return steps.stream()
                .flatMap(step -> step.observation().remedies().stream())
                .filter(remedy -> remedy.isFor(target))
                .distinct()
                .toList();
    }
}
