package dev.firedrill.reports.render;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.VariantHistory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What people look for beside a report: each node's log, and its redis.conf as it came up and at
/// the end. All of it also stands in the journal.
final class NodeFiles {
    private NodeFiles() {}

    /// By path below the run folder.
    static Map<String, byte[]> of(List<VariantHistory> variants) {
        var texts = new TreeMap<String, StringBuilder>();
        for (VariantHistory variant : variants) {
            String folder = "nodes/" + safe(variant.began().variant()) + "/";
            variant.events().forEach(event -> add(texts, folder, event));
        }
        var files = new TreeMap<String, byte[]>();
        texts.forEach(
                (path, text) -> files.put(path, text.toString().getBytes(StandardCharsets.UTF_8)));
        return files;
    }

    private static void add(Map<String, StringBuilder> texts, String folder, Event event) {
        switch (event) {
            case Event.LogLine(long atNanos, var node, var text) ->
                    texts.computeIfAbsent(folder + safe(node) + ".log", _ -> new StringBuilder())
                            .append(String.format(Locale.ROOT, "%12.6f  ", atNanos / 1e9))
                            .append(text)
                            .append('\n');
            case Event.ConfigFileObserved(_, var node, _, var lines) -> {
                var text = new StringBuilder(String.join("\n", lines)).append('\n');
                String path = folder + safe(node) + ".redis.conf";
                texts.putIfAbsent(path + ".before", text);
                texts.put(path + ".after", text);
            }
            default -> {
                // In the journal alone.
            }
        }
    }

    /// Names of variants and nodes come from scenarios and journals: nothing of them may lead out
    /// of the folder.
    private static String safe(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return plain.startsWith(".") ? "_" + plain : plain;
    }
}
