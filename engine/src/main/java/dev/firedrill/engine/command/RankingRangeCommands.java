package dev.firedrill.engine.command;

import static dev.firedrill.engine.keyspace.Database.NEVER;
import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sorted sets, range by range: ZRANGE in all its forms, old and new, counts and removals.
final class RankingRangeCommands {
    private enum By {
        RANK,
        SCORE,
        LEX
    }

    private RankingRangeCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of(
                        "zrange", -4, "readonly", "1 1 1", call -> range(call, null, null, false)),
                CommandSpec.of(
                        "zrangestore",
                        -5,
                        "write denyoom",
                        "1 2 1",
                        call -> range(call, null, null, true)),
                old("zrevrange", By.RANK, true),
                old("zrangebyscore", By.SCORE, false),
                old("zrevrangebyscore", By.SCORE, true),
                old("zrangebylex", By.LEX, false),
                old("zrevrangebylex", By.LEX, true),
                CommandSpec.of(
                        "zcount", 4, "readonly fast", "1 1 1", call -> count(call, By.SCORE)),
                CommandSpec.of(
                        "zlexcount", 4, "readonly fast", "1 1 1", call -> count(call, By.LEX)),
                CommandSpec.of(
                        "zremrangebyrank", 4, "write", "1 1 1", call -> remove(call, By.RANK)),
                CommandSpec.of(
                        "zremrangebyscore", 4, "write", "1 1 1", call -> remove(call, By.SCORE)),
                CommandSpec.of(
                        "zremrangebylex", 4, "write", "1 1 1", call -> remove(call, By.LEX)));
    }

    private static <C extends Call> CommandSpec<C> old(String name, By by, boolean downwards) {
        return CommandSpec.of(
                name, -4, "readonly", "1 1 1", call -> range(call, by, downwards, false));
    }

    private static RankingRange parse(Call call, By by, int first, int second) throws Refused {
        return switch (by) {
            case RANK -> new RankingRange.ByRank(call.integer(first), call.integer(second));
            case SCORE -> RankingRange.ByScore.parse(call, first, second);
            case LEX -> RankingRange.ByLex.parse(call, first, second);
        };
    }

    /// What follows the two ends.
    private record Options(By by, boolean downwards, boolean scores, long offset, long limit) {
        static Options parse(
                Call call,
                int from,
                @Nullable By fixedBy,
                @Nullable Boolean fixedDownwards,
                boolean stores)
                throws Refused {
            Args args = call.args();
            @Nullable By by = fixedBy;
            @Nullable Boolean downwards = fixedDownwards;
            boolean scores = false;
            long offset = 0;
            long limit = -1;
            for (int i = from; i < args.count(); i++) {
                if (!stores && args.is(i, "WITHSCORES")) {
                    scores = true;
                } else if (args.is(i, "LIMIT") && i + 2 < args.count()) {
                    offset = call.integer(i + 1);
                    limit = call.integer(i + 2);
                    i += 2;
                } else if (downwards == null && args.is(i, "REV")) {
                    downwards = true;
                } else if (by == null && args.is(i, "BYSCORE")) {
                    by = By.SCORE;
                } else if (by == null && args.is(i, "BYLEX")) {
                    by = By.LEX;
                } else {
                    throw Refused.syntax();
                }
            }
            var options =
                    new Options(
                            by == null ? By.RANK : by,
                            downwards != null && downwards,
                            scores,
                            offset,
                            limit);
            options.refuseContradiction();
            return options;
        }

        private void refuseContradiction() throws Refused {
            if (limit != -1 && by == By.RANK) {
                throw new Refused(
                        "ERR syntax error, LIMIT is only supported in combination with either"
                                + " BYSCORE or BYLEX");
            }
            if (scores && by == By.LEX) {
                throw new Refused(
                        "ERR syntax error, WITHSCORES not supported in combination with BYLEX");
            }
        }
    }

    private static void range(
            Call call, @Nullable By fixedBy, @Nullable Boolean fixedDownwards, boolean stores)
            throws Refused {
        int at = stores ? 3 : 2;
        var options = Options.parse(call, at + 2, fixedBy, fixedDownwards, stores);
        boolean swapped = options.downwards() && options.by() != By.RANK;
        RankingRange range =
                swapped
                        ? parse(call, options.by(), at + 1, at)
                        : parse(call, options.by(), at, at + 1);
        int entry = call.findToRead(at - 1, ValueType.RANKING);
        List<Value.Ranking.Scored> found =
                entry == NONE ? List.of() : select(call, entry, range, options);
        if (stores) {
            store(call, 1, found);
        } else {
            reply(call.reply(), found, options.scores());
        }
    }

    private static List<Value.Ranking.Scored> select(
            Call call, int entry, RankingRange range, Options options) throws Refused {
        var rankings = call.database().rankings();
        long size = rankings.size(entry);
        long from = range.from(rankings, entry);
        long end = range.end(rankings, entry);
        long count = Math.max(0, end - from);
        long start = from;
        if (options.downwards()) {
            // Ranks that were typed count from the top already.
            start = options.by() == By.RANK ? size - 1 - from : end - 1;
        }
        if (options.by() != By.RANK) {
            if (options.offset() < 0 || options.offset() >= count) {
                return List.of();
            }
            count -= options.offset();
            start += options.downwards() ? -options.offset() : options.offset();
            count = options.limit() < 0 ? count : Math.min(count, options.limit());
        }
        needsShare(call, entry, count);
        return count <= 0
                ? List.of()
                : rankings.range(entry, (int) start, (int) count, options.downwards());
    }

    /// Asks for the heap that a copy of `count` members takes.
    private static void needsShare(Call call, int entry, long count) throws Refused {
        double share = (double) count / Math.max(1, call.database().rankings().size(entry));
        call.needsHeap((long) (share * call.heapBytesOf(entry)));
    }

    /// Flat in RESP2, in pairs in RESP3.
    static void reply(ReplyWriter reply, List<Value.Ranking.Scored> found, boolean scores) {
        boolean pairs = scores && reply.resp3();
        reply.array(scores && !pairs ? 2 * found.size() : found.size());
        for (Value.Ranking.Scored scored : found) {
            if (pairs) {
                reply.array(2);
            }
            reply.bulk(scored.member());
            if (scores) {
                RankingCommands.reply(reply, scored.score());
            }
        }
    }

    /// In place of what the key held; no members, no key.
    static void store(Call call, int key, List<Value.Ranking.Scored> members) {
        Args args = call.args();
        if (members.isEmpty()) {
            call.database().deleteUnseen(args.array(), args.offset(key), args.length(key));
        } else {
            call.database().put(args.copy(key), new Value.Ranking(members), NEVER);
        }
        call.reply().integer(members.size());
    }

    private static void count(Call call, By by) throws Refused {
        RankingRange range = parse(call, by, 2, 3);
        int entry = call.find(1, ValueType.RANKING);
        var rankings = call.database().rankings();
        call.reply()
                .integer(
                        entry == NONE
                                ? 0
                                : Math.max(
                                        0,
                                        range.end(rankings, entry) - range.from(rankings, entry)));
    }

    private static void remove(Call call, By by) throws Refused {
        RankingRange range = parse(call, by, 2, 3);
        int entry = call.find(1, ValueType.RANKING);
        if (entry == NONE) {
            call.reply().integer(0);
            return;
        }
        var rankings = call.database().rankings();
        long from = range.from(rankings, entry);
        long count = Math.max(0, range.end(rankings, entry) - from);
        needsShare(call, entry, count);
        for (Value.Ranking.Scored scored :
                count == 0
                        ? List.<Value.Ranking.Scored>of()
                        : rankings.range(entry, (int) from, (int) count, false)) {
            rankings.remove(entry, scored.member(), 0, scored.member().length);
        }
        call.reply().integer(count);
    }
}
