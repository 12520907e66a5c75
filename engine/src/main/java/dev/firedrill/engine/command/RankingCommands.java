package dev.firedrill.engine.command;

import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.Rankings;
import dev.firedrill.engine.keyspace.ScoreText;
import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.List;

/// Sorted sets, member by member.
final class RankingCommands {
    private RankingCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of("zadd", -4, "write denyoom fast", "1 1 1", RankingCommands::zadd),
                CommandSpec.of("zincrby", 4, "write denyoom fast", "1 1 1", RankingCommands::incr),
                CommandSpec.of("zrem", -3, "write fast", "1 1 1", RankingCommands::zrem),
                CommandSpec.of("zcard", 2, "readonly fast", "1 1 1", RankingCommands::zcard),
                CommandSpec.of("zscore", 3, "readonly fast", "1 1 1", RankingCommands::zscore),
                CommandSpec.of("zmscore", -3, "readonly fast", "1 1 1", RankingCommands::zmscore),
                CommandSpec.of("zrank", 3, "readonly fast", "1 1 1", call -> rank(call, false)),
                CommandSpec.of("zrevrank", 3, "readonly fast", "1 1 1", call -> rank(call, true)));
    }

    /// What stands between the key and the first score.
    private record Options(
            boolean nx, boolean xx, boolean gt, boolean lt, boolean ch, boolean incr, int from) {
        static Options parse(Args args) throws Refused {
            boolean nx = false;
            boolean xx = false;
            boolean gt = false;
            boolean lt = false;
            boolean ch = false;
            boolean incr = false;
            int i = 2;
            for (; i < args.count(); i++) {
                if (args.is(i, "NX")) {
                    nx = true;
                } else if (args.is(i, "XX")) {
                    xx = true;
                } else if (args.is(i, "GT")) {
                    gt = true;
                } else if (args.is(i, "LT")) {
                    lt = true;
                } else if (args.is(i, "CH")) {
                    ch = true;
                } else if (args.is(i, "INCR")) {
                    incr = true;
                } else {
                    break;
                }
            }
            var options = new Options(nx, xx, gt, lt, ch, incr, i);
            options.refuseContradiction(args.count() - i);
            return options;
        }

        private void refuseContradiction(int words) throws Refused {
            if (words == 0 || words % 2 != 0) {
                throw Refused.syntax();
            }
            if (nx && xx) {
                throw new Refused("ERR XX and NX options at the same time are not compatible");
            }
            if ((gt && nx) || (lt && nx) || (gt && lt)) {
                throw new Refused(
                        "ERR GT, LT, and/or NX options at the same time are not compatible");
            }
            if (incr && words > 2) {
                throw new Refused("ERR INCR option supports a single increment-element pair");
            }
        }

        /// Whether a member that has the old score gets the new one, or stays unmentioned.
        boolean applies(double old, double score) {
            if (Double.isNaN(old)) {
                return !xx;
            }
            return !nx && !(gt && score <= old) && !(lt && score >= old);
        }
    }

    private static void zadd(Call call) throws Refused {
        Args args = call.args();
        var options = Options.parse(args);
        double[] scores = new double[(args.count() - options.from()) / 2];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Decimals.score(call, options.from() + 2 * i);
        }
        int entry = call.find(1, ValueType.RANKING);
        int added = 0;
        int updated = 0;
        boolean applied = false;
        double result = 0;
        for (int i = 0; i < scores.length; i++) {
            int member = options.from() + 2 * i + 1;
            double old = score(call, entry, member);
            boolean sums = options.incr() && !(options.nx() && !Double.isNaN(old));
            double score = sums ? sum(old, scores[i]) : scores[i];
            if (!options.applies(old, score)) {
                continue;
            }
            applied = true;
            result = score;
            if (Double.isNaN(old) || old != score) {
                entry = put(call, entry, member, score);
                added += Double.isNaN(old) ? 1 : 0;
                updated += Double.isNaN(old) ? 0 : 1;
            }
        }
        if (!options.incr()) {
            call.reply().integer(options.ch() ? added + updated : added);
        } else if (applied) {
            reply(call.reply(), result);
        } else {
            call.reply().nil();
        }
    }

    private static double sum(double old, double increment) throws Refused {
        double sum = Double.isNaN(old) ? increment : old + increment;
        if (Double.isNaN(sum)) {
            throw new Refused("ERR resulting score is not a number (NaN)");
        }
        return sum;
    }

    static int put(Call call, int entry, int member, double score) {
        Args args = call.args();
        var rankings = call.database().rankings();
        int target = entry;
        if (target == NONE) {
            target = rankings.create(args.array(), args.offset(1), args.length(1));
        }
        rankings.put(target, args.array(), args.offset(member), args.length(member), score);
        return target;
    }

    /// Not a number when there is no such member.
    static double score(Call call, int entry, int member) {
        Args args = call.args();
        return entry == NONE
                ? Double.NaN
                : call.database()
                        .rankings()
                        .score(entry, args.array(), args.offset(member), args.length(member));
    }

    static void reply(ReplyWriter reply, double score) {
        reply.decimal(ScoreText.of(score));
    }

    private static void incr(Call call) throws Refused {
        double increment = Decimals.score(call, 2);
        int entry = call.find(1, ValueType.RANKING);
        double old = score(call, entry, 3);
        double sum = sum(old, increment);
        if (Double.isNaN(old) || old != sum) {
            put(call, entry, 3, sum);
        }
        reply(call.reply(), sum);
    }

    private static void zrem(Call call) throws Refused {
        int entry = call.find(1, ValueType.RANKING);
        Args args = call.args();
        int removed = 0;
        for (int i = 2; entry != NONE && i < args.count(); i++) {
            if (call.database()
                    .rankings()
                    .remove(entry, args.array(), args.offset(i), args.length(i))) {
                removed++;
            }
        }
        call.reply().integer(removed);
    }

    private static void zcard(Call call) throws Refused {
        int entry = call.find(1, ValueType.RANKING);
        call.reply().integer(entry == NONE ? 0 : call.database().rankings().size(entry));
    }

    private static void replyScore(Call call, int entry, int member) {
        double score = score(call, entry, member);
        if (Double.isNaN(score)) {
            call.reply().nil();
        } else {
            reply(call.reply(), score);
        }
    }

    private static void zscore(Call call) throws Refused {
        replyScore(call, call.find(1, ValueType.RANKING), 2);
    }

    private static void zmscore(Call call) throws Refused {
        int entry = call.find(1, ValueType.RANKING);
        call.reply().array(call.args().count() - 2);
        for (int i = 2; i < call.args().count(); i++) {
            replyScore(call, entry, i);
        }
    }

    private static void rank(Call call, boolean fromTop) throws Refused {
        int entry = call.find(1, ValueType.RANKING);
        Args args = call.args();
        Rankings rankings = call.database().rankings();
        int rank =
                entry == NONE
                        ? -1
                        : rankings.rank(entry, args.array(), args.offset(2), args.length(2));
        if (rank < 0) {
            call.reply().nil();
        } else {
            call.reply().integer(fromTop ? rankings.size(entry) - 1 - rank : rank);
        }
    }
}
