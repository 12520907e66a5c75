package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/// CLIENT with its subcommands, apart from those in [ClientFilter].
final class ClientCommands {
    private static final String NO_TRACKING =
            "ERR CLIENT %s is not supported by this server: client side caching is out of its scope";

    private final NodeContext node;
    private final ClientFilter filter;

    ClientCommands(NodeContext node) {
        this.node = node;
        filter = new ClientFilter(node);
    }

    List<CommandSpec<NodeCall>> rows() {
        String anyone = "noscript loading stale";
        String admin = "admin noscript loading stale";
        return List.of(
                CommandSpec.family(
                        "client",
                        List.of(
                                CommandSpec.of("client|id", 2, anyone, "", ClientCommands::id),
                                CommandSpec.of("client|info", 2, anyone, "", this::info),
                                CommandSpec.of("client|list", -2, admin, "", filter::list),
                                CommandSpec.of("client|kill", -3, admin, "", filter::kill),
                                CommandSpec.of("client|getname", 2, anyone, "", this::getName),
                                CommandSpec.of("client|setname", 3, anyone, "", this::setName),
                                CommandSpec.of("client|setinfo", 4, anyone, "", this::setInfo),
                                CommandSpec.of("client|pause", -3, admin, "", this::pause),
                                CommandSpec.of("client|unpause", 2, admin, "", this::unpause),
                                CommandSpec.of("client|reply", 3, anyone, "", this::reply),
                                CommandSpec.of("client|no-evict", 3, admin, "", this::noEvict),
                                CommandSpec.of("client|no-touch", 3, anyone, "", this::noTouch),
                                CommandSpec.of("client|unblock", -3, admin, "", this::unblock),
                                CommandSpec.of("client|getredir", 2, anyone, "", this::redirect),
                                CommandSpec.of("client|trackinginfo", 2, anyone, "", this::tracked),
                                CommandSpec.of("client|tracking", -3, anyone, "", this::tracking),
                                CommandSpec.of("client|caching", 3, anyone, "", this::caching),
                                Helps.row("client"))));
    }

    private static void id(NodeCall call) {
        call.reply().integer(call.session().id);
    }

    private void info(NodeCall call) {
        call.reply().verbatim(filter.describe(call.session()) + "\n");
    }

    private void getName(NodeCall call) {
        String name = call.session().name;
        if (name.isEmpty()) {
            call.reply().nil();
        } else {
            call.reply().bulk(name);
        }
    }

    private void setName(NodeCall call) throws Refused {
        call.needsKept(call.args().bytes());
        call.session().name = plain(call.args().text(2), "Client names");
        call.reply().ok();
    }

    static String plain(String name, String what) throws Refused {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < '!' || name.charAt(i) > '~') {
                throw new Refused(
                        "ERR " + what + " cannot contain spaces, newlines or special characters.");
            }
        }
        return name;
    }

    private void setInfo(NodeCall call) throws Refused {
        Args args = call.args();
        call.needsKept(args.bytes());
        if (args.is(2, "LIB-NAME")) {
            call.session().libraryName = plain(args.text(3), "lib-name");
        } else if (args.is(2, "LIB-VER")) {
            call.session().libraryVersion = plain(args.text(3), "lib-ver");
        } else {
            throw new Refused("ERR Unrecognized option '" + Args.shown(args.text(2)) + "'");
        }
        call.reply().ok();
    }

    // Who waits.

    private void pause(NodeCall call) throws Refused {
        Args args = call.args();
        boolean all = true;
        if (args.count() == 4) {
            all = args.is(3, "ALL");
            if (!all && !args.is(3, "WRITE")) {
                throw new Refused("ERR CLIENT PAUSE mode must be WRITE or ALL");
            }
        } else if (args.count() > 4) {
            throw new Refused("ERR syntax error");
        }
        long millis;
        try {
            millis = call.integer(2);
        } catch (Refused notANumber) {
            throw new Refused("ERR timeout is not an integer or out of range");
        }
        if (millis < 0) {
            throw new Refused("ERR timeout is negative");
        }
        long nanosMax = Long.MAX_VALUE - node.nowNanos;
        long nanos = millis > nanosMax / 1_000_000L ? nanosMax : millis * 1_000_000L;
        node.pause.begin(node.nowNanos + nanos, all);
        call.reply().ok();
    }

    private void unpause(NodeCall call) {
        node.pause.end(ClientPause.Why.OPERATOR);
        call.reply().ok();
    }

    private void unblock(NodeCall call) throws Refused {
        Args args = call.args();
        boolean error = false;
        if (args.count() == 4) {
            error = args.is(3, "ERROR");
            if (!error && !args.is(3, "TIMEOUT")) {
                throw new Refused("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
            }
        } else if (args.count() > 4) {
            throw new Refused("ERR syntax error");
        }
        long id = call.integer(2);
        for (Session session : node.sessions.values()) {
            Consumer<Boolean> unblocker = session.unblocker;
            if (session.id == id && unblocker != null && session.blocked) {
                unblocker.accept(error);
                // The error that the other has got was made by this command.
                node.commandUse.of(Objects.requireNonNull(node.dispatcher.lookup(args))).failed +=
                        error ? 1 : 0;
                call.reply().integer(1);
                return;
            }
        }
        call.reply().integer(0);
    }

    // Answers.

    private void reply(NodeCall call) throws Refused {
        Session session = call.session();
        ReplyWriter reply = call.reply();
        if (call.args().is(2, "ON")) {
            session.repliesOff = false;
            session.skips = false;
            reply.muted(false);
            reply.ok();
        } else if (call.args().is(2, "OFF")) {
            session.repliesOff = true;
            reply.muted(true);
        } else if (call.args().is(2, "SKIP")) {
            // Inside a transaction, the command to be skipped is the one after EXEC.
            session.skipsNext = !session.repliesOff;
        } else {
            throw new Refused("ERR syntax error");
        }
    }

    private static boolean on(NodeCall call) throws Refused {
        if (!call.args().is(2, "ON") && !call.args().is(2, "OFF")) {
            throw new Refused("ERR syntax error");
        }
        return call.args().is(2, "ON");
    }

    private void noEvict(NodeCall call) throws Refused {
        call.session().noEvict = on(call);
        call.reply().ok();
    }

    private void noTouch(NodeCall call) throws Refused {
        call.session().noTouch = on(call);
        call.reply().ok();
    }

    // Tracking, which is never on.

    private void redirect(NodeCall call) {
        call.reply().integer(-1);
    }

    private void tracked(NodeCall call) {
        ReplyWriter reply = call.reply();
        reply.map(3);
        reply.bulk("flags");
        reply.set(1);
        reply.bulk("off");
        reply.bulk("redirect");
        reply.integer(-1);
        reply.bulk("prefixes");
        reply.array(0);
    }

    private void tracking(NodeCall call) throws Refused {
        throw new Refused(String.format(Locale.ROOT, NO_TRACKING, "TRACKING"));
    }

    private void caching(NodeCall call) throws Refused {
        throw new Refused(String.format(Locale.ROOT, NO_TRACKING, "CACHING"));
    }
}
