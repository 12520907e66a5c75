package dev.firedrill.scenarios.run;

import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;

/// One way to run a scenario: the configuration that failed (the control, which must be caught) or
/// one that guards against it (which must hold).
///
/// @param title a sentence for people
/// @param mustBeViolated the judges that a control has to violate: caught for another reason is not
///   caught
public record Variant(
        String name,
        Event.Expectation expectation,
        String title,
        List<Class<? extends Checker>> mustBeViolated) {
    public Variant {
        mustBeViolated = List.copyOf(mustBeViolated);
        boolean control = expectation == Event.Expectation.BREAKS;
        if (control == mustBeViolated.isEmpty()) {
            throw new IllegalArgumentException(
                    "a control, and nothing else, names the judges that it violates: " + name);
        }
    }

    public static Variant breaks(
            String name, String title, List<Class<? extends Checker>> mustBeViolated) {
        return new Variant(name, Event.Expectation.BREAKS, title, mustBeViolated);
    }

    /// The judges that a control must violate, all of them.
    @SafeVarargs
    public static List<Class<? extends Checker>> violates(Class<? extends Checker>... judges) {
        var all = new ArrayList<Class<? extends Checker>>();
        for (Class<? extends Checker> judge : judges) {
            all.add(judge);
        }
        return all;
    }

    public static Variant holds(String name, String title) {
        return new Variant(name, Event.Expectation.HOLDS, title, List.of());
    }

    /// The names of the judges that have to be violated, among those of the scenario.
    ///
    /// @throws IllegalStateException when the variant names a judge that the scenario does not have
    List<String> namesOfViolated(List<Checker> judges) {
        return mustBeViolated.stream()
                .map(type ->
                        judges.stream()
                                .filter(type::isInstance)
                                .findFirst()
                                .orElseThrow(() ->
                                        new IllegalStateException(
                                                name
                                                        + " names a judge that its"
                                                        + " scenario does not have: "
                                                        + type.getSimpleName()))
                                .name())
                .toList();
    }
}
