package dev.firedrill.reports.history;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.ObjectWriter;

/// Writes events as JSON lines. Owns the stream: closing the writer closes it.
public final class JournalWriter implements AutoCloseable, Consumer<Event> {
    private final ObjectWriter writer;
    private final JsonGenerator out;

    public JournalWriter(OutputStream stream) {
        var mapper = JournalCodec.mapper();
        writer = mapper.writerFor(Event.class);
        out = mapper.createGenerator(stream);
    }

    @Override
    public void accept(Event event) {
        try {
            writer.writeValue(out, event);
            out.writeRaw('\n');
        } catch (JacksonException e) {
            throw new UncheckedIOException(asIo(e));
        }
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } catch (JacksonException e) {
            throw asIo(e);
        }
    }

    /// Jackson wraps a full disk; the caller wants the disk's own words.
    private static IOException asIo(JacksonException e) {
        return e.getCause() instanceof IOException io ? io : new IOException(e.getMessage(), e);
    }
}
