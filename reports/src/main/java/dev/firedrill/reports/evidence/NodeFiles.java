package dev.firedrill.reports.evidence;

import dev.firedrill.reports.history.Event;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// What people look for beside a report: each node's log, and its redis.conf as it came up and as
/// it was seen last. All of it also stands in the journal.
final class NodeFiles implements Consumer<Event>, AutoCloseable {
    private final Path folder;
    private final Map<String, BufferedWriter> logs = new TreeMap<>();
    private final Set<String> configured = new TreeSet<>();

    NodeFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public void accept(Event event) {
        try {
            if (event instanceof Event.LogLine(long atNanos, var node, var text)) {
                log(node).write(String.format(Locale.ROOT, "%12.6f  %s\n", atNanos / 1e9, text));
            } else if (event instanceof Event.ConfigFileObserved(_, var node, _, var lines)) {
                configured(safe(node), lines);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private BufferedWriter log(String node) throws IOException {
        BufferedWriter open = logs.get(node);
        if (open == null) {
            Files.createDirectories(folder);
            open =
                    Files.newBufferedWriter(
                            folder.resolve(safe(node) + ".log"), StandardCharsets.UTF_8);
            logs.put(node, open);
        }
        return open;
    }

    private void configured(String node, List<String> lines) throws IOException {
        Files.createDirectories(folder);
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        if (configured.add(node)) {
            WholeFile.replace(folder.resolve(node + ".redis.conf.before"), text);
        }
        WholeFile.replace(folder.resolve(node + ".redis.conf.after"), text);
    }

    void flush() throws IOException {
        for (BufferedWriter log : logs.values()) {
            log.flush();
        }
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (BufferedWriter log : logs.values()) {
            try {
                log.close();
            } catch (IOException failed) {
                failure = failure == null ? failed : failure;
            }
        }
        if (failure != null) throw failure;
    }

    /// Names of variants and nodes come from scenarios: nothing of them may lead out of the folder.
    static String safe(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return plain.startsWith(".") ? "_" + plain : plain;
    }
}
