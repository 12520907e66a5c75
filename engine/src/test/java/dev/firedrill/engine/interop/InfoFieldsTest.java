package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// INFO beside redis-server's: every field is here, or stands in a list with the reason why not.
class InfoFieldsTest {
    static final Map<String, String> ABSENT = absent();

    private static Map<String, String> absent() {
        var fields = new TreeMap<String, String>();
        String process = "a node does not know the process and machine that it runs in";
        Stream.of(
                        "os",
                        "monotonic_clock",
                        "multiplexing_api",
                        "atomicvar_api",
                        "gcc_version",
                        "process_id",
                        "executable",
                        "used_memory_rss",
                        "used_memory_rss_human",
                        "total_system_memory",
                        "total_system_memory_human",
                        "used_cpu_sys",
                        "used_cpu_user",
                        "used_cpu_sys_children",
                        "used_cpu_user_children",
                        "used_cpu_sys_main_thread",
                        "used_cpu_user_main_thread")
                .forEach(field -> fields.put(field, process));
        String allocator = "memory is the virtual machine's, which tells no such figures";
        Stream.of(
                        "allocator_allocated",
                        "allocator_active",
                        "allocator_resident",
                        "allocator_frag_ratio",
                        "allocator_frag_bytes",
                        "allocator_rss_ratio",
                        "allocator_rss_bytes",
                        "rss_overhead_ratio",
                        "rss_overhead_bytes",
                        "mem_fragmentation_ratio",
                        "mem_fragmentation_bytes")
                .forEach(field -> fields.put(field, allocator));
        return fields;
    }

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static Set<String> fields(String info) {
        var names = new TreeSet<String>();
        for (String line : info.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith("#")) {
                names.add(line.substring(0, colon));
            }
        }
        return names;
    }

    private static List<String> sections(String info) {
        return info.lines().filter(line -> line.startsWith("#")).map(String::strip).toList();
    }

    @Test
    void everyFieldIsHereOrAbsentForAReason() throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "")) {
            redis.cli("SET", "k", "v");
            engine.cli("SET", "k", "v");
            Set<String> wanted = fields(redis.cli("INFO", "everything"));
            wanted.removeIf(
                    field -> field.startsWith("cmdstat_") || field.startsWith("latency_perc"));
            assertThat(wanted).hasSizeGreaterThan(150);
            Set<String> seen = fields(engine.cli("INFO", "everything"));
            wanted.removeAll(seen);
            wanted.removeAll(ABSENT.keySet());
            assertThat(wanted).isEmpty();
        }
    }

    @Test
    void sectionsAreChosenAsThere() throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "")) {
            redis.cli("SET", "k", "v");
            engine.cli("SET", "k", "v");
            for (String chosen :
                    List.of("", "default", "all", "everything", "server clients", "CPU", "nope")) {
                var words = new LinkedHashSet<>(List.of("INFO"));
                words.addAll(chosen.isEmpty() ? List.of() : List.of(chosen.split(" ", -1)));
                String[] command = words.toArray(String[]::new);
                assertThat(sections(engine.cli(command)))
                        .as("INFO %s", chosen)
                        .isEqualTo(sections(redis.cli(command)));
            }
        }
    }

    @Test
    void usesAreCounted() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "")) {
            engine.cli("CONFIG", "RESETSTAT");
            engine.cli("SET", "k", "v");
            engine.cli("GET", "k");
            engine.cli("GET", "nope");
            engine.cli("GET");
            engine.cli("INCR", "k");
            String info = engine.cli("INFO", "all");
            assertThat(info).contains("keyspace_hits:1").contains("keyspace_misses:1");
            assertThat(info)
                    .containsPattern("cmdstat_get:calls=2,usec=\\d+,.*,rejected_calls=1,failed_c")
                    .containsPattern("cmdstat_incr:calls=1,.*,rejected_calls=0,failed_calls=1")
                    .containsPattern("latency_percentiles_usec_get:p50=[0-9.]+,p99=[0-9.]+,p99.9=")
                    .contains("errorstat_ERR:count=2");
        }
    }
}
