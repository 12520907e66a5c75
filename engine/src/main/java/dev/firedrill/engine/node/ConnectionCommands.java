package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;

/// Commands on the connection itself: PING, HELLO, AUTH, SELECT, CLIENT.
final class ConnectionCommands {
    private final NodeContext node;

    ConnectionCommands(NodeContext node) {
        this.node = node;
    }

    List<CommandSpec<NodeCall>> rows() {
        String anytime = "noscript loading stale fast";
        return List.of(
                CommandSpec.of("ping", -1, "fast loading stale", "", this::ping),
                CommandSpec.of("echo", 2, "fast loading stale", "", ConnectionCommands::echo),
                CommandSpec.of("quit", -1, anytime + " no_auth", "", this::quit),
                CommandSpec.of("reset", 1, anytime + " no_auth", "", this::reset),
                CommandSpec.of("auth", -2, anytime + " no_auth", "", this::auth),
                CommandSpec.of("hello", -1, anytime + " no_auth", "", this::hello),
                CommandSpec.of("select", 2, "fast loading stale", "", this::select),
                CommandSpec.of("client", -2, "noscript loading stale", "", this::client));
    }

    private void ping(NodeCall call) throws Refused {
        Args args = call.args();
        if (args.count() > 2) {
            throw new Refused("ERR wrong number of arguments for 'ping' command");
        }
        if (args.count() == 2) {
            call.reply().bulk(args.array(), args.offset(1), args.length(1));
        } else {
            call.reply().simple("PONG");
        }
    }

    private static void echo(NodeCall call) {
        Args args = call.args();
        call.reply().bulk(args.array(), args.offset(1), args.length(1));
    }

    private void quit(NodeCall call) {
        call.reply().ok();
        call.session().closing = true;
    }

    private void reset(NodeCall call) {
        Session session = call.session();
        node.transactions.forget(session);
        session.database = 0;
        session.name = "";
        session.out.resp3(false);
        session.authenticated = node.settings.password.isEmpty();
        call.reply().simple("RESET");
    }

    private void auth(NodeCall call) throws Refused {
        Args args = call.args();
        if (args.count() > 3) {
            throw new Refused("ERR syntax error");
        }
        if (args.count() == 2 && node.settings.password.isEmpty()) {
            throw new Refused(
                    "ERR AUTH <password> called without any password configured for the default"
                            + " user. Are you sure your configuration is correct?");
        }
        String user = args.count() == 3 ? args.text(1) : "default";
        authenticate(call.session(), user, args.text(args.count() - 1));
        call.reply().ok();
    }

    private void authenticate(Session session, String user, String password) throws Refused {
        boolean open = node.settings.password.isEmpty();
        if (!user.equals("default") || !(open || password.equals(node.settings.password))) {
            throw new Refused("WRONGPASS invalid username-password pair or user is disabled.");
        }
        session.authenticated = true;
        session.parser.authenticated(true);
    }

    private void hello(NodeCall call) throws Refused {
        Args args = call.args();
        Session session = call.session();
        boolean resp3 = session.out.resp3();
        if (args.count() > 1) {
            String version = args.text(1);
            if (!version.equals("2") && !version.equals("3")) {
                throw new Refused("NOPROTO unsupported protocol version");
            }
            resp3 = version.equals("3");
        }
        for (int i = 2; i < args.count(); i++) {
            if (args.is(i, "AUTH") && i + 2 < args.count()) {
                authenticate(session, args.text(i + 1), args.text(i + 2));
                i += 2;
            } else if (args.is(i, "SETNAME") && i + 1 < args.count()) {
                session.name = args.text(i + 1);
                i++;
            } else {
                throw new Refused("ERR Syntax error in HELLO option '" + args.text(i) + "'");
            }
        }
        if (!session.authenticated) {
            throw new Refused(
                    "NOAUTH HELLO must be called with the client already authenticated, otherwise"
                            + " the HELLO <proto> AUTH <user> <pass> option can be used to"
                            + " authenticate the client and select the RESP protocol version at"
                            + " the same time");
        }
        session.out.resp3(resp3);
        greet(call.reply(), session, resp3);
    }

    private void greet(ReplyWriter reply, Session session, boolean resp3) {
        reply.map(7);
        reply.bulk("server");
        reply.bulk("redis");
        reply.bulk("version");
        reply.bulk(Info.VERSION);
        reply.bulk("proto");
        reply.integer(resp3 ? 3 : 2);
        reply.bulk("id");
        reply.integer(session.id);
        reply.bulk("mode");
        reply.bulk("standalone");
        reply.bulk("role");
        reply.bulk(node.replicaSide.following() ? "replica" : "master");
        reply.bulk("modules");
        reply.array(0);
    }

