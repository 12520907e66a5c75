package dev.firedrill.engine.command;

import static dev.firedrill.engine.command.StringCommands.ascii;
import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.List;

/// Sorted sets from both ends: ZPOPMIN, ZPOPMAX, ZMPOP, and those that wait for a member.
final class RankingPopCommands {
    private RankingPopCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of("zpopmin", -2, "write fast", "1 1 1", call -> pop(call, false)),
                CommandSpec.of("zpopmax", -2, "write fast", "1 1 1", call -> pop(call, true)),
                CommandSpec.of("zmpop", -4, "write movablekeys", "", RankingPopCommands::zmpop),
                blocking("bzpopmin", false),
                blocking("bzpopmax", true),
                CommandSpec.of(
                        "bzmpop",
                        -5,
                        "write blocking movablekeys",
                        "",
                        RankingPopCommands::bzmpop));
    }

    private static <C extends Call> CommandSpec<C> blocking(String name, boolean highest) {
        return CommandSpec.of(
                name,
                -3,
                "write noscript fast blocking",
                "1 -2 1",
                call -> {
                    int last = call.args().count() - 1;
                    long timeoutMillis = Blocking.timeoutMillis(call, last);
                    List<byte[]> keys = Blocking.keys(call, 1, last);
                    Blocking.lookThenServeOrWait(call, new OneMember(keys, timeoutMillis, highest));
                });
    }

    private static List<Value.Ranking.Scored> take(
            Call call, int entry, long wanted, boolean highest) {
        var rankings = call.database().rankings();
        int size = rankings.size(entry);
        int count = (int) Math.min(size, wanted);
        List<Value.Ranking.Scored> taken =
                count == 0
                        ? List.of()
                        : rankings.range(entry, highest ? size - 1 : 0, count, highest);
        for (Value.Ranking.Scored scored : taken) {
            rankings.remove(entry, scored.member(), 0, scored.member().length);
        }
        return taken;
    }

    private static void pop(Call call, boolean highest) throws Refused {
        Args args = call.args();
        if (args.count() > 3) {
            throw Refused.syntax();
        }
        boolean counted = args.count() == 3;
        long count = counted ? call.atLeastZero(2) : 1;
        int entry = call.find(1, ValueType.RANKING);
        List<Value.Ranking.Scored> taken =
                entry == NONE ? List.of() : take(call, entry, count, highest);
        ReplyWriter reply = call.reply();
        if (counted) {
            RankingRangeCommands.reply(reply, taken, true);
            return;
        }
        reply.array(2 * taken.size());
        for (Value.Ranking.Scored scored : taken) {
            reply.bulk(scored.member());
            RankingCommands.reply(reply, scored.score());
        }
    }

    private static byte[] popCommand(boolean highest) {
        return ascii(highest ? "ZPOPMAX" : "ZPOPMIN");
    }

    /// BZPOPMIN and BZPOPMAX.
    private record OneMember(List<byte[]> keys, long timeoutMillis, boolean highest)
            implements Blocking {
        @Override
        public ValueType wanted() {
            return ValueType.RANKING;
        }

        @Override
        public void serve(Call call, byte[] key, int entry) {
            Value.Ranking.Scored scored = take(call, entry, 1, highest).get(0);
            call.reply().array(3);
            call.reply().bulk(key);
            call.reply().bulk(scored.member());
            RankingCommands.reply(call.reply(), scored.score());
            call.propagateInstead(popCommand(highest), key);
        }
    }

    /// ZMPOP and BZMPOP.
    private record SeveralMembers(
            List<byte[]> keys, long timeoutMillis, boolean highest, long count)
            implements Blocking {
        @Override
        public ValueType wanted() {
            return ValueType.RANKING;
        }

        @Override
        public void serve(Call call, byte[] key, int entry) {
            List<Value.Ranking.Scored> taken = take(call, entry, count, highest);
            call.reply().array(2);
            call.reply().bulk(key);
            call.reply().array(taken.size());
            for (Value.Ranking.Scored scored : taken) {
                call.reply().array(2);
                call.reply().bulk(scored.member());
                RankingCommands.reply(call.reply(), scored.score());
            }
            call.propagateInstead(popCommand(highest), key, Numbers.text(taken.size()));
        }
    }

    private static SeveralMembers several(Call call, int from, long timeoutMillis) throws Refused {
        var parsed = SeveralKeys.parse(call, from, "MAX", "MIN");
        return new SeveralMembers(parsed.keys(), timeoutMillis, parsed.end(), parsed.count());
    }

    private static void zmpop(Call call) throws Refused {
        Blocking.serveOrWait(call, several(call, 1, 0));
        if (call.blocking() != null) {
            call.block(null);
            call.reply().nilArray();
        }
    }

    private static void bzmpop(Call call) throws Refused {
        // What follows is looked at before the time.
        several(call, 2, 0);
        long timeoutMillis = Blocking.timeoutMillis(call, 1);
        Blocking.lookThenServeOrWait(call, several(call, 2, timeoutMillis));
    }
}
