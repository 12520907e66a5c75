package dev.firedrill.faults.docker.target;

import dev.firedrill.faults.lab.GuardEvent;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;

/// The log of one Sentinel of any version. Servers stand in it with their name, host and port, a
/// Sentinel with its id instead of a name; the host is what tells the node.
///
/// ```
/// +sdown slave R1:6379 R1 6379 @ drill M 6379
/// +sdown sentinel 8510ef20b805 sentinel-2 26379 @ drill M 6379
/// +switch-master drill M 6379 R1 6379
/// ```
public final class SentinelLog {
    private static final String ROLE = "(?:master|primary|slave|replica|sentinel)";
    private static final String INSTANCE = ROLE + " \\S+ (?<host>\\S+) \\d+(?: @ .*)?";

    private final LogLine.Prefix prefix = LogLine.Prefix.PROCESS_ID_AND_ROLE;
    private final List<NodeId> names;
    private final List<GuardEvent> told = new ArrayList<>();
    private final List<NodeId> found = new ArrayList<>();
    private final LineRules rules =
            new LineRules()
                    .on("\\+sdown " + INSTANCE, line -> about(line, GuardEvent.SawDown::new))
                    .on("-sdown " + INSTANCE, line -> about(line, GuardEvent.SawUp::new))
                    .on(
                            "\\+odown "
                                    + INSTANCE
                                    + " #quorum (?<agreeing>\\d{1,3})/(?<quorum>\\d{1,3})",
                            this::agreed)
                    .on(
                            "\\+elected-leader " + INSTANCE,
                            line -> about(line, GuardEvent.Elected::new))
                    .on("\\+selected-slave " + INSTANCE, line -> about(line, GuardEvent.Chose::new))
                    .on(
                            "\\+promoted-slave " + INSTANCE,
                            line -> about(line, GuardEvent.Promoted::new))
                    .on(
                            "\\+(?:slave-reconf-sent|fix-slave-config) " + INSTANCE,
                            line -> about(line, GuardEvent.Repointed::new))
                    .on(
                            "\\+convert-to-slave " + INSTANCE,
                            line -> about(line, GuardEvent.Demoted::new))
                    .on("-failover-abort-(?<why>[a-z-]+) " + INSTANCE, this::gaveUp)
                    .on(
                            "\\+switch-master \\S+ (?<from>\\S+) \\d+ (?<host>\\S+) \\d+",
                            this::switched)
                    .on(
                            "\\+(?:slave|sentinel) " + INSTANCE,
                            line -> name(line, "host", found::add));

    /// @param names of all nodes and Sentinels
    public SentinelLog(Collection<NodeId> names) {
        this.names = List.copyOf(names);
    }

    /// What is known with this line; most lines tell nothing.
    public List<GuardEvent> events(String line) {
        LogLine read = prefix.read(line);
        if (read.author() == LogLine.Author.OTHER_PROCESS) rules.read(read.text());
        List<GuardEvent> events = List.copyOf(told);
        told.clear();
        return events;
    }

    /// The line without time and process, to be read by people.
    public String text(String line) {
        return prefix.read(line).text();
    }

    /// The replicas and the other Sentinels that it has found until now.
    public List<NodeId> found() {
        return List.copyOf(found);
    }

    private interface About {
        GuardEvent of(NodeId node);
    }

    private void about(Matcher line, About what) {
        name(line, "host", node -> told.add(what.of(node)));
    }

    private void agreed(Matcher line) {
        int agreeing = Integer.parseInt(line.group("agreeing"));
        int quorum = Integer.parseInt(line.group("quorum"));
        about(line, master -> new GuardEvent.AgreedDown(master, agreeing, quorum));
    }

    private void gaveUp(Matcher line) {
        String why = line.group("why");
        about(line, master -> new GuardEvent.GaveUp(master, why));
    }

    private void switched(Matcher line) {
        name(line, "from", from -> about(line, to -> new GuardEvent.SwitchedMaster(from, to)));
    }

    /// A host that is none of these belongs to nobody of the cluster.
    private void name(Matcher line, String group, Consumer<NodeId> use) {
        String host = line.group(group);
        Optional<NodeId> known =
                names.stream().filter(one -> one.name().equalsIgnoreCase(host)).findFirst();
        known.ifPresent(use);
    }
}
