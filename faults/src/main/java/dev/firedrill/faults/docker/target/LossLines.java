package dev.firedrill.faults.docker.target;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.ReplicaCloseReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a master says about replicas that it loses. Every loss ends with "Connection with replica
/// R1 lost."; why stands in a line before it, if the master closed the connection itself.
final class LossLines {
    private static final Pattern NUMERIC_HOST = Pattern.compile("[\\d.]+");

    private final LineRules rules =
            new LineRules()
                    .on("Connection with {role} {replica} lost\\.", this::lost)
                    .on(
                            "Disconnecting timedout {role}(?: \\([\\w ]+\\))?: {replica}",
                            line -> closes(line, ReplicaCloseReason.TIMED_OUT))
                    .on(
                            "Closing {role} {replica}: child->{role} RDB transfer failed: .*",
                            line -> closes(line, ReplicaCloseReason.SNAPSHOT_FAILED))
                    .on("BGSAVE for replication failed", this::noneBegins)
                    .on(
                            "Client (?:id=\\d+ )?addr=(?<host>[\\w.:-]+):\\d+ .*? flags=\\w*S\\w* .*"
                                    + " (?:scheduled to be closed ASAP|closed) for overcoming of"
                                    + " output buffer limits\\.",
                            this::overLimit);

    private final ResyncLines resyncs;
    private final Consumer<NodeEvent> tell;
    private final Map<String, ReplicaCloseReason> reasons = new LinkedHashMap<>();

    /// Hosts of replicas over the limit: that line has the address of the socket, which is not the
    /// name where the replica announces another.
    private final List<String> overLimit = new ArrayList<>();

    LossLines(ResyncLines resyncs, Consumer<NodeEvent> tell) {
        this.resyncs = resyncs;
        this.tell = tell;
    }

    void begin() {
        reasons.clear();
        overLimit.clear();
    }

    boolean read(String text) {
        return rules.read(text);
    }

    private void closes(Matcher line, ReplicaCloseReason reason) {
        reasons.put(line.group("replica"), reason);
    }

    /// The master is about to close them. Some versions say so only after the loss.
    void noSnapshotFor(List<String> replicas) {
        replicas.forEach(name -> reasons.put(name, ReplicaCloseReason.SNAPSHOT_FAILED));
    }

    private void noneBegins() {
        noSnapshotFor(resyncs.waiting());
    }

    private void overLimit(Matcher line) {
        overLimit.add(line.group("host"));
    }

    private void lost(Matcher line) {
        String replica = resyncs.known(line.group("replica"));
        resyncs.lost(replica);
        tell.accept(new NodeEvent.ReplicaClosed(replica, reasonOf(replica)));
    }

    private ReplicaCloseReason reasonOf(String replica) {
        ReplicaCloseReason known = reasons.remove(replica);
        if (known != null) {
            return known;
        }
        return wasOverLimit(replica)
                ? ReplicaCloseReason.OUTPUT_BUFFER_LIMIT
                : ReplicaCloseReason.CONNECTION_LOST;
    }

    private boolean wasOverLimit(String replica) {
        String host = replica.substring(0, Math.max(0, replica.lastIndexOf(':')));
        if (overLimit.remove(host)) {
            return true;
        }
        if (overLimit.isEmpty() || NUMERIC_HOST.matcher(host).matches()) {
            return false;
        }
        // An announced name. The master closes in the order in which it has scheduled.
        overLimit.removeFirst();
        return true;
    }
}
