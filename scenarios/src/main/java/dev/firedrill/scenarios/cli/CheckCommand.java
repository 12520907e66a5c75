package dev.firedrill.scenarios.cli;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.history.JournalReader;
import dev.firedrill.reports.history.JournalUnreadable;
import dev.firedrill.reports.history.VariantHistory;
import dev.firedrill.scenarios.catalogue.Catalogue;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    @Parameters(paramLabel = "RUN", description = "A run's folder, or its journal.jsonl.")
    @SuppressWarnings("NullAway.Init")
    private Path run;

    @Override
    public Integer call() throws UsageError {
        Path journal = Files.isDirectory(run) ? run.resolve("journal.jsonl") : run;
        if (!Files.isReadable(journal)) {
            throw new UsageError(String.format(Locale.ROOT, "there is no journal at %s.", journal));
        }
        List<VariantHistory> histories;
        try {
            histories = JournalReader.read(journal);
        } catch (JournalUnreadable unreadable) {
            throw new UsageError("the journal cannot be read: " + unreadable.getMessage());
        } catch (IOException failed) {
            throw new UsageError(
                    String.format(
                            Locale.ROOT, "%s cannot be read: %s", journal, failed.getMessage()));
        }
        var results = new ArrayList<Judged.VariantResult>();
        for (VariantHistory history : histories) {
            results.add(Judged.judge(history, judges(history).checkers()));
        }
        var answer = new RunAnswer(results, results.size() == 1);
        System.out.println(Table.of(answer));
        System.out.println(answer.sentence());
        return answer.exitCode();
    }

    private record Judges(List<dev.firedrill.reports.check.Checker> checkers) {}

    private static Judges judges(VariantHistory history) throws UsageError {
        String name = history.began().scenario();
        Scenario scenario =
                Catalogue.find(name)
                        .orElseThrow(() ->
                                new UsageError(
                                        String.format(
                                                        Locale.ROOT,
                                                        "the journal is of scenario '%s', which this",
                                                        name)
                                                + " version does not have."));
        for (Variant variant : scenario.variants()) {
            if (variant.name().equals(history.began().variant())) {
                return new Judges(scenario.judges(variant));
            }
        }
        throw new UsageError(
                String.format(
                        Locale.ROOT,
                        "scenario '%s' has no variant '%s' in this version.",
                        name,
                        history.began().variant()));
    }
}
