package dev.firedrill.reports.evidence;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.JournalReader;
import dev.firedrill.reports.history.JournalUnreadable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The folder of one run. While the run goes on each variant has a journal of its own
/// (`journal-01-<variant>.jsonl.gz`), and `incomplete.txt` says that the run has not ended. At the
/// end the journals become one, `journal.jsonl.gz`, and the mark goes.
public final class RunFolder {
    private static final String JOURNAL = "journal.jsonl.gz";
    private static final String PART = "journal-";
    private static final String MARK = "incomplete.txt";

    /// RFC 1952, 2.3: what an empty compressed file begins with.
    private static final long GZIP_HEADER_BYTES = 10;

    private static final String NODES = "nodes";

    /// Stack traces of what failed: scenarios, judges, findings, renderers.
    public static final String FAILURES = "failures";

    private final Path path;
    private final List<Path> parts = new ArrayList<>();

    private RunFolder(Path path) {
        this.path = path;
    }

    /// Makes the folder, marked as incomplete. Two runs of one second are told apart by a number.
    ///
    /// @param wanted `runs/<scenario>/<time>-<seed>`
    public static RunFolder create(Path wanted) throws IOException {
        Files.createDirectories(wanted.getParent() == null ? wanted : wanted.getParent());
        Path free = wanted;
        for (int i = 2; !tryToCreate(free); i++) {
            free = wanted.resolveSibling(wanted.getFileName() + "-" + i);
        }
        var folder = new RunFolder(free);
        folder.markIncomplete("The run has not come to its end, or it was killed.");
        return folder;
    }

    private static boolean tryToCreate(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
            return true;
        } catch (FileAlreadyExistsException taken) {
            if (!Files.isDirectory(folder)) throw taken;
            return false;
        }
    }

    public Path path() {
        return path;
    }

    /// Whether a file or folder of this name is evidence, which no report may replace; capitals or
    /// small letters, since some file systems do not tell them apart.
    public static boolean holds(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return small.startsWith(PART) || List.of(JOURNAL, MARK, NODES, FAILURES).contains(small);
    }

    /// Opens the files of the next variant.
    public synchronized VariantEvidence begin(String variant) throws IOException {
        Path part =
                path.resolve(
                        String.format(
                                Locale.ROOT,
                                "%s%02d-%s.jsonl.gz",
                                PART,
                                parts.size() + 1,
                                NodeFiles.safe(variant)));
        parts.add(part);
        return new VariantEvidence(part, path.resolve(NODES).resolve(NodeFiles.safe(variant)));
    }

    /// Says why the run did not come to its end.
    public void markIncomplete(String why) throws IOException {
        WholeFile.replace(path.resolve(MARK), (why + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Keeps the stack trace of what failed.
    ///
    /// @param run the run's folder
    /// @param name says what failed; unique in the run
    /// @return the file that holds it
    public static Path keepTrace(Path run, String name, String trace) throws IOException {
        Path failures = Files.createDirectories(run.resolve(FAILURES));
        Path file = failures.resolve(name.replaceAll("[^A-Za-z0-9._-]", "_") + ".txt");
        WholeFile.replace(file, trace.getBytes(StandardCharsets.UTF_8));
        return file;
    }

    /// Makes one journal of the variants', and takes the mark away.
    public synchronized void complete() throws IOException {
        WholeFile.replace(
                path.resolve(JOURNAL),
                file -> {
                    for (Path part : parts) {
                        append(part, file);
                    }
                });
        for (Path part : parts) {
            Files.delete(part);
        }
        Files.deleteIfExists(path.resolve(MARK));
    }

    private static void append(Path part, FileChannel file) throws IOException {
        try (var in = FileChannel.open(part, StandardOpenOption.READ)) {
            for (long at = 0; at < in.size(); ) {
                at += in.transferTo(at, in.size() - at, file);
            }
        }
    }

    /// Reads the evidence of an earlier run: its folder, or a journal by itself.
    ///
    /// @param each told of every event, variant after variant
    /// @return why the evidence is not whole; empty when it is
    /// @throws JournalUnreadable when a journal holds what is no event
    /// @throws IOException when there is no journal, or it cannot be read
    public static Optional<String> read(Path run, Consumer<Event> each) throws IOException {
        String flaw = null;
        for (Path journal : journals(run)) {
            String found = JournalReader.read(journal, each).orElse(null);
            flaw = flaw == null ? found : flaw;
        }
        return Optional.ofNullable(flaw);
    }

    private static List<Path> journals(Path run) throws IOException {
        if (!Files.isDirectory(run)) return List.of(run);
        Path whole = run.resolve(JOURNAL);
        if (Files.exists(whole)) return List.of(whole);
        try (Stream<Path> files = Files.list(run)) {
            var parts = new ArrayList<Path>();
            for (Path file : files.sorted().toList()) {
                // That of a variant that had not begun when the run ended holds no event.
                if (file.getFileName().toString().startsWith(PART)
                        && Files.size(file) > GZIP_HEADER_BYTES) {
                    parts.add(file);
                }
            }
            if (parts.isEmpty()) {
                throw new NoSuchFileException(whole.toString());
            }
            return parts;
        }
    }
}
