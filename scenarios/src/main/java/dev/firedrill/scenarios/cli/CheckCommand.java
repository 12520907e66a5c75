package dev.firedrill.scenarios.cli;

import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.render.Text;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `firedrill check RUN`: judges a journal again.
@Command(
        name = "check",
        description = "Judges the journal of an earlier run again.",
        mixinStandardHelpOptions = true,
        footer = ExitCodes.TABLE)
final class CheckCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "A run's folder, or its journal.jsonl.gz.")
    @SuppressWarnings("NullAway.Init")
    private Path run;

    @Override
    public Integer call() throws UsageError {
        RunAnswer answer = Evidence.judge(run).answer();
        System.out.println(Table.of(answer));
        System.out.println(Text.plain(answer.sentence()));
        return answer.exitCode();
    }
}
