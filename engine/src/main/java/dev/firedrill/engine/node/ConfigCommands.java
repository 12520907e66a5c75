package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Glob;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.config.SetOutcome;
import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.resp.Args;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// CONFIG GET, SET, REWRITE, RESETSTAT.
final class ConfigCommands {
    private static final int FILE_BYTES_MAX = 16 * 1024 * 1024;

    private final NodeContext node;

    /// Each is named once: a script that sets it every minute must not fill the log.
    private final TreeSet<String> reportedIdle = new TreeSet<>();

    ConfigCommands(NodeContext node) {
        this.node = node;
    }

    List<CommandSpec<NodeCall>> rows() {
        String flags = "admin noscript loading stale";
        return List.of(
                CommandSpec.family(
                        "config",
                        List.of(
                                CommandSpec.of("config|get", -3, flags, "", this::config),
                                CommandSpec.of("config|set", -4, flags, "", this::config),
                                CommandSpec.of("config|rewrite", 2, flags, "", this::config),
                                CommandSpec.of("config|resetstat", 2, flags, "", this::config),
                                Helps.row("config"))));
    }

    private void config(NodeCall call) throws Refused {
        Args args = call.args();
        if (args.is(1, "GET") && args.count() > 2) {
            get(call);
        } else if (args.is(1, "SET") && args.count() > 3 && args.count() % 2 == 0) {
            set(call);
        } else if (args.is(1, "REWRITE") && args.count() == 2) {
            rewrite(call, node.config::rewritten);
        } else if (args.is(1, "RESETSTAT") && args.count() == 2) {
            node.stats.reset();
            node.masterSide.resyncs.reset();
            node.commandUse.reset();
            node.keyspace.access().resetLookups();
            call.reply().ok();
        } else if (args.is(1, "SET") && args.count() > 4) {
            throw new Refused("ERR syntax error");
        } else if (args.is(1, "GET")
                || args.is(1, "SET")
                || args.is(1, "REWRITE")
                || args.is(1, "RESETSTAT")) {
            throw new Refused(
                    String.format(
                            Locale.ROOT,
                            "ERR wrong number of arguments for 'config|%s' command",
                            Dispatcher.lower(args.text(1))));
        } else {
            throw ServerCommands.unknownSubcommand("CONFIG", args.text(1));
        }
    }

