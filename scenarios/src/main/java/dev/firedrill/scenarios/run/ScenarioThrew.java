package dev.firedrill.scenarios.run;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A scenario from outside this project threw an exception, or let one through. That is no bug of
/// Firedrill: the variant is inconclusive, as it is when a judge throws.
final class ScenarioThrew extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final String OURS = "dev.firedrill.";

    private final Throwable thrown;

    ScenarioThrew(Scenario scenario, Throwable thrown) {
        super(thrown + place(scenario.getClass().getName(), thrown), thrown);
        this.thrown = thrown;
    }

    static boolean isFromOutside(Scenario scenario) {
        return !scenario.getClass().getName().startsWith(OURS);
    }

    String trace() {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    /// The line of the scenario, or else of another class from outside, such as its workload.
    private static String place(String scenario, Throwable thrown) {
        return frame(thrown, frame -> isOf(scenario, frame))
                .or(() -> frame(thrown, frame -> !isOursOrTheJdks(frame)))
                .map(frame ->
                        String.format(
                                Locale.ROOT,
                                ", at %s.%s (%s:%d)",
                                frame.getClassName(),
                                frame.getMethodName(),
                                frame.getFileName(),
                                frame.getLineNumber()))
                .orElse(", in " + scenario);
    }

    private static boolean isOf(String scenario, StackTraceElement frame) {
        String name = frame.getClassName();
        return name.equals(scenario) || name.startsWith(scenario + "$");
    }

    private static boolean isOursOrTheJdks(StackTraceElement frame) {
        return frame.getClassName().startsWith(OURS) || frame.getModuleName() != null;
    }

    /// The innermost one, of the exception itself or of what caused it.
    private static Optional<StackTraceElement> frame(
            Throwable thrown, Predicate<StackTraceElement> wanted) {
        for (@Nullable Throwable one = thrown; one != null; one = one.getCause()) {
            Optional<StackTraceElement> found =
                    Arrays.stream(one.getStackTrace()).filter(wanted).findFirst();
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }
}
