package dev.firedrill.engine.command;

import static dev.firedrill.engine.command.StringCommands.ascii;

import dev.firedrill.engine.keyspace.ValueType;
import java.util.List;

/// The first list of several that has an element: LMPOP, and those that wait for one.
final class ListPopCommands {
    private ListPopCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of("lmpop", -4, "write movablekeys", "", ListPopCommands::lmpop),
                blocking("blpop", true),
                blocking("brpop", false),
                CommandSpec.of(
                        "blmpop", -5, "write blocking movablekeys", "", ListPopCommands::blmpop));
    }

    private static <C extends Call> CommandSpec<C> blocking(String name, boolean first) {
        return CommandSpec.of(
                name,
                -3,
                "write noscript blocking",
                "1 -2 1",
                call -> {
                    int last = call.args().count() - 1;
                    long timeoutMillis = Blocking.timeoutMillis(call, last);
                    List<byte[]> keys = Blocking.keys(call, 1, last);
                    Blocking.serveOrWait(call, new OneElement(keys, timeoutMillis, first));
                });
    }

    private static byte[] popCommand(boolean first) {
        return ascii(first ? "LPOP" : "RPOP");
    }

    private static byte[] take(Call call, int entry, boolean first) {
        var lists = call.database().lists();
        return first ? lists.popFirst(entry) : lists.popLast(entry);
    }

    /// BLPOP and BRPOP.
    private record OneElement(List<byte[]> keys, long timeoutMillis, boolean first)
            implements Blocking {
        @Override
        public ValueType wanted() {
            return ValueType.LIST;
        }

        @Override
        public void serve(Call call, byte[] key, int entry) {
            call.reply().array(2);
            call.reply().bulk(key);
            call.reply().bulk(take(call, entry, first));
            call.propagateInstead(popCommand(first), key);
        }
    }

    /// LMPOP and BLMPOP.
    private record SeveralElements(
            List<byte[]> keys, long timeoutMillis, boolean first, long wantedCount)
            implements Blocking {
        @Override
        public ValueType wanted() {
            return ValueType.LIST;
        }

        @Override
        public void serve(Call call, byte[] key, int entry) {
            int count = (int) Math.min(wantedCount, call.database().lists().length(entry));
            call.reply().array(2);
            call.reply().bulk(key);
            call.reply().array(count);
            for (int i = 0; i < count; i++) {
                call.reply().bulk(take(call, entry, first));
            }
            call.propagateInstead(popCommand(first), key, Numbers.text(count));
        }
    }

    private static SeveralElements several(Call call, int from, long timeoutMillis) throws Refused {
        var parsed = SeveralKeys.parse(call, from, "LEFT", "RIGHT");
        return new SeveralElements(parsed.keys(), timeoutMillis, parsed.end(), parsed.count());
    }

    private static void lmpop(Call call) throws Refused {
        Blocking.serveOrWait(call, several(call, 1, 0));
        if (call.blocking() != null) {
            call.block(null);
            call.reply().nilArray();
        }
    }

    private static void blmpop(Call call) throws Refused {
        // What follows is looked at before the time.
        several(call, 2, 0);
        long timeoutMillis = Blocking.timeoutMillis(call, 1);
        Blocking.serveOrWait(call, several(call, 2, timeoutMillis));
    }
}
