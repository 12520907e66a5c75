package dev.firedrill.faults.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/// How the reports of a load stand on the standard output of its container, one on a line.
/// Histograms stand there as HdrHistogram's own logs have them.
///
/// ```
/// load began
/// load measured 0 1000123456 5000 5000 4998 0 0 HISTFAAA… HISTFAAA…
/// load troubled NOREPLICAS Not enough good replicas to write.
/// load ended
/// ```
public final class LoadLines {
    private static final String BEGAN = "load began";
    private static final String MEASURED = "load measured ";
    private static final String TROUBLED = "load troubled ";
    private static final String ENDED = "load ended";
    private static final int FIGURES = 7;
    private static final int TROUBLE_MAX = 200;

    private LoadLines() {}

    public static String line(LoadReport report) {
        return switch (report) {
            case LoadReport.Began _ -> BEGAN;
            case LoadReport.Measured(LoadInterval interval) -> MEASURED + figures(interval);
            case LoadReport.Troubled(String what) -> TROUBLED + oneLine(what);
            case LoadReport.Ended _ -> ENDED;
        };
    }

    private static String figures(LoadInterval interval) {
        return String.format(
                Locale.ROOT,
                "%d %d %d %d %d %d %d %s %s",
                interval.fromNanos(),
                interval.toNanos(),
                interval.due(),
                interval.sent(),
                interval.answered(),
                interval.refused(),
                interval.unanswered(),
                text(interval.latencies()),
                text(interval.lateness()));
    }

    private static String oneLine(String what) {
        String flat = what.replaceAll("\\p{Cntrl}", " ");
        return flat.length() <= TROUBLE_MAX ? flat : flat.substring(0, TROUBLE_MAX);
    }

    private static String text(LatencyCounts counts) {
        Histogram histogram = counts.histogram();
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity() + 64);
        int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        bytes.position(0).limit(length);
        return StandardCharsets.US_ASCII.decode(Base64.getEncoder().encode(bytes)).toString();
    }

    /// Empty for a line that is no report, for example one of the runtime's.
    public static Optional<LoadReport> report(String line) {
        if (line.equals(BEGAN)) return Optional.of(new LoadReport.Began());
        if (line.equals(ENDED)) return Optional.of(new LoadReport.Ended());
        if (line.startsWith(TROUBLED)) {
            return Optional.of(new LoadReport.Troubled(line.substring(TROUBLED.length())));
        }
        return line.startsWith(MEASURED)
                ? interval(line.substring(MEASURED.length())).map(LoadReport.Measured::new)
                : Optional.empty();
    }

    private static Optional<LoadInterval> interval(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != FIGURES + 2) return Optional.empty();
        try {
            return Optional.of(
                    new LoadInterval(
                            Long.parseLong(words[0]),
                            Long.parseLong(words[1]),
                            Long.parseLong(words[2]),
                            Long.parseLong(words[3]),
                            Long.parseLong(words[4]),
                            Long.parseLong(words[5]),
                            Long.parseLong(words[6]),
                            counts(words[FIGURES]),
                            counts(words[FIGURES + 1])));
        } catch (IllegalArgumentException
                | DataFormatException
                | IndexOutOfBoundsException
                | java.nio.BufferUnderflowException broken) {
            return Optional.empty();
        }
    }

    private static LatencyCounts counts(String text) throws DataFormatException {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        return LatencyCounts.of(Histogram.decodeFromCompressedByteBuffer(bytes, 0));
    }
}
