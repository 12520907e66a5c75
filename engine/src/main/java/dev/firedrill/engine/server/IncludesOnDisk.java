package dev.firedrill.engine.server;

import dev.firedrill.engine.adapter.FileNames;
import dev.firedrill.engine.command.Glob;
import dev.firedrill.engine.config.IncludedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Reads what `include` lines name. In a pattern each part of the path may hold `*`, `?` and
/// `[...]`; hidden files must be named with their dot.
public final class IncludesOnDisk implements IncludedFiles {
    @Override
    public List<Included> matching(String folder, String pattern) throws Unreadable {
        if (!isPattern(pattern)) {
            return List.of(new Included(pattern, read(folder, pattern)));
        }
        List<String> found = List.of(pattern.startsWith("/") ? "/" : "");
        for (String part : pattern.split("/+", -1)) {
            if (!part.isEmpty()) {
                found = below(folder, found, part);
            }
        }
        var texts = new ArrayList<Included>();
        for (String file : found) {
            texts.add(new Included(file, read(folder, file)));
        }
        return texts;
    }

    @Override
    public String text(String folder, String path) throws Unreadable {
        return read(folder, path);
    }

    private static boolean isPattern(String text) {
        return text.contains("*") || text.contains("?") || text.contains("[");
    }

    private static List<String> below(String start, List<String> folders, String part) {
        var glob = new Glob(part.replace("[!", "[^").getBytes(StandardCharsets.ISO_8859_1));
        var found = new ArrayList<String>();
        for (String folder : folders) {
            String before = folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
            if (!isPattern(part)) {
                if (Files.exists(path(start, before + part))) {
                    found.add(before + part);
                }
                continue;
            }
            try (Stream<Path> files = Files.list(path(start, folder))) {
                files.map(FileNames::lastBytes)
                        .filter(name -> glob.matches(name.getBytes(StandardCharsets.ISO_8859_1)))
                        .filter(name -> !name.startsWith(".") || part.startsWith("."))
                        .sorted()
                        .forEach(name -> found.add(before + name));
            } catch (IOException notAFolder) {
                // Nothing in it fits.
            }
        }
        return found;
    }

    private static Path path(String folder, String name) {
        return FileNames.path(FileNames.absolute(folder, name));
    }

    static String read(String folder, String name) throws Unreadable {
        Path file = path(folder, name);
        try {
            if (Files.isDirectory(file)) {
                throw new Unreadable(name, "Is a directory");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            throw new Unreadable(name, "No such file or directory");
        } catch (AccessDeniedException denied) {
            throw new Unreadable(name, "Permission denied");
        } catch (IOException other) {
            throw new Unreadable(name, String.valueOf(other.getMessage()));
        }
    }
}
