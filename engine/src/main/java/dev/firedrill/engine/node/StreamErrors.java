package dev.firedrill.engine.node;

/// Reports the commands of a master's stream that cannot be carried out here: the data differs from
/// the master's from then on. The link stands, as with redis-server, because a full resync would
/// bring the same. The same command is named once in ten seconds, with how often it came: a master
/// may send thousands of them in a second.
final class StreamErrors {
    private static final long APART_NANOS = 10_000_000_000L;

    private final NodeContext node;
    private String named = "";
    private long namedAtNanos;
    private long leftOut;

    StreamErrors(NodeContext node) {
        this.node = node;
    }

    void refused(String command, String why) {
        node.stats.unexpectedErrors++;
        boolean again = command.equals(named) && node.nowNanos - namedAtNanos < APART_NANOS;
        if (again) {
            leftOut++;
            return;
        }
        String before = leftOut == 0 ? "" : " (and to " + leftOut + " more '" + named + "')";
        named = command;
        namedAtNanos = node.nowNanos;
        leftOut = 0;
        node.warning(
                "== CRITICAL == This replica is sending an error to its master: '%s' after"
                        + " processing the command '%s'%s",
                why, command, before);
    }
}
