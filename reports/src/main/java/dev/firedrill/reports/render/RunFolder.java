package dev.firedrill.reports.render;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.history.VariantHistory;
import dev.firedrill.reports.incident.Incident;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/// Writes what a run leaves behind: each file whole or not at all.
public final class RunFolder {
    private RunFolder() {}

    public static void write(Path folder, RunAnswer answer, RunFacts facts) throws IOException {
        List<Incident> incidents = answer.variants().stream().map(Incident::of).toList();
        replace(folder.resolve("result.json"), JsonReport.render(answer, incidents, facts));
        replace(folder.resolve("report.md"), MarkdownReport.render(answer, incidents, facts));
        replace(folder.resolve("junit.xml"), JunitReport.render(answer, facts));
        replace(folder.resolve("report.html"), HtmlReport.render(answer, incidents, facts));
        List<VariantHistory> histories =
                answer.variants().stream().map(Judged.VariantResult::history).toList();
        for (var file : NodeFiles.of(histories).entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            replace(path, file.getValue());
        }
    }

    /// Temporary file, fsync, rename.
    private static void replace(Path target, byte[] bytes) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        try (var file =
                FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            file.force(true);
        }
        Files.move(
                temporary,
                target,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
