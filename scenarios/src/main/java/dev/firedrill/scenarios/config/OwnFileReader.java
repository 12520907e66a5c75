package dev.firedrill.scenarios.config;

import dev.firedrill.engine.adapter.FileNames;
import dev.firedrill.engine.config.ConfigLine;
import dev.firedrill.engine.config.ConfigWords;
import dev.firedrill.engine.config.IncludedFiles.Included;
import dev.firedrill.engine.config.IncludedFiles.Unreadable;
import dev.firedrill.engine.server.IncludesOnDisk;
import dev.firedrill.faults.lab.NodeSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads a redis.conf of the user's line by line. An `include` line stands for the lines of its
/// files at its place, and the `aclfile` line for the `user` lines of that file.
///
/// redis-server looks for a relative name in its working folder, which nobody knows here: it is
/// looked for beside the file that names it, then where Firedrill was started.
final class OwnFileReader {
    /// @param shown as the user would name it
    /// @param name absolute, one character for each byte
    private record Source(String shown, String name) {
        String folder() {
            return name.substring(0, name.lastIndexOf('/') + 1);
        }

        /// A file whose name this one gives.
        Source beside(String given) {
            int end = given.startsWith("/") ? 0 : shown.lastIndexOf('/') + 1;
            return new Source(
                    shown.substring(0, end) + readable(given), FileNames.absolute(folder(), given));
        }

        /// The same name, where Firedrill was started.
        static Source started(String given) {
            return new Source(readable(given), FileNames.absolute(FileNames.startFolder(), given));
        }

        private static String readable(String name) {
            return new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
    }

    private final IncludesOnDisk disk = new IncludesOnDisk();
    private final List<String> files = new ArrayList<>();
    private final List<OwnLine> lines = new ArrayList<>();
    private final List<LeftOutLine> leftOut = new ArrayList<>();
    private final List<Path> modules = new ArrayList<>();

    /// The files that are being read, each included by the one before.
    private final Deque<String> open = new ArrayDeque<>();

    private Optional<AclFile> aclFile = Optional.empty();
    private boolean includedSinceSave;

    private OwnFileReader() {}

    static OwnFile read(Path file) throws ConfigurationRefused {
        if (Files.exists(file) && !Files.isDirectory(file) && !Files.isRegularFile(file)) {
            throw new ConfigurationRefused(
                    String.format(Locale.ROOT, "%s is no regular file.", file));
        }
        var source = new Source(file.toString(), FileNames.bytes(file.toAbsolutePath()));
        var reader = new OwnFileReader();
        try {
            reader.file(source, reader.disk.text("/", source.name()));
        } catch (Unreadable unreadable) {
            throw new ConfigurationRefused(
                    String.format(
                            Locale.ROOT,
                            "the configuration %s cannot be read (%s).",
                            file,
                            unreadable.getMessage()));
        }
        if (reader.aclFile.isPresent()) {
            reader.aclFile.get().into(reader.lines);
        }
        return new OwnFile(reader.files, reader.lines, reader.leftOut, reader.modules);
    }

    private void file(Source source, String text) throws ConfigurationRefused {
        open.push(source.name());
        files.add(source.shown());
        for (ConfigLine line : ConfigLine.ofFile(text)) {
            if (!line.balanced()) {
                throw ConfigurationRefused.at(
                        source.shown(), line.number(), "its quotes are not balanced");
            }
            read(source, new OwnLine(source.shown(), line.number(), line.text(), line.words()));
        }
        open.pop();
    }

    private void read(Source source, OwnLine line) throws ConfigurationRefused {
        String value = line.words().size() == 2 ? line.words().get(1) : "";
        switch (line.directive()) {
            case "include" -> {
                if (value.isEmpty()) lines.add(line);
                else include(source, line, value);
            }
            case "aclfile" -> aclFile(source, line, value);
            case "loadmodule" -> module(source, line);
            case "save" -> save(line);
            case "sentinel" ->
                    throw refused(
                            line, "sentinel is for redis-sentinel, and this is a server's file");
            case "cluster-enabled" -> {
                if (value.equalsIgnoreCase("yes")) {
                    throw refused(
                            line,
                            "cluster-enabled is on, and Firedrill rehearses a master with"
                                    + " replicas, not Redis Cluster");
                }
                lines.add(line);
            }
            default -> {
                Optional<String> reason = LabDirectives.reason(line.directive());
                if (reason.isPresent()) leftOut.add(LeftOutLine.of(line, reason.get()));
                else lines.add(line);
            }
        }
    }

