package dev.firedrill.scenarios.cli;

import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.render.Reports;
import java.util.List;
import java.util.Locale;

/// The reports of a run that their renderers did not write. The answer stands, but a run of which a
/// report is missing does not end with success: a CI that collects the file would not notice.
record MissingReports(List<Reports.Failure> failures) {
    void say() {
        for (Reports.Failure failure : failures) {
            System.err.println(
                    String.format(
                            Locale.ROOT,
                            "firedrill: a report is missing, the renderer %s failed: %s (stack"
                                    + " trace in %s)",
                            failure.renderer(),
                            failure.why(),
                            failure.trace()));
        }
    }

    int exitCode(RunAnswer answer) {
        int code = answer.exitCode();
        return code == ExitCodes.HELD && !failures.isEmpty() ? ExitCodes.BUG : code;
    }
}
