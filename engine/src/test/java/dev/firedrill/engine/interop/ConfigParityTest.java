package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.config.ConfigRefused;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.config.SetOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/// What CONFIG GET shows and CONFIG SET refuses, here and on redis-server 7.0.
class ConfigParityTest {
    /// What a server is started with.
    private static final List<String> OWN_VALUES = List.of("port", "dir");

    /// Fixed here and not there, or without effect here and not worth a grammar.
    private static final List<String> NOT_TRIED =
            List.of("bind", "requirepass", "port", "cluster-announce-hostname");

    private static final List<String> OURS =
            List.of(
                    "aof-refuse-start-empty",
                    "compat",
                    "rdb-keep-replaced",
                    "repl-full-resyncs-max",
                    "replica-reconnect-backoff-max",
                    "replica-refuse-shrunk-dataset",
                    "replicaof-refuse-self");

    @TempDir Path folder;

    @Test
    void namesAndStandardValuesAreTheSame() throws Exception {
        RealRedis.assumeInstalled();
        try (var server = RealRedis.startWith(folder, List.of());
                var client = server.client()) {
            var theirs = new TreeMap<String, String>(client.configGet("*"));
            var ours = new TreeMap<String, String>();
            ServerConfig.parse("", "", List.of())
                    .get(_ -> true)
                    .forEach(entry -> ours.put(entry.getKey(), entry.getValue()));
            OURS.forEach(ours::remove);
            OWN_VALUES.forEach(name -> {
                theirs.put(name, "");
                ours.put(name, "");
            });

            assertThat(ours).isEqualTo(theirs);
        }
    }

    @Test
    void wrongValuesAreRefusedInTheSameWords() throws Exception {
        RealRedis.assumeInstalled();
        try (var server = RealRedis.startWith(folder, List.of());
                var client = server.client()) {
            var theirs = new TreeMap<String, String>();
            var ours = new TreeMap<String, String>();
            for (String name : client.configGet("*").keySet()) {
                if (NOT_TRIED.contains(name)) {
                    continue;
                }
                for (String value : List.of("-99999999999999999", "xyzzy", "-2", "a/b")) {
                    theirs.put(name + " " + value, answer(client, name, value));
                    ours.put(name + " " + value, answer(name, value));
                }
            }

            assertThat(differences(ours, theirs)).isEmpty();
        }
    }

    /// Which can be set at run time, which are immutable, which protected.
    @Test
    void whatMayBeSetAtRunTimeIsTheSame() throws Exception {
        RealRedis.assumeInstalled();
        try (var server = RealRedis.startWith(folder, List.of());
                var client = server.client()) {
            var theirs = new TreeMap<String, String>();
            var ours = new TreeMap<String, String>();
            client.configGet("*")
                    .forEach((name, value) -> {
                        theirs.put(name, answer(client, name, value));
                        ours.put(name, answer(name, value));
                    });

            assertThat(theirs).hasSizeGreaterThan(150);
            assertThat(differences(ours, theirs)).isEmpty();
        }
    }

    private static List<String> differences(Map<String, String> ours, Map<String, String> theirs) {
        var found = new ArrayList<String>();
        theirs.forEach((tried, answer) -> {
            if (!answer.equals(ours.get(tried))) {
                found.add("%s: %s, there: %s".formatted(tried, ours.get(tried), answer));
            }
        });
        return found;
    }

    private static String answer(Jedis client, String name, String value) {
        try {
            return client.configSet(name, value);
        } catch (JedisDataException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static String answer(String name, String value) {
        try {
            return switch (ServerConfig.parse("", "", List.of()).set(List.of(name, value))) {
                case SetOutcome.Applied _ -> "OK";
                case SetOutcome.Refused(String text) -> text;
            };
        } catch (ConfigRefused impossible) {
            throw new AssertionError(impossible);
        }
    }
}
