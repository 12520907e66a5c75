package dev.firedrill.scenarios.cli;

import dev.firedrill.reports.render.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `firedrill report RUN`: writes the reports of a run again from its journal, also of one that did
/// not come to its end.
@Command(
        name = "report",
        description = "Writes the reports of an earlier run again, from its journal.",
        mixinStandardHelpOptions = true,
        footer = ExitCodes.TABLE)
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "A run's folder.")
    @SuppressWarnings("NullAway.Init")
    private Path run;

    @Override
    public Integer call() throws UsageError, FolderUnwritable {
        if (!Files.isDirectory(run)) {
            throw new UsageError(String.format(Locale.ROOT, "there is no run folder at %s.", run));
        }
        Evidence evidence = Evidence.judge(run);
        MissingReports missing;
        try {
            missing =
                    new MissingReports(Reports.write(run, evidence.answer(), evidence.incidents()));
        } catch (IOException failed) {
            throw new FolderUnwritable(run, failed);
        }
        System.out.println("Report: " + run.resolve("report.html"));
        missing.say();
        return missing.exitCode(evidence.answer());
    }
}
