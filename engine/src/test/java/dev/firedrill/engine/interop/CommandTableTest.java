package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.command.OutOfScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/// The command table beside redis-server's: what is here is described as there, and what is not
/// here is refused by name or stands in a list.
class CommandTableTest {
    /// Of later versions, because clients send them.
    private static final List<String> LATER =
            List.of("client|no-touch", "client|setinfo", "waitaof");

    /// Not here, and not refused by name.
    private static final List<String> MISSING = List.of();

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    /// All commands and subcommands by name, as text; where order means nothing it is sorted.
    private static Map<String, String> described(Jedis jedis) {
        var found = new TreeMap<String, String>();
        describe((List<?>) Answers.to(jedis, "COMMAND"), found);
        return found;
    }

    private static void describe(List<?> rows, Map<String, String> found) {
        for (Object row : rows) {
            var cells = (List<?>) row;
            var text = new ArrayList<String>();
            text.add("arity " + cells.get(1));
            text.add("flags " + new TreeSet<>(texts(cells.get(2))));
            text.add("keys %s %s %s".formatted(cells.get(3), cells.get(4), cells.get(5)));
            text.add("categories " + new TreeSet<>(texts(cells.get(6))));
            text.add("tips " + cells.get(7));
            for (Object spec : (List<?>) cells.get(8)) {
                text.add("key spec " + withoutNotes((List<?>) spec));
            }
            found.put((String) cells.get(0), String.join("\n", text));
            describe((List<?>) cells.get(9), found);
        }
    }

    private static Collection<String> texts(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    /// Remarks for people are Redis's own.
    private static String withoutNotes(List<?> spec) {
        return String.valueOf(spec.get(0).equals("notes") ? spec.subList(2, spec.size()) : spec);
    }

    @Test
    void whatIsHereIsDescribedAsThere() throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var there = redis.client();
                var here = Answers.client(engine.port())) {
            Map<String, String> wanted = described(there);
            Map<String, String> seen = described(here);
            assertThat(seen).hasSizeGreaterThan(150);
            seen.keySet().removeAll(LATER);
            assertThat(wanted.keySet()).containsAll(seen.keySet());
            wanted.keySet().retainAll(seen.keySet());
            assertThat(seen).isEqualTo(wanted);
        }
    }

    @Test
    void whatIsNotHereIsRefusedByNameOrKnownToBeMissing() throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var there = redis.client();
                var here = Answers.client(engine.port())) {
            var absent = new TreeSet<>(described(there).keySet());
            absent.removeIf(name -> name.contains("|"));
            absent.removeAll(described(here).keySet());
            assertThat(absent).containsAll(OutOfScope.names());
            for (String name : OutOfScope.names()) {
                assertThat(String.valueOf(Answers.to(here, name, "x", "y")))
                        .startsWith("-ERR command '" + name + "' is not supported by this server: ")
                        .endsWith(" is out of its scope");
            }
            absent.removeAll(OutOfScope.names());
            assertThat(MISSING).containsAll(absent);
        }
    }

    @Test
    void everyCommandIsDocumented() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var here = Answers.client(engine.port())) {
            var docs = (List<?>) Answers.to(here, "COMMAND", "DOCS");
            var undocumented = new ArrayList<Object>();
            for (int i = 0; i < docs.size(); i += 2) {
                if (!((List<?>) docs.get(i + 1)).contains("summary")) {
                    undocumented.add(docs.get(i));
                }
            }
            assertThat(undocumented).isEmpty();
            assertThat(docs.size() / 2)
                    .isEqualTo(((Long) Answers.to(here, "COMMAND", "COUNT")).intValue());
        }
    }
}