    private static ConfigurationRefused refused(OwnLine line, String why) {
        return ConfigurationRefused.at(line.file(), line.number(), why);
    }

    private void include(Source source, OwnLine line, String pattern) throws ConfigurationRefused {
        for (Source found : matching(source, line, pattern)) {
            if (open.contains(found.name())) {
                throw refused(line, "include " + found.shown() + " leads back to that file");
            }
            file(found, textOf(found, line));
        }
        includedSinceSave = true;
    }

    /// A pattern may fit no file; a name has to be there.
    private List<Source> matching(Source source, OwnLine line, String pattern)
            throws ConfigurationRefused {
        var found = new ArrayList<Source>();
        for (Included one : included(source.folder(), pattern)) {
            found.add(source.beside(one.path()));
        }
        if (found.isEmpty()) {
            for (Included one : included(FileNames.startFolder(), pattern)) {
                found.add(Source.started(one.path()));
            }
        }
        boolean isPattern = pattern.matches("(?s).*[*?\\[].*");
        if (found.isEmpty() && !isPattern) {
            textOf(source.beside(pattern), line);
        }
        return found;
    }

    private List<Included> included(String folder, String pattern) {
        try {
            return disk.matching(folder, pattern);
        } catch (Unreadable elsewhere) {
            return List.of();
        }
    }

    private String textOf(Source source, OwnLine line) throws ConfigurationRefused {
        try {
            return disk.text("/", source.name());
        } catch (Unreadable unreadable) {
            throw refused(
                    line,
                    String.format(
                            Locale.ROOT,
                            "the %s %s cannot be read (%s)",
                            line.directive(),
                            source.shown(),
                            unreadable.getMessage()));
        }
    }

    /// The last one counts, as in redis-server.
    private void aclFile(Source source, OwnLine line, String name) throws ConfigurationRefused {
        if (line.words().size() != 2) {
            lines.add(line);
            return;
        }
        if (name.isEmpty()) {
            aclFile = Optional.empty();
            return;
        }
        Source there = existing(source, name);
        String text = textOf(there, line);
        files.add(there.shown());
        aclFile = Optional.of(new AclFile(there.shown(), text, line));
    }

    private static Source existing(Source source, String name) {
        Source beside = source.beside(name);
        Source started = Source.started(name);
        boolean elsewhere =
                !Files.exists(FileNames.path(beside.name()))
                        && Files.exists(FileNames.path(started.name()));
        return elsewhere ? started : beside;
    }

    private void module(Source source, OwnLine line) throws ConfigurationRefused {
        if (line.words().size() < 2) {
            lines.add(line);
            return;
        }
        Source there = existing(source, line.words().get(1));
        Path file = FileNames.path(there.name());
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw refused(
                    line,
                    String.format(
                            Locale.ROOT,
                            "the module %s is not on this machine, or cannot be read",
                            there.shown()));
        }
        String name = file.getFileName().toString();
        if (modules.stream().anyMatch(other -> other.getFileName().toString().equals(name))) {
            throw refused(line, "a second module is called " + name);
        }
        modules.add(file);
        var words = new ArrayList<>(line.words());
        words.set(1, NodeSpec.FOLDER + "/" + name);
        lines.add(
                new OwnLine(
                        line.file(),
                        line.number(),
                        String.join(" ", words.stream().map(ConfigWords::quoted).toList()),
                        words));
    }

    /// redis-server 7 adds up `save` lines; the first one after an `include` replaces those before.
    private void save(OwnLine line) {
        if (includedSinceSave) {
            for (OwnLine before : lines) {
                if (before.directive().equals("save")) {
                    leftOut.add(
                            LeftOutLine.of(
                                    before,
                                    "a save line after an include replaces it ("
                                            + line.place()
                                            + ")"));
                }
            }
            lines.removeIf(before -> before.directive().equals("save"));
            includedSinceSave = false;
        }
        lines.add(line);
    }
}
