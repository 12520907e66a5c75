package dev.firedrill.reports.render;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.evidence.RunFolder;
import dev.firedrill.reports.evidence.WholeFile;
import dev.firedrill.reports.incident.FindingFailure;
import dev.firedrill.reports.incident.Incident;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Writes every form of a run's report into its folder, one file for each [Renderer].
///
/// A renderer that throws, or that cannot be used, is a [Failure]: its stack trace is in the folder
/// `failures`, and the file that an earlier call may have written under its name is removed, since
/// it would be taken for this one.
public final class Reports {
    private static final String TRACE = "renderer-";

    private Reports() {}

    /// A report that is missing.
    ///
    /// @param renderer name of the file, or of the class where it has no file
    /// @param trace file with the stack trace
    public record Failure(String renderer, String why, Path trace) {}

    /// @param incidents one for each variant of the answer, in its order
    /// @throws IOException when the folder cannot be written
    public static List<Failure> write(Path folder, RunAnswer answer, List<Incident> incidents)
            throws IOException {
        return write(folder, answer, incidents, Renderers.found());
    }

    static List<Failure> write(
            Path folder, RunAnswer answer, List<Incident> incidents, Renderers renderers)
            throws IOException {
        forgetFailures(folder.resolve(RunFolder.FAILURES));
        for (int i = 0; i < incidents.size(); i++) {
            tracesOf(folder, answer.variants().get(i), incidents.get(i));
        }
        var failures = new ArrayList<Failure>();
        for (Map.Entry<String, Renderer> one : renderers.byFile().entrySet()) {
            String file = one.getKey();
            try {
                byte[] content = one.getValue().render(answer, incidents);
                WholeFile.replace(
                        folder.resolve(file), Objects.requireNonNull(content, "no bytes"));
            } catch (OutOfMemoryError notTheRenderers) {
                throw notTheRenderers;
            } catch (RuntimeException | Error thrown) {
                Files.deleteIfExists(folder.resolve(file));
                failures.add(failure(folder, file, thrown));
            }
        }
        for (Map.Entry<String, Throwable> one : renderers.refused().entrySet()) {
            failures.add(failure(folder, one.getKey(), one.getValue()));
        }
        return failures;
    }

    private static void tracesOf(Path folder, Judged.VariantResult variant, Incident incident)
            throws IOException {
        String name = variant.began().variant();
        for (Judged.JudgeResult judge : variant.judges()) {
            if (judge.failure().isPresent()) {
                RunFolder.keepTrace(folder, name + "-" + judge.name(), judge.failure().get());
            }
        }
        for (FindingFailure failed : incident.failures()) {
            RunFolder.keepTrace(folder, name + "-" + failed.finding(), failed.trace());
        }
    }

    /// Of an earlier call, which would be taken for those of this one.
    private static void forgetFailures(Path failures) throws IOException {
        if (!Files.isDirectory(failures)) {
            return;
        }
        try (DirectoryStream<Path> old = Files.newDirectoryStream(failures, TRACE + "*")) {
            for (Path trace : old) {
                Files.delete(trace);
            }
        }
    }

    private static Failure failure(Path folder, String renderer, Throwable thrown)
            throws IOException {
        var trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        Path file = RunFolder.keepTrace(folder, TRACE + renderer, trace.toString());
        return new Failure(renderer, Text.plain(thrown.toString()), file);
    }
}
