package dev.firedrill.scenarios.run;

import dev.firedrill.engine.config.ConfigLine;
import dev.firedrill.faults.lab.ConfMount;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import dev.firedrill.scenarios.config.LeftOutLine;
import dev.firedrill.scenarios.config.OwnConfiguration;
import dev.firedrill.scenarios.config.OwnFile;
import dev.firedrill.scenarios.config.OwnLine;
import dev.firedrill.scenarios.option.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The cluster of a variant as it is started. Where the user's own configuration is under test, a
/// variant that must hold runs it alone; a control runs it with the scenario's lines behind, so
/// that the drill still shows that it catches the cause.
final class NodesUnderTest {
    private static final List<String> ROLES = List.of("replicaof", "slaveof");

    private final Topology topology;
    private final Map<NodeId, OwnFile> files;
    private final boolean alone;

    private NodesUnderTest(Topology topology, Map<NodeId, OwnFile> files, boolean alone) {
        this.topology = topology;
        this.files = files;
        this.alone = alone;
    }

    static NodesUnderTest of(Scenario scenario, Variant variant, Setting setting) {
        Topology given = scenario.topology(variant, setting);
        Optional<OwnConfiguration> own = setting.ownConfiguration();
        boolean alone = alone(variant, setting);
        if (own.isEmpty()) {
            return new NodesUnderTest(given, Map.of(), alone);
        }
        var files = new LinkedHashMap<NodeId, OwnFile>();
        var nodes = new ArrayList<NodeSpec>();
        for (NodeSpec node : given.nodes()) {
            boolean follows = !rolesIn(node).isEmpty();
            OwnFile file = follows ? own.get().replica() : own.get().master();
            OwnFile taken = alone ? file : configurable(file);
            files.put(node.id(), taken);
            nodes.add(configured(node, taken, alone, own.get().mount()));
        }
        return new NodesUnderTest(
                new Topology(nodes, given.links(), given.clientSites()), files, alone);
    }

    /// Whether the servers read no line of the scenario's own.
    static boolean alone(Variant variant, Setting setting) {
        return setting.ownConfiguration().isPresent()
                && variant.expectation() == Event.Expectation.HOLDS;
    }

    private static NodeSpec configured(
            NodeSpec node, OwnFile file, boolean alone, ConfMount mount) {
        String behind = alone ? rolesIn(node) : scenarioLines(node.redisConf());
        return node.configured(
                        file.text() + behind,
                        alone ? List.of() : node.arguments(),
                        file.lines().size(),
                        file.modules())
                .mounting(alone ? mount : node.confMount());
    }

    private static String rolesIn(NodeSpec node) {
        var roles = new StringBuilder();
        for (ConfigLine line : ConfigLine.ofFile(node.redisConf())) {
            if (line.balanced() && ROLES.contains(directive(line))) {
                roles.append(line.text()).append('\n');
            }
        }
        return roles.toString();
    }

    private static String directive(ConfigLine line) {
        return line.words().getFirst().toLowerCase(Locale.ROOT);
    }

    /// `save` lines add up, unlike others: so that the scenario's win, the user's are taken back.
    private static String scenarioLines(String redisConf) {
        boolean saves =
                ConfigLine.ofFile(redisConf).stream()
                        .anyMatch(line -> line.balanced() && directive(line).equals("save"));
        return (saves ? "save \"\"\n" : "") + redisConf;
    }

    /// A control may have to set options while the server runs.
    private static OwnFile configurable(OwnFile file) {
        var lines = new ArrayList<OwnLine>();
        var leftOut = new ArrayList<>(file.leftOut());
        for (OwnLine line : file.lines()) {
            List<String> words = line.words();
            boolean disables =
                    line.directive().equals("rename-command")
                            && words.size() == 3
                            && words.get(1).equalsIgnoreCase("config")
                            && words.get(2).isEmpty();
            if (disables) {
                leftOut.add(LeftOutLine.of(line, "a control sets options while the server runs"));
            } else {
                lines.add(line);
            }
        }
        return new OwnFile(file.files(), lines, leftOut, file.modules());
    }

    /// What distinguishes the variant, for people.
    String title(Variant variant) {
        return alone ? "your own configuration, and nothing of the scenario's" : variant.title();
    }

    Topology topology() {
        return topology;
    }

    /// For the journal: one event for each file, with the nodes that run it.
    List<Event> taken() {
        var nodesOf = new LinkedHashMap<OwnFile, List<String>>();
        files.forEach((node, file) ->
                nodesOf.computeIfAbsent(file, _ -> new ArrayList<>()).add(node.name()));
        var events = new ArrayList<Event>();
        nodesOf.forEach((file, nodes) ->
                events.add(
                        new Event.OwnConfigurationTaken(
                                0,
                                nodes,
                                file.files(),
                                alone,
                                file.leftOut().stream().map(NodesUnderTest::journalled).toList())));
        return events;
    }

    private static Event.LeftOutLine journalled(LeftOutLine line) {
        return new Event.LeftOutLine(line.file(), line.number(), line.directive(), line.reason());
    }

    /// The user's line that a server gives as the reason for not starting.
    ///
    /// @param number in the redis.conf of that node
    Optional<OwnLine> line(NodeId node, int number) {
        OwnFile file = files.get(node);
        return file == null || number < 1 || number > file.lines().size()
                ? Optional.empty()
                : Optional.of(file.lines().get(number - 1));
    }
}
