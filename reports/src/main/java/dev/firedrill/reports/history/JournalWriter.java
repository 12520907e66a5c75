package dev.firedrill.reports.history;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// Writes the events of one variant as numbered JSON lines, compressed. What was written before the
/// last whole second of lab time can be read back whatever happens to the writer: there the
/// compressed stream is flushed. That depends on the events alone, so that the same events give the
/// same bytes.
///
/// Owns the stream: closing the writer closes it.
public final class JournalWriter implements AutoCloseable, Consumer<Event> {
    /// 18.5 MB for twilio-2013. The next level saves 1 MB for a quarter more time, the fastest one
    /// needs 0.9 MB more.
    private static final int DEFLATE_LEVEL = 2;

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final long FLUSH_NANOS = 1_000_000_000L;

    /// The lines repeat each other, and the processor belongs to the run.
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, BUFFER_BYTES, true);
            def.setLevel(DEFLATE_LEVEL);
        }
    }

    private final FrequentEvents frequent;
    private final ObjectWriter writer;
    private final OutputStream out;
    private long lines;
    private long flushDueNanos = FLUSH_NANOS;

    public JournalWriter(OutputStream stream) throws IOException {
        JsonMapper mapper = JournalCodec.mapper();
        frequent = new FrequentEvents(mapper);
        writer = mapper.writerFor(Event.class);
        out = new BufferedOutputStream(new FastGzip(stream), BUFFER_BYTES);
    }

    /// @throws UncheckedIOException when the stream cannot be written
    @Override
    public void accept(Event event) {
        try {
            lines++;
            if (!frequent.write(lines, event, out)) {
                byte[] json = writer.writeValueAsBytes(event);
                out.write(("{\"n\":" + lines).getBytes(StandardCharsets.US_ASCII));
                out.write(',');
                out.write(json, 1, json.length - 1);
            }
            out.write('\n');
            // After the last event the writer may not be closed any more.
            if (event.atNanos() >= flushDueNanos || event instanceof Event.VariantAborted) {
                flushDueNanos = event.atNanos() / FLUSH_NANOS * FLUSH_NANOS + FLUSH_NANOS;
                out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JacksonException e) {
            throw new IllegalStateException("no event can fail to be written as JSON", e);
        }
    }

    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
