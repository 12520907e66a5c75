package dev.firedrill.scenarios.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// The lines of a packed journal.
final class JournalLines {
    private JournalLines() {}

    static List<String> of(Path journal) throws IOException {
        return of(Files.readAllBytes(journal));
    }

    static List<String> of(byte[] journal) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(journal))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
