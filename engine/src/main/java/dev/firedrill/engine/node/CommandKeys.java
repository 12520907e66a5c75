package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandNotes;
import dev.firedrill.engine.command.KeySpec;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.resp.Args;
import java.util.ArrayList;
import java.util.List;

/// COMMAND GETKEYS and GETKEYSANDFLAGS: which words of a command line are keys, and what becomes of
/// them.
final class CommandKeys {
    private record Key(byte[] name, List<String> flags) {}

    private final NodeContext node;

    CommandKeys(NodeContext node) {
        this.node = node;
    }

    void keys(NodeCall call) throws Refused {
        List<Key> keys = find(call.args());
        call.reply().array(keys.size());
        keys.forEach(key -> call.reply().bulk(key.name()));
    }

    void keysAndFlags(NodeCall call) throws Refused {
        List<Key> keys = find(call.args());
        call.reply().array(keys.size());
        for (Key key : keys) {
            call.reply().array(2);
            call.reply().bulk(key.name());
            call.reply().set(key.flags().size());
            key.flags().forEach(call.reply()::simple);
        }
    }

    private List<Key> find(Args args) throws Refused {
        byte[][] words = new byte[args.count() - 2][];
        for (int i = 2; i < args.count(); i++) {
            words[i - 2] = args.copy(i);
        }
        Args inner = Args.of(words);
        var row = node.dispatcher.lookup(inner);
        if (row == null) {
            throw new Refused("ERR Invalid command specified");
        }
        CommandNotes notes = CommandNotes.of(row.name());
        List<KeySpec> specs = notes == null ? List.of() : notes.keys();
        // Shard channels are spread over servers as keys are.
        specs = specs.stream().filter(spec -> !spec.flags().contains("not_key")).toList();
        if (specs.isEmpty()) {
            throw new Refused("ERR The command has no key arguments");
        }
        if (!row.takes(inner.count())) {
            throw new Refused("ERR Invalid number of arguments specified for command");
        }
        try {
            return strictly(row.name(), specs, inner);
        } catch (Refused refused) {
            return loosely(specs, inner, refused);
        }
    }

    private static List<Key> strictly(String command, List<KeySpec> specs, Args args)
            throws Refused {
        var found = new ArrayList<Key>();
        for (KeySpec spec : specs) {
            List<String> flags = flags(command, spec, args);
            spec.forEach(args, 0, place -> found.add(new Key(args.copy(place), flags)));
        }
        return found;
    }

    /// redis-server tries again where the number of keys is written oddly: it then says nothing of
    /// what becomes of them, and names the one that is written last.
    private static List<Key> loosely(List<KeySpec> specs, Args args, Refused refused)
            throws Refused {
        if (specs.stream().noneMatch(KeySpec::counted)) {
            throw refused;
        }
        var found = new ArrayList<Key>();
        KeySpec.Visitor add = place -> found.add(new Key(args.copy(place), List.of()));
        for (KeySpec spec : specs) {
            if (spec.counted()) {
                spec.forEachLoosely(args, add);
            }
        }
        for (KeySpec spec : specs) {
            if (!spec.counted()) {
                spec.forEach(args, 0, add);
            }
        }
        return found;
    }

    /// What two commands do to their key depends on their other words.
    private static List<String> flags(String command, KeySpec spec, Args args) {
        if (!spec.flags().contains("variable_flags")) {
            return spec.flags();
        }
        if (command.equals("set")) {
            return answersOldValue(args)
                    ? List.of("RW", "access", "update")
                    : List.of("OW", "update");
        }
        return onlyGets(args) ? List.of("RO", "access") : List.of("RW", "access", "update");
    }

    private static boolean answersOldValue(Args set) {
        for (int i = 3; i < set.count(); i++) {
            if (set.is(i, "GET")) {
                return true;
            }
        }
        return false;
    }

    /// What is not understood may write.
    private static boolean onlyGets(Args bitfield) {
        int i = 2;
        while (i < bitfield.count()) {
            int rest = bitfield.count() - i - 1;
            if (bitfield.is(i, "GET") && rest >= 2) {
                i += 3;
            } else if (bitfield.is(i, "OVERFLOW") && rest >= 1) {
                i += 2;
            } else {
                return false;
            }
        }
        return true;
    }
}
