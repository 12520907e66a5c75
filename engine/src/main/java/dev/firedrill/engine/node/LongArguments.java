package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.resp.Args;

/// Which commands take a long argument where it lies, outside of the heap: those that store strings
/// take it as a value. Everywhere else, and as a key, it has to be brought onto the heap.
final class LongArguments {
    private LongArguments() {}

    static boolean taken(CommandSpec<?> spec, Args args) {
        for (int i = 0; i < args.count(); i++) {
            if (args.longAt(i) != null && !takes(spec.name(), i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean takes(String command, int index) {
        return switch (command) {
            case "set", "setnx", "getset", "append" -> index == 2;
            case "setex", "psetex", "setrange" -> index == 3;
            case "mset", "msetnx" -> index >= 2 && index % 2 == 0;
            default -> false;
        };
    }
}
