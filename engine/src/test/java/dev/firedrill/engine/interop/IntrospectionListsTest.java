package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a tool can list at redis-server it can list here, and nothing else, or
/// `conformance/introspection.txt` says why not. A line of that file that fits nothing any more has
/// to go.
class IntrospectionListsTest {
    private static final List<String> FAMILIES =
            List.of(
                    "CLIENT", "COMMAND", "CONFIG", "LATENCY", "MEMORY", "OBJECT", "PUBSUB",
                    "SLOWLOG");

    private static final List<String> PARTS_OF_INFO =
            List.of(
                    "name",
                    "arity",
                    "flags",
                    "first key",
                    "last key",
                    "step",
                    "categories",
                    "tips",
                    "key specifications");

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    /// By pattern of `list lacks|has name`: why.
    static Map<String, String> reasons() throws IOException {
        var reasons = new LinkedHashMap<String, String>();
        try (InputStream in =
                IntrospectionListsTest.class.getResourceAsStream(
                        "/conformance/introspection.txt")) {
            new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> {
                        int colon = line.indexOf(": ");
                        reasons.put(line.substring(0, colon), line.substring(colon + 2));
                    });
        }
        return reasons;
    }

    private static String text(Reply reply) {
        return reply instanceof Reply.Bulk(byte[] bytes)
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                : ReplyText.of(reply).replaceFirst("^\\+", "");
    }

    private static Set<String> everyOther(Reply pairs) {
        var names = new TreeSet<String>();
        List<Reply> elements = ReplyText.elements(pairs);
        for (int i = 0; i < elements.size(); i += 2) {
            names.add(text(elements.get(i)));
        }
        return names;
    }

    private static Set<String> fieldsOfClient(Reply line) {
        var names = new TreeSet<String>();
        for (String field : text(line).strip().split(" ", -1)) {
            names.add(field.substring(0, field.indexOf('=')));
        }
        return names;
    }

    private static Set<String> subcommands(Reply help) {
        var names = new TreeSet<String>();
        for (Reply line : ReplyText.elements(help)) {
            String word = text(line).split(" ", -1)[0];
            if (!word.isEmpty() && !text(line).contains("Subcommands are")) {
                names.add(word.toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    /// What each list names, in a fixed order of lists.
    private static Map<String, Set<String>> lists(Peer peer) throws IOException {
        peer.ask("SET", "key", "1");
        peer.ask("CONFIG", "SET", "slowlog-log-slower-than", "0");
        peer.ask("PING");
        var lists = new LinkedHashMap<String, Set<String>>();
        var info = new TreeSet<String>();
        text(peer.ask("INFO", "everything"))
                .lines()
                .filter(line -> line.contains(":"))
                .map(line -> line.substring(0, line.indexOf(':')))
                .filter(name -> !name.matches("(cmdstat|errorstat|latency_perc).*|db\\d+"))
                .forEach(info::add);
        lists.put("INFO", info);
        lists.put("CONFIG GET", everyOther(peer.ask("CONFIG", "GET", "*")));
        var commands = new TreeSet<String>();
        ReplyText.elements(peer.ask("COMMAND", "LIST")).forEach(name -> commands.add(text(name)));
        lists.put("COMMAND", commands);
        lists.put("CLIENT LIST", fieldsOfClient(peer.ask("CLIENT", "LIST")));
        lists.put("CLIENT INFO", fieldsOfClient(peer.ask("CLIENT", "INFO")));
        lists.put("MEMORY STATS", everyOther(peer.ask("MEMORY", "STATS")));
        lists.put("DEBUG", subcommands(peer.ask("DEBUG", "HELP")));
        for (String family : FAMILIES) {
            lists.put(family + " HELP", subcommands(peer.ask(family, "HELP")));
        }
        Reply slow = ReplyText.elements(peer.ask("SLOWLOG", "GET", "1")).getFirst();
        lists.put("SLOWLOG GET", Set.of(ReplyText.elements(slow).size() + " elements"));
        return lists;
    }

    /// By command: each part of COMMAND INFO, subcommands among them.
    private static Map<String, List<String>> descriptions(Peer peer) throws IOException {
        var described = new TreeMap<String, List<String>>();
        describe(ReplyText.elements(peer.ask("COMMAND")), described);
        return described;
    }

    private static void describe(List<Reply> commands, Map<String, List<String>> described) {
        for (Reply command : commands) {
            List<Reply> parts = ReplyText.elements(command);
            var texts = new ArrayList<String>();
            for (int i = 0; i < PARTS_OF_INFO.size(); i++) {
                // Flags and categories are sets.
                boolean set = i == 2 || i == 6;
                texts.add(
                        set
                                ? new TreeSet<>(ReplyText.ofAll(ReplyText.elements(parts.get(i))))
                                        .toString()
                                : ReplyText.of(parts.get(i)));
            }
            described.put(text(parts.getFirst()), texts);
            describe(ReplyText.elements(parts.get(9)), described);
        }
    }

    private static Set<String> fieldsOfDocs(Peer peer) throws IOException {
        var names = new TreeSet<String>();
        List<Reply> elements = ReplyText.elements(peer.ask("COMMAND", "DOCS"));
        for (int i = 1; i < elements.size(); i += 2) {
            names.addAll(everyOther(elements.get(i)));
        }
        return names;
    }

    private static List<String> differences(Peer here, Peer there) throws IOException {
        var found = new ArrayList<String>();
        Map<String, Set<String>> wanted = lists(there);
        Map<String, Set<String>> seen = lists(here);
        wanted.put("COMMAND DOCS", fieldsOfDocs(there));
        seen.put("COMMAND DOCS", fieldsOfDocs(here));
        for (String list : wanted.keySet()) {
            for (String name : wanted.get(list)) {
                if (!seen.get(list).contains(name)) {
                    found.add(list + " lacks " + name);
                }
            }
            for (String name : seen.get(list)) {
                if (!wanted.get(list).contains(name)) {
                    found.add(list + " has " + name);
                }
            }
        }
        Map<String, List<String>> described = descriptions(here);
        descriptions(there)
                .forEach((name, parts) -> {
                    List<String> own = described.getOrDefault(name, parts);
                    for (int i = 0; i < parts.size(); i++) {
                        if (!parts.get(i).equals(own.get(i))) {
                            String without = parts.get(i).replaceAll("\"notes\", \"[^\"]*\", ", "");
                            found.add(
                                    "COMMAND INFO lacks "
                                            + name
                                            + (without.equals(own.get(i))
                                                    ? " notes of keys"
                                                    : " " + PARTS_OF_INFO.get(i)));
                        }
                    }
                });
        return found;
    }

    @Test
    void everythingThatRedisListsIsListedHereOrHasAReason() throws Exception {
        var unexplained = new ArrayList<String>();
        var unused = new ArrayList<>(reasons().keySet());
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "", "--appendonly", "yes");
                var there = Peer.connect(redis.port());
                var here = Peer.connect(engine.port())) {
            there.ask("CONFIG", "SET", "appendonly", "yes");
            for (String difference : differences(here, there)) {
                List<String> fitting =
                        reasons().keySet().stream().filter(difference::matches).toList();
                if (fitting.isEmpty()) {
                    unexplained.add(difference);
                }
                unused.removeAll(fitting);
            }
        }
        assertThat(unexplained).as("differences without a reason").isEqualTo(List.of());
        assertThat(unused).as("reasons for what is no difference any more").isEqualTo(List.of());
    }

    /// To the byte, but for DEBUG's.
    @Test
    void helpIsTheSame() throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var there = Peer.connect(redis.port());
                var here = Peer.connect(engine.port())) {
            for (String family : FAMILIES) {
                assertThat(text(here.ask(family, "HELP")))
                        .as(family + " HELP")
                        .isEqualTo(text(there.ask(family, "HELP")));
            }
            for (String kind :
                    Arrays.asList(
                            "string integer double bignum null array set map attrib push verbatim"
                                    .concat(" true false nope")
                                    .split(" ", -1))) {
                here.ask("DEBUG", "PROTOCOL", kind);
                there.ask("DEBUG", "PROTOCOL", kind);
                assertThat(here.raw()).as("DEBUG PROTOCOL " + kind).isEqualTo(there.raw());
            }
        }
    }
}
