package dev.firedrill.faults.docker.target;

import dev.firedrill.faults.lab.Access;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The sentinel.conf of one Sentinel: names instead of addresses (6.2 and later), which each host
/// resolves for itself.
public final class SentinelConf {
    /// By which Sentinels call the master that they watch.
    private static final String MASTER = "drill";

    /// What Sentinel sends to a server.
    private static final List<String> COMMANDS =
            List.of(
                    "PING",
                    "INFO",
                    "ROLE",
                    "PUBLISH",
                    "SUBSCRIBE",
                    "SLAVEOF",
                    "CONFIG",
                    "CLIENT",
                    "SCRIPT",
                    "MULTI",
                    "EXEC");

    private SentinelConf() {}

    /// @param site its own name
    /// @param port its own
    /// @param access into the servers, which must all have the same password and names of commands
    public static String text(
            Guard.Sentinel guard,
            NodeId site,
            int port,
            NodeId master,
            int masterPort,
            Access access,
            String folder) {
        var lines = new ArrayList<String>();
        lines.add("port " + port);
        lines.add("dir " + folder);
        lines.add("protected-mode no");
        lines.add("sentinel resolve-hostnames yes");
        lines.add("sentinel announce-hostnames yes");
        lines.add("sentinel announce-ip " + site);
        lines.add("sentinel announce-port " + port);
        lines.add(
                String.format(
                        Locale.ROOT,
                        "sentinel monitor %s %s %d %d",
                        MASTER,
                        master,
                        masterPort,
                        guard.quorum()));
        lines.add(of("down-after-milliseconds", guard.downAfter().toMillis()));
        lines.add(of("failover-timeout", guard.failoverTimeout().toMillis()));
        lines.add(of("parallel-syncs", 1));
        List<String> login = access.login();
        if (login.size() == 2) lines.add(of("auth-user", login.getFirst()));
        if (!login.isEmpty()) lines.add(of("auth-pass", login.getLast()));
        for (String command : COMMANDS) {
            String present = access.present(command);
            if (!present.equals(command)) lines.add(of("rename-command", command + " " + present));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String of(String directive, Object value) {
        return "sentinel " + directive + " " + MASTER + " " + value;
    }
}
