package dev.firedrill.scenarios.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The directives that the lab decides, and why: the user's lines with them are left out. Anything
/// else runs unchanged.
final class LabDirectives {
    private static final String NETWORK = "nodes listen on the lab's own network";
    private static final String LOG = "the lab reads the server's log, at level notice";
    private static final String FOREGROUND = "the lab starts and ends the process";
    private static final String PLAIN = "the lab speaks plain TCP";
    private static final String NAMES = "nodes go by the lab's names";

    private static final Map<String, String> BY_NAME = new TreeMap<>();

    /// A directive that begins so, and the reason.
    private record Family(String beginning, String reason) {}

    private static final List<Family> FAMILIES = new ArrayList<>();

    static {
        BY_NAME.put("port", "the lab chooses ports");
        BY_NAME.put("bind", NETWORK);
        BY_NAME.put("bind-source-addr", NETWORK);
        BY_NAME.put("protected-mode", NETWORK);
        BY_NAME.put("dir", "each node has a data folder of its own");
        BY_NAME.put("dbfilename", "the lab looks for dump.rdb");
        BY_NAME.put("pidfile", FOREGROUND);
        BY_NAME.put("daemonize", FOREGROUND);
        BY_NAME.put("supervised", FOREGROUND);
        BY_NAME.put("logfile", LOG);
        BY_NAME.put("loglevel", LOG);
        BY_NAME.put("replicaof", "the scenario decides who follows whom");
        BY_NAME.put("slaveof", "the scenario decides who follows whom");
        BY_NAME.put("enable-debug-command", "the lab compares datasets with DEBUG DIGEST");
        FAMILIES.add(new Family("syslog-", LOG));
        FAMILIES.add(new Family("log-", LOG));
        FAMILIES.add(new Family("unixsocket", "clients come over TCP"));
        FAMILIES.add(new Family("tls-", PLAIN));
        FAMILIES.add(new Family("replica-announce-", NAMES));
        FAMILIES.add(new Family("slave-announce-", NAMES));
    }

    private LabDirectives() {}

    /// @param directive in lower case
    static Optional<String> reason(String directive) {
        return Optional.ofNullable(BY_NAME.get(directive))
                .or(() ->
                        FAMILIES.stream()
                                .filter(family -> directive.startsWith(family.beginning))
                                .map(Family::reason)
                                .findFirst());
    }
}
