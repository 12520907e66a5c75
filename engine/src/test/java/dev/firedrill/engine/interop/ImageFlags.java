package dev.firedrill.engine.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// With what options the image starts the engine: read from its Dockerfile, so that the tests run
/// what users run.
final class ImageFlags {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"");

    private ImageFlags() {}

    /// What stands between `java` and the class path.
    static List<String> ofTheJvm() throws IOException {
        Path file = Path.of("..", "docker", "firedrill", "Dockerfile");
        String entry =
                Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith("ENTRYPOINT"))
                        .findFirst()
                        .orElseThrow();
        List<String> words =
                WORD.matcher(entry).results().map((MatchResult word) -> word.group(1)).toList();
        return words.subList(1, words.indexOf("-cp"));
    }
}
