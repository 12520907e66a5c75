package dev.firedrill.faults.docker.tool;

import java.util.List;

/// What a write of the server itself met.
///
/// @param disk that the tracer stood for at that moment
public record Rehearsed(Outcome outcome, DiskState disk) {
    private static final String WRITTEN = "written";
    private static final String REFUSED = "refused";

    public sealed interface Outcome {}

    /// It is on the disk.
    public record Written(long fsyncNanos) implements Outcome {}

    /// @param call the first that failed: `open`, `write` or `fsync`
    public record Refused(String call, int errno) implements Outcome {}

    String text() {
        return switch (outcome) {
                    case Written(long nanos) -> WRITTEN + " " + nanos;
                    case Refused(var call, int errno) -> REFUSED + " " + call + " " + errno;
                }
                + " "
                + disk.text();
    }

    public static Rehearsed parse(String text) {
        List<String> words = List.of(text.split(" ", -1));
        DiskState disk = DiskState.parse(words.getLast());
        return switch (words.getFirst()) {
            case WRITTEN -> new Rehearsed(new Written(Long.parseLong(words.get(1))), disk);
            case REFUSED ->
                    new Rehearsed(new Refused(words.get(1), Integer.parseInt(words.get(2))), disk);
            default -> throw new IllegalArgumentException("no answer of a tracer: " + text);
        };
    }
}