    /// A plain name is answered in the client's spelling, a name that a pattern matches in the
    /// table's. If several arguments match one directive, the first decides.
    private void get(NodeCall call) {
        var found = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 2; i < call.args().count(); i++) {
            String wanted = call.args().text(i);
            if (isPattern(wanted)) {
                String pattern = Dispatcher.lower(wanted);
                var glob = new Glob(pattern.getBytes(StandardCharsets.ISO_8859_1));
                node.config
                        .get(name -> glob.matches(name.getBytes(StandardCharsets.ISO_8859_1)))
                        .forEach(entry -> found.putIfAbsent(entry.getKey(), entry.getValue()));
            } else {
                node.config.get(wanted).ifPresent(value -> found.putIfAbsent(wanted, value));
            }
        }
        call.reply().map(found.size());
        found.forEach((name, value) -> {
            call.reply().bulk(name);
            call.reply().bulk(value);
        });
    }

    /// A backslash alone does not make a pattern.
    private static boolean isPattern(String name) {
        return name.contains("*") || name.contains("?") || name.contains("[");
    }

    private void set(NodeCall call) throws Refused {
        var pairs = new ArrayList<String>();
        for (int i = 2; i < call.args().count(); i++) {
            pairs.add(call.args().text(i));
        }
        boolean local = Admission.isLocal(call.session().peer);
        if (turnsLogOn(pairs) && !node.transactions.executing()) {
            setOnceDiskTakesLog(call.session(), pairs, local);
            return;
        }
        set(pairs, local);
        call.reply().ok();
    }

    private boolean turnsLogOn(List<String> pairs) {
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equalsIgnoreCase("appendonly")
                    && pairs.get(i + 1).equalsIgnoreCase("yes")) {
                return !node.config.yes("appendonly");
            }
        }
        return false;
    }

    /// OK would promise a log: without a folder that can be written to, changes would be
    /// acknowledged that no start finds.
    private void setOnceDiskTakesLog(Session session, List<String> pairs, boolean local) {
        node.block(session);
        node.persistence.tryLog(failure -> {
            try {
                if (failure.isPresent()) {
                    node.warning("Can't open the append-only file: %s", failure.get());
                    throw new Refused(
                            "ERR CONFIG SET failed (possibly related to argument"
                                    + " 'appendonly') - Unable to turn on AOF. Check server"
                                    + " logs.");
                }
                set(pairs, local);
                session.out.ok();
            } catch (Refused refused) {
                session.out.error(refused.text());
            }
            node.unblock(session);
        });
    }

    private void set(List<String> pairs, boolean local) throws Refused {
        switch (node.config.set(pairs, local)) {
            case SetOutcome.Refused(String text) -> throw new Refused(text);
            case SetOutcome.Applied(List<String> changed) -> {
                listenAgain(changed);
                node.settings = new Settings(node.config);
                node.encodingsKept();
                changed.forEach(this::apply);
                node.replicaSide.mayBeMended();
            }
        }
    }

    /// The only change that the machine can refuse; then none of the values has been set.
    private void listenAgain(List<String> changed) throws Refused {
        boolean addresses = changed.contains("bind");
        if (!addresses && !changed.contains("port")) {
            return;
        }
        var failure = node.wire.listen(node.config.bindAddresses(), node.config.port());
        if (failure.isPresent()) {
            String name = addresses ? "bind" : "port";
            node.warning("%s", failure.get());
            node.warning(
                    "Failed applying new configuration. Possibly related to new %s setting."
                            + " Restoring previous settings.",
                    name);
            node.config.restore();
            throw new Refused(
                    String.format(
                            Locale.ROOT,
                            "ERR CONFIG SET failed (possibly related to argument '%s') - %s",
                            name,
                            addresses
                                    ? "Failed to bind to specified addresses."
                                    : "Unable to listen on this port. Check server logs."));
        }
    }

    /// What a new value sets in motion; most are simply read when they are needed.
    private void apply(String name) {
        switch (name) {
            case "repl-backlog-size" ->
                    node.replication.backlogBytesMin(node.config.replicationBacklogBytes());
            case "appendonly" -> node.persistence.appendOnly(node.config.yes("appendonly"));
            case "maxmemory-policy", "lfu-log-factor", "lfu-decay-time" -> node.accessKept();
            case "requirepass" -> {
                node.notice("The password has changed");
                node.authentication.passwordChanged();
            }
            case "proto-max-bulk-len" ->
                    node.sessions
                            .values()
                            .forEach(session ->
                                    session.parser.bulkBytesMax(node.settings.bulkBytesMax));
            case "maxmemory" -> warnOfTooLittleMemory();
            default -> {
                // Read where it is used.
            }
        }
        if (!node.config.hasEffect(name) && reportedIdle.add(name)) {
            node.notice("This directive has no effect here: %s", name);
        }
    }

    private void warnOfTooLittleMemory() {
        long used = node.usedMemoryBytes();
        if (node.settings.maxMemoryBytes > 0 && node.settings.maxMemoryBytes < used) {
            node.warning(
                    "WARNING: the new maxmemory value set via CONFIG SET (%d) is smaller than the"
                            + " current memory usage (%d). This will result in key eviction and/or"
                            + " the inability to accept new write commands depending on the"
                            + " maxmemory-policy.",
                    node.settings.maxMemoryBytes, used);
        }
    }

    /// @param rewriting from the file's text as it is to what it shall be
    void rewrite(NodeCall call, UnaryOperator<String> rewriting) throws Refused {
        String path = node.config.path();
        if (path.isEmpty()) {
            throw new Refused("ERR The server is running without a config file");
        }
        Session session = call.session();
        node.block(session);
        node.disk.read(
                path,
                0,
                FILE_BYTES_MAX + 1,
                outcome -> {
                    switch (outcome) {
                        case DiskOutcome.Bytes(ByteBuffer bytes)
                                when bytes.remaining() > FILE_BYTES_MAX ->
                                tooLarge(session);
                        case DiskOutcome.Bytes(ByteBuffer bytes) ->
                                write(
                                        session,
                                        path,
                                        rewriting.apply(
                                                StandardCharsets.ISO_8859_1
                                                        .decode(bytes)
                                                        .toString()));
                        case DiskOutcome.Failed(DiskOutcome.Kind kind, _, _)
                                when kind == DiskOutcome.Kind.NO_SUCH_FILE ->
                                write(session, path, rewriting.apply(""));
                        case DiskOutcome.Failed failed -> ended(session, failed);
                        case DiskOutcome.Done _, DiskOutcome.Size _, DiskOutcome.Names _ ->
                                ended(session, outcome);
                    }
                });
    }

    /// The rest of it would be lost, and the line in which it was cut could not be read again.
    private void tooLarge(Session session) {
        node.warning("CONFIG REWRITE failed: the file is too large.");
        session.out.error(
                String.format(
                        Locale.ROOT,
                        "ERR Rewriting config file: it is larger than %d bytes",
                        FILE_BYTES_MAX));
        node.unblock(session);
    }

    private void write(Session session, String path, String rewritten) {
        node.disk.replace(
                DiskCalls.folderOf(path),
                DiskCalls.nameOf(path),
                rewritten.getBytes(StandardCharsets.ISO_8859_1),
                outcome -> ended(session, outcome));
    }

    private void ended(Session session, DiskOutcome outcome) {
        if (outcome instanceof DiskOutcome.Failed failed) {
            node.warning("CONFIG REWRITE failed: %s", failed.reason());
            session.out.error("ERR Rewriting config file: " + failed.reason());
        } else {
            node.notice("CONFIG REWRITE executed with success.");
            node.report(new NodeEvent.ConfigurationRewritten(node.config.path()));
            session.out.ok();
        }
        node.unblock(session);
    }
}
