package dev.firedrill.reports.render;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.evidence.WholeFile;
import dev.firedrill.reports.incident.FindingFailure;
import dev.firedrill.reports.incident.Incident;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes every form of a run's report into its folder.
public final class Reports {
    private Reports() {}

    /// @param incidents one for each variant of the answer, in its order
    public static void write(Path folder, RunAnswer answer, List<Incident> incidents)
            throws IOException {
        WholeFile.replace(folder.resolve("result.json"), JsonReport.render(answer, incidents));
        WholeFile.replace(folder.resolve("report.md"), MarkdownReport.render(answer, incidents));
        WholeFile.replace(folder.resolve("junit.xml"), JunitReport.render(answer, incidents));
        WholeFile.replace(folder.resolve("report.html"), HtmlReport.render(answer, incidents));
        for (Judged.VariantResult variant : answer.variants()) {
            for (Judged.JudgeResult judge : variant.judges()) {
                if (judge.failure().isPresent()) {
                    failure(folder, variant, judge.name(), judge.failure().get());
                }
            }
        }
        for (int i = 0; i < incidents.size(); i++) {
            for (FindingFailure failed : incidents.get(i).failures()) {
                failure(folder, answer.variants().get(i), failed.finding(), failed.trace());
            }
        }
    }

    private static void failure(Path folder, Judged.VariantResult variant, String who, String trace)
            throws IOException {
        Path failures = folder.resolve("failures");
        Files.createDirectories(failures);
        String name = variant.began().variant() + "-" + who + ".txt";
        WholeFile.replace(
                failures.resolve(name.replaceAll("[^A-Za-z0-9._-]", "_")),
                trace.getBytes(StandardCharsets.UTF_8));
    }
}
