package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Flag;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.resp.Args;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/// MONITOR: clients that see every command that has run, one line each, as redis-server words it.
/// Passwords are never shown, nor commands of administration.
final class Monitors {
    private static final String REDACTED = "(redacted)";
    private static final int WORD_BYTES_MAX = 256 * 1024;

    private final NodeContext node;
    private final LinkedHashSet<Session> sessions = new LinkedHashSet<>();

    Monitors(NodeContext node) {
        this.node = node;
    }

    List<CommandSpec<NodeCall>> rows() {
        return List.of(
                CommandSpec.of("monitor", 1, "admin noscript loading stale", "", this::monitor));
    }

    private void monitor(NodeCall call) throws Refused {
        if (node.transactions.executing()) {
            throw new Refused("ERR MONITOR isn't allowed for DENY BLOCKING client");
        }
        Session session = call.session();
        // One that watches already, or replicates, is not answered, as by redis-server.
        if (session.replica == null && sessions.add(session)) {
            call.reply().ok();
        }
    }

    boolean watches(Session session) {
        return sessions.contains(session);
    }

    void forget(Session session) {
        sessions.remove(session);
    }

    /// A command of a client has run, well or not.
    void ran(Session session, CommandSpec<NodeCall> spec, Args args) {
        if (sessions.isEmpty() || spec.is(Flag.ADMIN) || spec.is(Flag.SKIP_MONITOR)) {
            return;
        }
        String line = line(session, spec, args);
        for (Session watcher : sessions) {
            watcher.out.simple(line);
            node.flushLater(watcher);
        }
    }

    private String line(Session session, CommandSpec<NodeCall> spec, Args args) {
        long micros = Math.floorDiv(node.nowNanos, 1000L);
        var line =
                new StringBuilder(
                        String.format(
                                Locale.ROOT,
                                "%d.%06d [%d %s]",
                                micros / 1_000_000,
                                micros % 1_000_000,
                                session.database,
                                session.peer));
        for (int i = 0; i < args.count(); i++) {
            line.append(" \"");
            quote(line, secret(spec, args, i) ? REDACTED : shown(args, i));
            line.append('"');
        }
        return line.toString();
    }

    /// A long one is cut: quoted it would take several times its length of the heap.
    private static String shown(Args args, int index) {
        int length = args.length(index);
        if (length <= WORD_BYTES_MAX) {
            return args.text(index);
        }
        String begin = new String(args.copy(index, WORD_BYTES_MAX), StandardCharsets.ISO_8859_1);
        return begin + "... (" + (length - WORD_BYTES_MAX) + " more bytes)";
    }

    private static boolean secret(CommandSpec<NodeCall> spec, Args args, int index) {
        if (spec.name().equals("auth")) {
            return index > 0;
        }
        return spec.name().equals("hello")
                && ((index > 2 && args.is(index - 1, "AUTH"))
                        || (index > 3 && args.is(index - 2, "AUTH")));
    }

    /// @param text one character for each byte
    private static void quote(StringBuilder to, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\', '"' -> to.append('\\').append(c);
                case '\n' -> to.append("\\n");
                case '\r' -> to.append("\\r");
                case '\t' -> to.append("\\t");
                case 7 -> to.append("\\a");
                case '\b' -> to.append("\\b");
                default -> {
                    if (c >= ' ' && c <= '~') {
                        to.append(c);
                    } else {
                        to.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
                    }
                }
            }
        }
    }
}
