package dev.firedrill.engine.command;

import static dev.firedrill.engine.command.StringCommands.ascii;
import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.keyspace.Lists;
import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.List;

/// From one list to another: LMOVE, RPOPLPUSH, and those that wait for an element.
final class ListMoveCommands {
    private ListMoveCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of("lmove", 5, "write denyoom", "1 2 1", ListMoveCommands::lmove),
                CommandSpec.of(
                        "rpoplpush", 3, "write denyoom", "1 2 1", ListMoveCommands::rpoplpush),
                CommandSpec.of(
                        "blmove",
                        6,
                        "write denyoom noscript blocking",
                        "1 2 1",
                        ListMoveCommands::blmove),
                CommandSpec.of(
                        "brpoplpush",
                        4,
                        "write denyoom noscript blocking",
                        "1 2 1",
                        ListMoveCommands::brpoplpush));
    }

    /// How replicas and the append-only log are told of a move.
    private sealed interface Told {
        /// RPOPLPUSH, whose ends go without saying.
        record ByOldName() implements Told {}

        /// LMOVE, with its ends spelt so.
        record WithEnds(byte[] from, byte[] to) implements Told {}
    }

    private record Move(
            List<byte[]> keys,
            long timeoutMillis,
            byte[] target,
            boolean fromFirst,
            boolean toFirst,
            Told told)
            implements Blocking {
        @Override
        public ValueType wanted() {
            return ValueType.LIST;
        }

        @Override
        public void serve(Call call, byte[] key, int entry) throws Refused {
            Database database = call.database();
            int to = database.find(target, call.nowMillis());
            if (to != NONE && database.type(to) != ValueType.LIST) {
                throw Refused.wrongType();
            }
            database.counted(() -> {
                call.reply().bulk(move(database.lists(), entry, to));
                return 1;
            });
            switch (told) {
                case Told.ByOldName() -> call.propagateInstead(ascii("RPOPLPUSH"), key, target);
                case Told.WithEnds(byte[] from, byte[] into) ->
                        call.propagateInstead(ascii("LMOVE"), key, target, from, into);
            }
        }

        private byte[] move(Lists lists, int entry, int to) {
            byte[] element = fromFirst ? lists.popFirst(entry) : lists.popLast(entry);
            // A list that was looked up before it became empty is kept: it may be the target.
            int filled = to != NONE ? to : lists.create(target, 0, target.length);
            if (toFirst) {
                lists.pushFirst(filled, element, 0, element.length);
            } else {
                lists.pushLast(filled, element, 0, element.length);
            }
            return element;
        }

        /// Served at once the ends are told as they were typed, later as redis-server spells them.
        @Override
        public Blocking waiting() {
            return switch (told) {
                case Told.ByOldName _ -> this;
                case Told.WithEnds _ ->
                        new Move(
                                keys,
                                timeoutMillis,
                                target,
                                fromFirst,
                                toFirst,
                                new Told.WithEnds(end(fromFirst), end(toFirst)));
            };
        }

        private static byte[] end(boolean first) {
            return ascii(first ? "left" : "right");
        }

        @Override
        public void answerWithoutWaiting(ReplyWriter reply) {
            reply.nil();
        }
    }

    private static boolean isFirst(Args args, int index) throws Refused {
        boolean first = args.is(index, "LEFT");
        if (!first && !args.is(index, "RIGHT")) {
            throw Refused.syntax();
        }
        return first;
    }

    private static void moveOrNothing(Call call, Move move) throws Refused {
        Blocking.serveOrWait(call, move);
        if (call.blocking() != null) {
            call.block(null);
            call.reply().nil();
        }
    }

    private static Move move(Call call, long timeoutMillis) throws Refused {
        Args args = call.args();
        return new Move(
                List.of(args.copy(1)),
                timeoutMillis,
                args.copy(2),
                isFirst(args, 3),
                isFirst(args, 4),
                new Told.WithEnds(args.copy(3), args.copy(4)));
    }

    private static Move oldMove(Call call, long timeoutMillis) {
        Args args = call.args();
        return new Move(
                List.of(args.copy(1)),
                timeoutMillis,
                args.copy(2),
                false,
                true,
                new Told.ByOldName());
    }

    private static void lmove(Call call) throws Refused {
        moveOrNothing(call, move(call, 0));
    }

    private static void rpoplpush(Call call) throws Refused {
        moveOrNothing(call, oldMove(call, 0));
    }

    private static void blmove(Call call) throws Refused {
        // The ends are looked at before the time.
        move(call, 0);
        Blocking.lookThenServeOrWait(call, move(call, Blocking.timeoutMillis(call, 5)));
    }

    private static void brpoplpush(Call call) throws Refused {
        Blocking.lookThenServeOrWait(call, oldMove(call, Blocking.timeoutMillis(call, 3)));
    }
}
