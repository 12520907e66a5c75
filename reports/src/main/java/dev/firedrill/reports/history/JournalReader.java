package dev.firedrill.reports.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;

/// Reads a journal back, whole or not at all.
public final class JournalReader {
    private JournalReader() {}

    /// @throws JournalUnreadable when a line is not an event, or the first is no VariantBegan
    /// @throws IOException when the file cannot be opened or read
    public static List<VariantHistory> read(Path journal) throws IOException {
        var reader = JournalCodec.mapper().readerFor(Event.class);
        var events = new ArrayList<Event>();
        long number = 0;
        try (var lines = Files.newBufferedReader(journal, StandardCharsets.UTF_8)) {
            for (String line = next(lines, journal, 1); line != null; ) {
                number++;
                var event = parse(reader, journal, number, line);
                if (number == 1 && !(event instanceof Event.VariantBegan)) {
                    throw new JournalUnreadable(journal, 1, "a journal begins with VariantBegan");
                }
                events.add(event);
                line = next(lines, journal, number + 1);
            }
        }
        if (events.isEmpty()) throw new JournalUnreadable(journal, 1, "the journal is empty");
        return VariantHistory.split(events);
    }

    private static @Nullable String next(BufferedReader lines, Path journal, long number)
            throws IOException {
        try {
            return lines.readLine();
        } catch (CharacterCodingException _) {
            throw new JournalUnreadable(journal, number, "not UTF-8, at or soon after this line");
        }
    }

    private static Event parse(ObjectReader reader, Path journal, long number, String line)
            throws JournalUnreadable {
        try {
            Event event = line.isBlank() ? null : reader.readValue(line);
            if (event != null) return event;
            throw new JournalUnreadable(journal, number, "no event on this line");
        } catch (JacksonException e) {
            throw new JournalUnreadable(journal, number, e.getOriginalMessage());
        }
    }
}
