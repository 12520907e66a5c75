package dev.firedrill.faults.docker.target;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEventCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What a real server logged in one of the recordings of `src/test/logs/record`.
///
/// @param name of the scenario and the node, for example `partial-M`
record RecordedLog(ServerDialect server, String name, List<String> lines) {
    static final String CONFIG_FILE = "/conf/redis.conf";

    private static final Path FOLDER = Path.of("src", "test", "resources", "logs");

    static List<RecordedLog> all(ServerDialect server) {
        try (Stream<Path> files = Files.list(folder(server))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .map(file -> of(server, nameOf(file)))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static RecordedLog of(ServerDialect server, String name) {
        try {
            List<String> lines =
                    Files.readAllLines(
                            folder(server).resolve(name + ".log"), StandardCharsets.UTF_8);
            // The first says how it was made.
            return new RecordedLog(server, name, lines.subList(1, lines.size()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path folder(ServerDialect server) {
        return FOLDER.resolve(server.targetName().replace(':', '-'));
    }

    private static String nameOf(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".log".length());
    }

    /// Printed: what an event says is in its text, and a text is easy to compare.
    List<String> events() {
        LogDialect dialect = server.log(CONFIG_FILE);
        var events = new ArrayList<String>();
        for (String line : lines) {
            for (NodeEvent event : dialect.events(line)) {
                events.add(NodeEventCodec.print(event));
            }
        }
        return events;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s", server.targetName(), name);
    }
}
