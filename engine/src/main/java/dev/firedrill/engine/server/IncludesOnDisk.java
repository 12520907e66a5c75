package dev.firedrill.engine.server;

import dev.firedrill.engine.config.IncludedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Reads what `include` lines name, relative to where the process was started. In a pattern each
/// part of the path may hold `*`, `?` and `[...]`; hidden files must be named with their dot.
final class IncludesOnDisk implements IncludedFiles {
    @Override
    public List<Included> matching(String pattern) throws Unreadable {
        if (!isPattern(pattern)) {
            Path file = pathOf(pattern);
            return List.of(new Included(file.toString(), read(file)));
        }
        List<Path> found = List.of(Path.of(pattern.startsWith("/") ? "/" : ""));
        for (String part : pattern.split("/+", -1)) {
            if (!part.isEmpty()) {
                found = below(found, part);
            }
        }
        var texts = new ArrayList<Included>();
        for (Path file : found) {
            texts.add(new Included(file.toString(), read(file)));
        }
        return texts;
    }

    @Override
    public String text(String path) throws Unreadable {
        return read(pathOf(path));
    }

    private static boolean isPattern(String text) {
        return text.contains("*") || text.contains("?") || text.contains("[");
    }

    /// The file system knows names in its own encoding; here a character is a byte.
    private static Path pathOf(String bytes) {
        return Path.of(
                new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    private static List<Path> below(List<Path> folders, String part) {
        var found = new ArrayList<Path>();
        String name = pathOf(part).toString();
        for (Path folder : folders) {
            if (!isPattern(part)) {
                Path file = folder.resolve(name);
                if (Files.exists(file)) {
                    found.add(file);
                }
                continue;
            }
            // Braces are plain in redis-server's patterns.
            String glob = name.replace("{", "\\{").replace("}", "\\}").replace("[^", "[!");
            var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
            try (Stream<Path> files =
                    Files.list(folder.toString().isEmpty() ? Path.of(".") : folder)) {
                files.map(Path::getFileName)
                        .filter(matcher::matches)
                        .filter(file -> !file.toString().startsWith(".") || name.startsWith("."))
                        .sorted()
                        .forEach(file -> found.add(folder.resolve(file)));
            } catch (IOException notAFolder) {
                // Nothing in it fits.
            }
        }
        return found;
    }

    static String read(Path file) throws Unreadable {
        try {
            if (Files.isDirectory(file)) {
                throw new Unreadable(file.toString(), "Is a directory");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            throw new Unreadable(file.toString(), "No such file or directory");
        } catch (AccessDeniedException denied) {
            throw new Unreadable(file.toString(), "Permission denied");
        } catch (IOException other) {
            throw new Unreadable(file.toString(), String.valueOf(other.getMessage()));
        }
    }
}
