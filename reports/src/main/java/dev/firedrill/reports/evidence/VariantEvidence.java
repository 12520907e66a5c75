package dev.firedrill.reports.evidence;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.JournalWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// What one variant leaves behind, written as it happens: the journal, each node's log and its
/// configuration files. Used by one thread at a time.
public final class VariantEvidence implements Consumer<Event>, AutoCloseable {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final JournalWriter journal;
    private final NodeFiles nodes;
    private long flushedSecond;

    VariantEvidence(Path journal, Path nodes) throws IOException {
        this.journal = new JournalWriter(Files.newOutputStream(journal));
        this.nodes = new NodeFiles(nodes);
    }

    /// @throws UncheckedIOException when the folder cannot be written
    @Override
    public void accept(Event event) {
        journal.accept(event);
        nodes.accept(event);
        long second = event.atNanos() / NANOS_PER_SECOND;
        if (second > flushedSecond) {
            flushedSecond = second;
            try {
                nodes.flush();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /// What was accepted so far can be read back from here on.
    public void flush() throws IOException {
        journal.flush();
        nodes.flush();
    }

    @Override
    public void close() throws IOException {
        try (nodes) {
            journal.close();
        }
    }
}
