package dev.firedrill.engine.server;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The command line as the kernel has it, one byte in each character. The JVM decodes it in the
/// locale's encoding, and what that encoding lacks is lost: with `LC_ALL=C` every letter that is
/// not English.
final class ArgumentBytes {
    private ArgumentBytes() {}

    /// @param decoded as `main` gets them
    static List<String> of(String[] decoded) {
        List<String> given = List.of(decoded);
        if (given.stream().allMatch(word -> word.chars().allMatch(c -> c < 0x80))) {
            return given;
        }
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc/self/cmdline"));
            List<String> words = words(new String(line, StandardCharsets.ISO_8859_1));
            // Before them stand the JVM's options and the name of the main class.
            if (words.size() > given.size()) {
                return words.subList(words.size() - given.size(), words.size());
            }
        } catch (IOException noProcessFolder) {
            // Not Linux: what was decoded can be encoded again.
        }
        Charset locale = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        return given.stream()
                .map(word -> new String(word.getBytes(locale), StandardCharsets.ISO_8859_1))
                .toList();
    }

    /// Each ends with a zero byte.
    private static List<String> words(String line) {
        var words = new ArrayList<>(Arrays.asList(line.split("\0", -1)));
        words.removeLast();
        return words;
    }
}
