package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.command.OutOfScope;
import dev.firedrill.engine.config.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/// The conformance table in the engine's README is what redis-server and the engine say of
/// themselves: each command, directive and INFO field of 7.0 is the same, differs, or is absent.
/// `-Dgolden.update=true` writes it anew.
class ConformanceTableTest {
    private static final Path README = Path.of("README.md");
    private static final String MARK = "<!-- conformance: made by ConformanceTableTest -->\n";
    private static final int LINE_MAX = 116;

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    /// By `command name` or `directive name`: how it differs.
    private static Map<String, String> differences() throws IOException {
        var found = new TreeMap<String, String>();
        try (InputStream in =
                ConformanceTableTest.class.getResourceAsStream("/conformance/differs.txt")) {
            new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> {
                        int colon = line.indexOf(": ");
                        found.put(line.substring(0, colon), line.substring(colon + 2));
                    });
        }
        return found;
    }

    private static Set<String> commands(Jedis jedis) {
        var names = new TreeSet<String>();
        for (Object name : (List<?>) Objects.requireNonNull(Answers.to(jedis, "COMMAND", "LIST"))) {
            names.add(String.valueOf(name));
        }
        names.removeIf(name -> name.contains("|"));
        return names;
    }

    private static Set<String> fields(Jedis jedis) {
        var names = new TreeSet<String>();
        jedis.info("everything")
                .lines()
                .filter(line -> line.contains(":"))
                .map(line -> line.substring(0, line.indexOf(':')))
                // Of what happened in this run, not of what there is.
                .filter(name -> !name.matches("(cmdstat|errorstat|latency_percentiles|db\\d).*"))
                .forEach(names::add);
        return names;
    }

    private static final class Table {
        final Set<String> same = new TreeSet<>();
        final Map<String, String> differs = new TreeMap<>();
        final Map<String, String> absent = new TreeMap<>();

        void write(StringBuilder text, String title) {
            text.append("\n### ").append(title).append("\n\n");
            text.append("Same (").append(same.size()).append("):\n");
            var line = new StringBuilder();
            for (String name : same) {
                if (line.length() + name.length() + 4 > LINE_MAX) {
                    text.append(line.toString().strip()).append('\n');
                    line.setLength(0);
                }
                line.append('`').append(name).append("` ");
            }
            text.append(line.toString().strip()).append("\n\n");
            text.append("| name | differs or absent |\n|---|---|\n");
            var rest = new TreeMap<String, String>();
            differs.forEach((name, how) -> rest.put(name, "differs: " + how));
            absent.forEach((name, why) -> rest.put(name, "absent: " + why));
            rest.forEach((name, how) ->
                    text.append("| `%s` | %s |\n".formatted(name, how.replace("|", "\\|"))));
        }
    }

    private String table() throws Exception {
        var text = new StringBuilder(MARK);
        Map<String, String> differences = differences();
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var there = redis.client();
                var here = Answers.client(engine.port())) {
            commandTable(there, here, differences).write(text, "Commands");
            directiveTable(there, differences).write(text, "Directives");
            infoTable(there, here, differences).write(text, "INFO fields");
        }
        write(
                text,
                "Other lists",
                "What redis-server lists and the engine does not, and the reverse"
                        + " (`IntrospectionListsTest`).",
                IntrospectionListsTest.reasons());
        write(
                text,
                "Prometheus metrics",
                "Of the metrics that the exporter for Redis makes, those whose values are not"
                        + " comparable (`ExporterTest`); all others are the same.",
                ExporterTest.reasons());
        assertThat(differences).as("differences of what does not exist").isEmpty();
        return text.toString();
    }

    private static void write(
            StringBuilder text, String title, String about, Map<String, String> reasons) {
        text.append("\n### ").append(title).append("\n\n").append(about).append("\n\n");
        text.append("| what | why |\n|---|---|\n");
        reasons.forEach((what, why) ->
                text.append("| `%s` | %s |\n".formatted(what.replace("|", "\\|"), why)));
    }

    private static Table commandTable(Jedis there, Jedis here, Map<String, String> differences) {
        var table = new Table();
        Set<String> known = commands(here);
        for (String name : commands(there)) {
            String how = differences.remove("command " + name);
            if (!known.contains(name)) {
                boolean named = OutOfScope.names().contains(name);
                table.absent.put(name, named ? "refused by name" : "an unknown command");
            } else if (how != null) {
                table.differs.put(name, how);
            } else {
                table.same.add(name);
            }
        }
        return table;
    }

    private static Table directiveTable(Jedis there, Map<String, String> differences)
            throws Exception {
        var table = new Table();
        var known = new TreeSet<String>();
        ServerConfig config = ServerConfig.parse("", "", List.of());
        config.get(_ -> true).forEach(entry -> known.add(entry.getKey()));
        var all = new TreeSet<>(there.configGet("*").keySet());
        all.addAll(List.of("include", "rename-command", "user", "loadmodule"));
        for (String name : all) {
            String how = differences.remove("directive " + name);
            if (how != null) {
                table.differs.put(name, how);
            } else if (name.equals("loadmodule")) {
                table.absent.put(name, "refused");
            } else if (known.contains(name) && !config.hasEffect(name)) {
                table.differs.put(name, "taken, kept and written back, without effect");
            } else {
                table.same.add(name);
            }
        }
        return table;
    }

    private static Table infoTable(Jedis there, Jedis here, Map<String, String> differences) {
        var table = new Table();
        Set<String> known = fields(here);
        for (String name : fields(there)) {
            String how = differences.remove("info " + name);
            if (how != null) {
                table.differs.put(name, how);
            } else if (known.contains(name)) {
                table.same.add(name);
            } else {
                table.absent.put(name, "without a reason");
            }
        }
        return table;
    }

    @Test
    void theReadmeSaysWhatIsSo() throws Exception {
        String table = table();
        String readme = Files.readString(README);
        String before = readme.substring(0, readme.indexOf(MARK));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(README, before + table);
        }
        assertThat(Files.readString(README)).isEqualTo(before + table);
    }
}
