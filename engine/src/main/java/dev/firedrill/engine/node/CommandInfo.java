package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandNotes;
import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Flag;
import dev.firedrill.engine.command.Glob;
import dev.firedrill.engine.command.KeySpec;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// COMMAND: what the command table knows, told to clients.
final class CommandInfo {
    private final NodeContext node;

    CommandInfo(NodeContext node) {
        this.node = node;
    }

    List<CommandSpec<NodeCall>> rows() {
        String flags = "loading stale";
        var keys = new CommandKeys(node);
        return List.of(
                CommandSpec.family(
                        CommandSpec.of("command", -1, flags, "", this::all),
                        List.of(
                                CommandSpec.of("command|count", 2, flags, "", this::count),
                                CommandSpec.of("command|docs", -2, flags, "", this::docs),
                                CommandSpec.of("command|getkeys", -4, flags, "", keys::keys),
                                CommandSpec.of(
                                        "command|getkeysandflags",
                                        -4,
                                        flags,
                                        "",
                                        keys::keysAndFlags),
                                CommandSpec.of("command|info", -2, flags, "", this::info),
                                CommandSpec.of("command|list", -2, flags, "", this::list),
                                Helps.row("command"))));
    }

    private List<CommandSpec<NodeCall>> table() {
        return node.dispatcher.table().rows();
    }

    private void count(NodeCall call) {
        call.reply().integer(table().size());
    }

    private void all(NodeCall call) {
        call.reply().array(table().size());
        table().forEach(row -> describe(call.reply(), row));
    }

    private void info(NodeCall call) {
        Args args = call.args();
        if (args.count() == 2) {
            all(call);
            return;
        }
        call.reply().array(args.count() - 2);
        for (int i = 2; i < args.count(); i++) {
            var row = node.dispatcher.table().named(args.text(i));
            if (row == null) {
                call.reply().nil();
            } else {
                describe(call.reply(), row);
            }
        }
    }

    // INFO.

    private static void describe(ReplyWriter reply, CommandSpec<NodeCall> row) {
        CommandNotes notes = CommandNotes.of(row.name());
        reply.array(10);
        reply.bulk(row.name());
        reply.integer(row.arity());
        List<Flag> flags = row.flags().stream().filter(Flag::shown).toList();
        reply.set(flags.size());
        flags.forEach(flag -> reply.simple(flag.word()));
        reply.integer(row.firstKey());
        reply.integer(row.lastKey());
        reply.integer(row.keyStep());
        var categories = categories(row, notes);
        reply.set(categories.size());
        categories.forEach(category -> reply.simple("@" + category));
        List<String> tips = notes == null ? List.of() : notes.tips();
        reply.array(tips.size());
        tips.forEach(reply::bulk);
        List<KeySpec> keys = notes == null ? List.of() : notes.keys();
        reply.array(keys.size());
        keys.forEach(key -> describe(reply, key));
        reply.array(row.subcommands().size());
        row.subcommands().forEach(sub -> describe(reply, sub));
    }

    /// Most categories follow from the flags.
    static List<String> categories(CommandSpec<NodeCall> row, @Nullable CommandNotes notes) {
        var found = new TreeSet<>(notes == null ? List.<String>of() : notes.categories());
        if (row.is(Flag.WRITE)) {
            found.add("write");
        }
        if (row.is(Flag.READONLY)) {
            found.add("read");
        }
        if (row.is(Flag.ADMIN)) {
            found.add("admin");
            found.add("dangerous");
        }
        if (row.is(Flag.PUBSUB)) {
            found.add("pubsub");
        }
        if (row.is(Flag.BLOCKING)) {
            found.add("blocking");
        }
        found.add(row.is(Flag.FAST) ? "fast" : "slow");
        return List.copyOf(found);
    }

    private static void describe(ReplyWriter reply, KeySpec key) {
        reply.map(3);
        reply.bulk("flags");
        reply.set(key.flags().size());
        key.flags().forEach(reply::simple);
        reply.bulk("begin_search");
        reply.map(2);
        reply.bulk("type");
        reply.bulk("index");
        reply.bulk("spec");
        reply.map(1);
        reply.bulk("index");
        reply.integer(key.index());
        reply.bulk("find_keys");
        reply.map(2);
        reply.bulk("type");
        reply.bulk(key.counted() ? "keynum" : "range");
        reply.bulk("spec");
        reply.map(3);
        reply.bulk(key.counted() ? "keynumidx" : "lastkey");
        reply.integer(key.last());
        if (key.counted()) {
            reply.bulk("firstkey");
            reply.integer(key.first());
        }
        reply.bulk("keystep");
        reply.integer(key.step());
        if (!key.counted()) {
            reply.bulk("limit");
            reply.integer(0);
        }
    }

    // DOCS.

    private void docs(NodeCall call) {
        Args args = call.args();
        var rows = new ArrayList<CommandSpec<NodeCall>>();
        for (int i = 2; i < args.count(); i++) {
            var row = node.dispatcher.table().named(args.text(i));
            if (row != null) {
                rows.add(row);
            }
        }
        document(call.reply(), args.count() == 2 ? table() : rows);
    }

    private static void document(ReplyWriter reply, List<CommandSpec<NodeCall>> rows) {
        reply.map(rows.size());
        for (CommandSpec<NodeCall> row : rows) {
            CommandNotes notes = CommandNotes.of(row.name());
            reply.bulk(row.name());
            reply.map((notes == null ? 0 : 3) + (row.subcommands().isEmpty() ? 0 : 1));
            if (notes != null) {
                reply.bulk("summary");
                reply.bulk(notes.summary());
                reply.bulk("since");
                reply.bulk(notes.since());
                reply.bulk("group");
                reply.bulk(notes.group());
            }
            if (!row.subcommands().isEmpty()) {
                reply.bulk("subcommands");
                document(reply, row.subcommands());
            }
        }
    }

    // LIST.

    private interface Filter {
        boolean fits(CommandSpec<NodeCall> row);
    }

    private void list(NodeCall call) throws Refused {
        Args args = call.args();
        Filter filter = _ -> true;
        if (args.count() == 5 && args.is(2, "FILTERBY")) {
            filter = filter(args);
        } else if (args.count() != 2) {
            throw new Refused("ERR syntax error");
        }
        var names = new ArrayList<String>();
        for (CommandSpec<NodeCall> row : table()) {
            if (filter.fits(row)) {
                names.add(row.name());
            }
            for (CommandSpec<NodeCall> sub : row.subcommands()) {
                if (filter.fits(sub)) {
                    names.add(sub.name());
                }
            }
        }
        call.reply().array(names.size());
        names.forEach(call.reply()::bulk);
    }

    private static Filter filter(Args args) throws Refused {
        if (args.is(3, "MODULE")) {
            return _ -> false;
        }
        if (args.is(3, "ACLCAT")) {
            String category = args.text(4).toLowerCase(Locale.ROOT);
            return row -> categories(row, CommandNotes.of(row.name())).contains(category);
        }
        if (args.is(3, "PATTERN")) {
            var glob = new Glob(args.text(4).toLowerCase(Locale.ROOT).getBytes(LATIN));
            return row -> glob.matches(row.name().getBytes(LATIN));
        }
        throw new Refused("ERR syntax error");
    }

    private static final java.nio.charset.Charset LATIN = StandardCharsets.ISO_8859_1;
}
