package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.config.AccessUsers;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.List;

/// Commands on the connection itself: PING, HELLO, AUTH, SELECT.
final class ConnectionCommands {
    private final NodeContext node;

    ConnectionCommands(NodeContext node) {
        this.node = node;
    }

    List<CommandSpec<NodeCall>> rows() {
        String anytime = "noscript loading stale fast allow_busy";
        return List.of(
                CommandSpec.of("ping", -1, "fast", "", this::ping),
                CommandSpec.of("echo", 2, "fast loading stale", "", ConnectionCommands::echo),
                CommandSpec.of("quit", -1, anytime + " no_auth", "", this::quit),
                CommandSpec.of("reset", 1, anytime + " no_auth", "", this::reset),
                CommandSpec.of("auth", -2, anytime + " no_auth", "", this::auth),
                CommandSpec.of("hello", -1, anytime + " no_auth", "", this::hello),
                CommandSpec.of("select", 2, "fast loading stale", "", this::select));
    }

    private void ping(NodeCall call) throws Refused {
        Args args = call.args();
        if (args.count() > 2) {
            throw new Refused("ERR wrong number of arguments for 'ping' command");
        }
        Session session = call.sessionOrNull();
        if (session != null && PubSub.restricts(session)) {
            // It must look like a message to a client that only waits for messages.
            call.reply().array(2);
            call.reply().bulk("pong");
            call.reply().bulk(args.count() == 2 ? args.copy(1) : new byte[0]);
            return;
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
        node.pubSub.forget(session);
        node.monitors.forget(session);
        session.noEvict = false;
        session.noTouch = false;
        session.repliesOff = false;
        session.out.muted(false);
        session.database = 0;
        session.name = "";
        session.out.resp3(false);
        node.authentication.begins(session);
        call.reply().simple("RESET");
    }

    private void auth(NodeCall call) throws Refused {
        Args args = call.args();
        if (args.count() > 3) {
            throw new Refused("ERR syntax error");
        }
        if (args.count() == 2 && node.settings.users.defaultUser().noPassword()) {
            throw new Refused(
                    "ERR AUTH <password> called without any password configured for the default"
                            + " user. Are you sure your configuration is correct?");
        }
        String user = args.count() == 3 ? args.text(1) : AccessUsers.DEFAULT;
        node.authentication.authenticate(call.session(), user, args.text(args.count() - 1));
        call.reply().ok();
    }

    private void hello(NodeCall call) throws Refused {
        Args args = call.args();
        Session session = call.session();
        boolean resp3 = args.count() > 1 ? isThird(call) : session.out.resp3();
        for (int i = 2; i < args.count(); i++) {
            // One after the other, as redis-server: what stands before a mistake has been done.
            if (args.is(i, "AUTH") && i + 2 < args.count()) {
                node.authentication.authenticate(session, args.text(i + 1), args.text(i + 2));
                i += 2;
            } else if (args.is(i, "SETNAME") && i + 1 < args.count()) {
                session.name = ClientCommands.plain(args.text(i + 1), "Client names");
                i++;
            } else {
                throw new Refused(
                        "ERR Syntax error in HELLO option '" + Args.shown(args.text(i)) + "'");
            }
        }
        if (!session.authenticated) {
            throw new Refused(
                    "NOAUTH HELLO must be called with the client already authenticated, otherwise"
                            + " the HELLO AUTH <user> <pass> option can be used to authenticate the"
                            + " client and select the RESP protocol version at the same time");
        }
        session.out.resp3(resp3);
        greet(call.reply(), session, resp3);
    }

    private static boolean isThird(NodeCall call) throws Refused {
        long version;
        try {
            version = call.integer(1);
        } catch (Refused notANumber) {
            throw new Refused("ERR Protocol version is not an integer or out of range");
        }
        if (version != 2 && version != 3) {
            throw new Refused("NOPROTO unsupported protocol version");
        }
        return version == 3;
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
}
