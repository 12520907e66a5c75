package dev.firedrill.scenarios.config;

/// A line of the user's that does not reach the server.
///
/// @param file that it stands in, as the user would name it
/// @param number 1-based, in that file
/// @param directive in lower case
/// @param reason in one clause
public record LeftOutLine(String file, int number, String directive, String reason) {
    /// @param line that would have reached the server
    public static LeftOutLine of(OwnLine line, String reason) {
        return new LeftOutLine(line.file(), line.number(), line.directive(), reason);
    }
}