    private void select(NodeCall call) throws Refused {
        int index = call.smallInteger(1);
        if (index < 0 || index >= node.keyspace.databases()) {
            throw new Refused("ERR DB index is out of range");
        }
        call.session().database = index;
        call.reply().ok();
    }

    private void client(NodeCall call) throws Refused {
        Args args = call.args();
        Session session = call.session();
        ReplyWriter reply = call.reply();
        if (args.is(1, "ID")) {
            reply.integer(session.id);
        } else if (args.is(1, "GETNAME")) {
            if (session.name.isEmpty()) {
                reply.nil();
            } else {
                reply.bulk(session.name);
            }
        } else if (args.is(1, "SETNAME") && args.count() == 3) {
            session.name = plainName(args.text(2), "Client names");
            reply.ok();
        } else if (args.is(1, "SETINFO") && args.count() == 4) {
            if (args.is(2, "LIB-NAME")) {
                session.libraryName = args.text(3);
            } else if (args.is(2, "LIB-VER")) {
                session.libraryVersion = args.text(3);
            } else {
                throw new Refused("ERR Unrecognized option '" + args.text(2) + "'");
            }
            reply.ok();
        } else if (args.is(1, "NO-EVICT") || args.is(1, "NO-TOUCH")) {
            reply.ok();
        } else if (args.is(1, "LIST") || args.is(1, "INFO")) {
            list(call, args.is(1, "INFO"));
        } else if (args.is(1, "KILL")) {
            kill(call);
        } else {
            throw ServerCommands.unknownSubcommand("CLIENT", args.text(1));
        }
    }

    private static String plainName(String name, String what) throws Refused {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < '!' || name.charAt(i) > '~') {
                throw new Refused(
                        "ERR " + what + " cannot contain spaces, newlines or special characters.");
            }
        }
        return name;
    }

    private void list(NodeCall call, boolean onlySelf) {
        var text = new StringBuilder();
        for (Session session : node.sessions.values()) {
            if (!onlySelf || session == call.session()) {
                text.append(describe(session)).append('\n');
            }
        }
        call.reply().verbatim(text.toString());
    }

    private String describe(Session session) {
        return ("id=%d addr=%s name=%s age=%d idle=%d flags=%s db=%d qbuf=%d obl=%d omem=%d cmd=%s"
                        + " lib-name=%s lib-ver=%s")
                .formatted(
                        session.id,
                        session.peer,
                        session.name,
                        (node.nowNanos - session.createdNanos) / 1_000_000_000L,
                        (node.nowNanos - session.lastActiveNanos) / 1_000_000_000L,
                        flags(session),
                        session.database,
                        session.parser.pendingBytes(),
                        session.out.length(),
                        node.wire.unsentBytes(session.connection),
                        session.lastCommand,
                        session.libraryName,
                        session.libraryVersion);
    }

    private static String flags(Session session) {
        if (session.replica != null) {
            return "S";
        }
        return session.inTransaction() ? "x" : session.blocked ? "b" : "N";
    }

    private void kill(NodeCall call) throws Refused {
        Args args = call.args();
        boolean skipSelf = true;
        var doomed = new ArrayList<>(node.sessions.values());
        boolean byAddress = args.count() == 3;
        if (byAddress) {
            doomed.removeIf(session -> !session.peer.equals(args.text(2)));
            skipSelf = false;
        } else if (args.count() < 4 || args.count() % 2 != 0) {
            throw new Refused("ERR syntax error");
        }
        for (int i = 2; !byAddress && i < args.count(); i += 2) {
            String value = args.text(i + 1);
            if (args.is(i, "ID")) {
                doomed.removeIf(session -> !Long.toString(session.id).equals(value));
            } else if (args.is(i, "ADDR")) {
                doomed.removeIf(session -> !session.peer.equals(value));
            } else if (args.is(i, "TYPE")) {
                boolean replicas = value.equalsIgnoreCase("replica") || value.equals("slave");
                doomed.removeIf(session -> replicas != (session.replica != null));
            } else if (args.is(i, "SKIPME")) {
                skipSelf = value.equalsIgnoreCase("yes");
            } else {
                throw new Refused("ERR syntax error");
            }
        }
        int killed = 0;
        boolean self = false;
        for (Session session : doomed) {
            if (session == call.session()) {
                self = !skipSelf;
            } else {
                node.abort(session);
                killed++;
            }
        }
        if (self) {
            call.session().closing = true;
            killed++;
        }
        if (byAddress && killed == 0) {
            throw new Refused("ERR No such client");
        }
        if (byAddress) {
            call.reply().ok();
        } else {
            call.reply().integer(killed);
        }
    }
}
