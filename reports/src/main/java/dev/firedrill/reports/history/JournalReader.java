package dev.firedrill.reports.history;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;

/// Reads a journal event by event: plain or compressed, of one variant or of several one after the
/// other. Reading stops where the journal is cut off or its lines are out of order: what was read
/// before is evidence, what follows is not.
public final class JournalReader {
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final String NUMBER = "{\"n\":";

    /// Where a killed writer left off, the data ends: that is no failure of reading.
    private static final class UpToTheCut extends FilterInputStream {
        private boolean cut;

        UpToTheCut(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (cut) return -1;
            try {
                return super.read(into, offset, length);
            } catch (EOFException _) {
                cut = true;
                return -1;
            }
        }
    }

    private final ObjectReader reader = JournalCodec.mapper().readerFor(Event.class);
    private final Path journal;
    private long line;
    private long lineOfVariant;
    private long lastAtNanos;
    private @Nullable String flaw;

    private JournalReader(Path journal) {
        this.journal = journal;
    }

    /// @param each told of every event, in the order of the journal
    /// @return why reading stopped before the end; empty when the journal was read to its end
    /// @throws JournalUnreadable when a line is no event, or the first is no VariantBegan
    /// @throws IOException when the file cannot be opened or read
    public static Optional<String> read(Path journal, Consumer<Event> each) throws IOException {
        var reader = new JournalReader(journal);
        reader.readAll(each);
        return Optional.ofNullable(reader.flaw);
    }

    private void readAll(Consumer<Event> each) throws IOException {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        try (var in = open(journal);
                var lines = new BufferedReader(new InputStreamReader(in, decoder))) {
            for (String text = next(lines); text != null; text = next(lines)) {
                line++;
                Event event = event(text);
                if (flaw != null) return;
                each.accept(event);
            }
            if (in.cut && flaw == null) flaw = "the journal is cut off after line " + line;
        }
        if (line == 0) throw new JournalUnreadable(journal, 1, "the journal is empty");
    }

    private static UpToTheCut open(Path journal) throws IOException {
        var in = new BufferedInputStream(Files.newInputStream(journal));
        try {
            in.mark(2);
            int magic = in.read() << 8 | in.read();
            in.reset();
            return new UpToTheCut(magic == GZIP_MAGIC ? new GZIPInputStream(in) : in);
        } catch (EOFException empty) {
            in.close();
            throw new JournalUnreadable(journal, 1, "the journal is empty");
        } catch (IOException unreadable) {
            in.close();
            throw unreadable;
        }
    }

    /// The next whole line.
    private @Nullable String next(BufferedReader lines) throws IOException {
        var text = new StringBuilder();
        try {
            for (int c = lines.read(); c >= 0; c = lines.read()) {
                if (c == '\n') return text.toString();
                text.append((char) c);
            }
        } catch (CharacterCodingException _) {
            throw new JournalUnreadable(journal, line + 1, "not UTF-8, at or soon after this line");
        } catch (ZipException damaged) {
            throw new JournalUnreadable(
                    journal, line + 1, "the compressed data is damaged: " + damaged.getMessage());
        }
        if (!text.isEmpty()) flaw = "line " + (line + 1) + " of the journal is cut off";
        return null;
    }

    private Event event(String text) throws JournalUnreadable {
        Event event = parse(text);
        if (event instanceof Event.VariantBegan) {
            lineOfVariant = 0;
            lastAtNanos = 0;
        } else if (line == 1) {
            throw refused("a journal begins with VariantBegan");
        }
        lineOfVariant++;
        long number = numberOf(text);
        String absurd = EventCheck.absurdity(event);
        if (absurd != null) throw refused(absurd);
        if (number != lineOfVariant) {
            flaw =
                    "line "
                            + line
                            + " of the journal has number "
                            + number
                            + ", not "
                            + lineOfVariant;
        } else if (EventCheck.goesBack(event, lastAtNanos)) {
            flaw = "line " + line + " of the journal is earlier than the one before it";
        }
        lastAtNanos = Math.max(lastAtNanos, event.atNanos());
        return event;
    }

    private Event parse(String text) throws JournalUnreadable {
        int comma = text.indexOf(',');
        if (!text.startsWith(NUMBER) || comma < 0) throw refused("no event on this line");
        try {
            Event event = reader.readValue("{" + text.substring(comma + 1));
            if (event != null) return event;
            throw refused("no event on this line");
        } catch (JacksonException e) {
            throw refused(e.getOriginalMessage());
        }
    }

    private long numberOf(String text) throws JournalUnreadable {
        try {
            return Long.parseLong(text.substring(NUMBER.length(), text.indexOf(',')));
        } catch (NumberFormatException _) {
            throw refused("no line number at its beginning");
        }
    }

    private JournalUnreadable refused(String why) {
        return new JournalUnreadable(journal, line, why);
    }
}
