package dev.firedrill.engine.node;

import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.resp.Args;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// CLIENT LIST and CLIENT KILL: which connections are meant, what they are, and their end.
final class ClientFilter {
    private final NodeContext node;

    ClientFilter(NodeContext node) {
        this.node = node;
    }

    // LIST.

    void list(NodeCall call) throws Refused {
        Args args = call.args();
        Predicate<Session> wanted = _ -> true;
        if (args.count() == 4 && args.is(2, "TYPE")) {
            wanted = ofType(args.text(3));
        } else if (args.count() > 3 && args.is(2, "ID")) {
            var ids = new ArrayList<Long>();
            for (int i = 3; i < args.count(); i++) {
                // Zero and less are ids that nobody has; only KILL refuses them.
                try {
                    ids.add(call.integer(i));
                } catch (Refused notANumber) {
                    throw new Refused("ERR Invalid client ID");
                }
            }
            wanted = session -> ids.contains(session.id);
        } else if (args.count() != 2) {
            throw new Refused("ERR syntax error");
        }
        var text = new StringBuilder();
        for (Session session : everyone()) {
            if (wanted.test(session)) {
                text.append(describe(session)).append('\n');
            }
        }
        call.reply().verbatim(text.toString());
    }

    private List<Session> everyone() {
        var everyone = new ArrayList<>(node.sessions.values());
        Session master = node.replicaSide.link();
        if (master != null) {
            everyone.add(master);
            everyone.sort(Comparator.comparingLong(session -> session.id));
        }
        return everyone;
    }

    private static long id(NodeCall call, int index, String refusal) throws Refused {
        long id;
        try {
            id = call.integer(index);
        } catch (Refused notANumber) {
            id = 0;
        }
        if (id < 1) {
            throw new Refused("ERR " + refusal);
        }
        return id;
    }

    private static Predicate<Session> ofType(String word) throws Refused {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "normal" ->
                    session -> session.replica == null && !session.listens() && !session.toMaster;
            case "pubsub" -> session -> session.replica == null && session.listens();
            case "replica", "slave" -> session -> session.replica != null;
            case "master" -> session -> session.toMaster;
            default -> throw new Refused("ERR Unknown client type '" + Args.shown(word) + "'");
        };
    }

    String describe(Session session) {
        long unsent = unsentBytes(session);
        var queued = session.queued;
        var text = new StringBuilder();
        text.append("id=").append(session.id);
        text.append(" addr=").append(session.peer);
        text.append(" laddr=").append(session.localAddress);
        text.append(" fd=-1 name=").append(session.name);
        text.append(" age=").append((node.nowNanos - session.createdNanos) / 1_000_000_000L);
        text.append(" idle=").append((node.nowNanos - session.lastActiveNanos) / 1_000_000_000L);
        text.append(" flags=").append(flags(session));
        text.append(" db=").append(session.database);
        text.append(" sub=").append(session.channels.size());
        text.append(" psub=").append(session.patterns.size());
        text.append(" ssub=").append(session.shardChannels.size());
        text.append(" multi=").append(queued == null ? -1 : queued.size());
        text.append(" qbuf=").append(session.parser.pendingBytes());
        text.append(" qbuf-free=0 argv-mem=0 multi-mem=0");
        text.append(" rbs=").append(session.out.capacity());
        text.append(" rbp=").append(session.out.capacity());
        text.append(" obl=").append(session.out.length());
        text.append(" oll=0 omem=").append(unsent);
        text.append(" tot-mem=").append(memoryBytes(session));
        text.append(" events=").append(unsent > 0 ? "rw" : "r");
        text.append(" cmd=").append(session.lastCommand);
        text.append(" user=").append(session.toMaster ? "(superuser)" : session.user);
        text.append(" redir=-1 resp=").append(session.out.resp3() ? 3 : 2);
        text.append(" lib-name=").append(session.libraryName);
        text.append(" lib-ver=").append(session.libraryVersion);
        return text.toString();
    }

    long memoryBytes(Session session) {
        return session.parser.pendingBytes() + (long) session.out.capacity() + unsentBytes(session);
    }

    /// For a replica also what of the stream, which all of them share, it has still to be sent.
    private long unsentBytes(Session session) {
        Replica replica = session.replica;
        return node.wire.unsentBytes(session.connection)
                + (replica == null ? 0 : replica.unsentStreamBytes());
    }

    private String flags(Session session) {
        var flags = new StringBuilder();
        append(flags, session.replica != null, 'S');
        append(flags, session.toMaster, 'M');
        append(flags, node.monitors.watches(session), 'O');
        append(flags, session.listens(), 'P');
        append(flags, session.inTransaction(), 'x');
        append(flags, session.blocked && session.postponed == null, 'b');
        append(flags, session.watchedChanged, 'd');
        append(flags, session.closing, 'c');
        append(flags, session.noEvict, 'e');
        append(flags, session.noTouch, 'T');
        return flags.isEmpty() ? "N" : flags.toString();
    }

    private static void append(StringBuilder flags, boolean set, char flag) {
        if (set) {
            flags.append(flag);
        }
    }

    // KILL.

    void kill(NodeCall call) throws Refused {
        Args args = call.args();
        if (args.count() == 3) {
            String address = args.text(2);
            int killed = end(call, List.of(session -> session.peer.equals(address)), false);
            if (killed == 0) {
                throw new Refused("ERR No such client");
            }
            call.reply().ok();
            return;
        }
        if (args.count() % 2 != 0) {
            throw new Refused("ERR syntax error");
        }
        boolean skipsSelf = true;
        var wanted = new ArrayList<Predicate<Session>>();
        for (int i = 2; i < args.count(); i += 2) {
            if (args.is(i, "SKIPME")) {
                skipsSelf = args.is(i + 1, "YES");
                if (!skipsSelf && !args.is(i + 1, "NO")) {
                    throw new Refused("ERR syntax error");
                }
            } else {
                wanted.add(condition(call, i));
            }
        }
        call.reply().integer(end(call, wanted, skipsSelf));
    }

    private Predicate<Session> condition(NodeCall call, int index) throws Refused {
        Args args = call.args();
        String value = args.text(index + 1);
        if (args.is(index, "ID")) {
            long id = id(call, index + 1, "client-id should be greater than 0");
            return session -> session.id == id;
        } else if (args.is(index, "ADDR")) {
            return session -> session.peer.equals(value);
        } else if (args.is(index, "LADDR")) {
            return session -> session.localAddress.equals(value);
        } else if (args.is(index, "TYPE")) {
            return ofType(value);
        } else if (args.is(index, "USER")) {
            if (node.settings.users.find(value) == null) {
                throw new Refused("ERR No such user '" + Args.shown(value) + "'");
            }
            return session ->
                    session.authenticated && session.user.equals(value) && !session.toMaster;
        }
        throw new Refused("ERR syntax error");
    }

    private int end(NodeCall call, List<Predicate<Session>> wanted, boolean skipsSelf) {
        int killed = 0;
        for (Session session : everyone()) {
            boolean self = session == call.session();
            boolean meant = wanted.stream().allMatch(condition -> condition.test(session));
            if (!meant || (self && skipsSelf)) {
                continue;
            }
            killed++;
            if (self) {
                // Its own answer still goes out.
                session.closing = true;
            } else if (session.toMaster) {
                node.replicaSide.killLink();
            } else {
                node.abort(session);
            }
        }
        return killed;
    }
}
