package dev.firedrill.engine.command;

import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.keyspace.Rankings;
import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Sorted sets and sets put together: ZUNION, ZINTER, ZDIFF, each also into a key, and ZINTERCARD.
/// A set counts as a sorted set in which every score is 1.
final class RankingAlgebraCommands {
    private enum Operation {
        UNION,
        INTERSECTION,
        DIFFERENCE
    }

    private enum Aggregate {
        SUM,
        MIN,
        MAX;

        /// Not [Math#min] and [Math#max]: what is not a number must lose against what was there.
        double of(double there, double next) {
            return switch (this) {
                case SUM -> orZero(there + next);
                case MIN -> next < there ? next : there;
                case MAX -> next > there ? next : there;
            };
        }
    }

    private record Source(int entry, int size, double weight) {}

    private RankingAlgebraCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                answered("zunion", Operation.UNION),
                answered("zinter", Operation.INTERSECTION),
                answered("zdiff", Operation.DIFFERENCE),
                stored("zunionstore", Operation.UNION),
                stored("zinterstore", Operation.INTERSECTION),
                stored("zdiffstore", Operation.DIFFERENCE),
                CommandSpec.of(
                        "zintercard",
                        -3,
                        "readonly movablekeys",
                        "",
                        RankingAlgebraCommands::zintercard));
    }

    private static <C extends Call> CommandSpec<C> answered(String name, Operation operation) {
        return CommandSpec.of(
                name,
                -3,
                "readonly movablekeys",
                "",
                call -> {
                    var request = Request.parse(call, 1, operation, false);
                    RankingRangeCommands.reply(
                            call.reply(), result(call, operation, request), request.scores());
                });
    }

    private static <C extends Call> CommandSpec<C> stored(String name, Operation operation) {
        return CommandSpec.of(
                name,
                -4,
                "write denyoom movablekeys",
                "1 1 1",
                call -> {
                    var request = Request.parse(call, 2, operation, true);
                    RankingRangeCommands.store(call, 1, result(call, operation, request));
                });
    }

    private static double orZero(double score) {
        return Double.isNaN(score) ? 0 : score;
    }

    /// The entries under the keys that a count announces; a key of another type is refused.
    private static List<Source> sourcesAt(Call call, int from) throws Refused {
        Args args = call.args();
        long count = call.integer(from);
        if (count < 1) {
            throw new Refused(
                    String.format(
                            Locale.ROOT,
                            "ERR at least 1 input key is needed for '%s' command",
                            args.text(0).toLowerCase(Locale.ROOT)));
        }
        if (count > args.count() - from - 1L) {
            throw Refused.syntax();
        }
        var sources = new ArrayList<Source>();
        Database database = call.database();
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            int entry = call.findToRead(from + 1 + i);
            if (entry == NONE) {
                sources.add(new Source(NONE, 0, 1));
                continue;
            }
            int size =
                    switch (database.type(entry)) {
                        case RANKING -> database.rankings().size(entry);
                        case SET -> database.sets().size(entry);
                        case STRING, LIST, HASH -> throw Refused.wrongType();
                    };
            sources.add(new Source(entry, size, 1));
            bytes += call.heapBytesOf(entry);
        }
        call.needsHeap(2 * bytes);
        return sources;
    }

    private record Request(List<Source> sources, Aggregate aggregate, boolean scores) {
        static Request parse(Call call, int from, Operation operation, boolean stores)
                throws Refused {
            Args args = call.args();
            List<Source> sources = sourcesAt(call, from);
            Aggregate aggregate = Aggregate.SUM;
            boolean scores = false;
            boolean combines = operation != Operation.DIFFERENCE;
            int i = from + 1 + sources.size();
            while (i < args.count()) {
                int left = args.count() - i;
                if (combines && left > sources.size() && args.is(i, "WEIGHTS")) {
                    sources = weighted(call, i + 1, sources);
                    i += 1 + sources.size();
                } else if (combines && left >= 2 && args.is(i, "AGGREGATE")) {
                    aggregate = aggregate(args, i + 1);
                    i += 2;
                } else if (!stores && args.is(i, "WITHSCORES")) {
                    scores = true;
                    i++;
                } else {
                    throw Refused.syntax();
                }
            }
            return new Request(sources, aggregate, scores);
        }

        private static List<Source> weighted(Call call, int from, List<Source> sources)
                throws Refused {
            var weighted = new ArrayList<Source>();
            for (int i = 0; i < sources.size(); i++) {
                Source source = sources.get(i);
                double weight = Decimals.score(call, from + i, "ERR weight value is not a float");
                weighted.add(new Source(source.entry(), source.size(), weight));
            }
            return weighted;
        }

        private static Aggregate aggregate(Args args, int index) throws Refused {
            for (Aggregate aggregate : Aggregate.values()) {
                if (args.is(index, aggregate.name())) {
                    return aggregate;
                }
            }
            throw Refused.syntax();
        }

        /// From the smallest on, so that scores are added up in Redis's order.
        List<Source> bySize() {
            return sources.stream().sorted(Comparator.comparingInt(Source::size)).toList();
        }
    }

    private static void forEach(Call call, int entry, Rankings.ScoredVisitor visitor) {
        Database database = call.database();
        if (entry == NONE) {
            return;
        }
        if (database.type(entry) == ValueType.RANKING) {
            database.rankings().forEach(entry, visitor);
        } else {
            database.sets()
                    .forEach(
                            entry,
                            (member, offset, length) ->
                                    visitor.scored(
                                            Arrays.copyOfRange(member, offset, offset + length),
                                            1));
        }
    }

    /// Not a number when there is no such member.
    private static double score(Call call, int entry, byte[] member) {
        Database database = call.database();
        if (entry == NONE) {
            return Double.NaN;
        }
        if (database.type(entry) == ValueType.RANKING) {
            return database.rankings().score(entry, member, 0, member.length);
        }
        return database.sets().contains(entry, member, 0, member.length) ? 1 : Double.NaN;
    }

    private static List<Value.Ranking.Scored> result(
            Call call, Operation operation, Request request) {
        Map<Member, Double> scores =
                switch (operation) {
                    case UNION -> union(call, request);
                    case INTERSECTION -> intersection(call, request, Long.MAX_VALUE);
                    case DIFFERENCE -> difference(call, request.sources());
                };
        var members = new ArrayList<Value.Ranking.Scored>();
        scores.forEach(
                (member, score) -> members.add(new Value.Ranking.Scored(member.bytes(), score)));
        members.sort((one, other) -> {
            if (one.score() != other.score()) {
                return one.score() < other.score() ? -1 : 1;
            }
            return Arrays.compareUnsigned(one.member(), other.member());
        });
        return members;
    }

    private static Map<Member, Double> union(Call call, Request request) {
        var scores = new LinkedHashMap<Member, Double>();
        for (Source source : request.bySize()) {
            forEach(
                    call,
                    source.entry(),
                    (member, score) -> {
                        double weighted = orZero(source.weight() * score);
                        scores.merge(new Member(member), weighted, request.aggregate()::of);
                    });
        }
        return scores;
    }

    private static Map<Member, Double> intersection(Call call, Request request, long limit) {
        var scores = new LinkedHashMap<Member, Double>();
        List<Source> sources = request.bySize();
        Source first = sources.get(0);
        forEach(
                call,
                first.entry(),
                (member, score) -> {
                    double sum = orZero(first.weight() * score);
                    boolean everywhere = scores.size() < limit;
                    for (int i = 1; everywhere && i < sources.size(); i++) {
                        Source source = sources.get(i);
                        double other = score(call, source.entry(), member);
                        everywhere = !Double.isNaN(other);
                        sum = request.aggregate().of(sum, other * source.weight());
                    }
                    if (everywhere) {
                        scores.put(new Member(member), sum);
                    }
                });
        return scores;
    }

    private static Map<Member, Double> difference(Call call, List<Source> sources) {
        var scores = new LinkedHashMap<Member, Double>();
        forEach(
                call,
                sources.get(0).entry(),
                (member, score) -> {
                    boolean elsewhere = false;
                    for (int i = 1; !elsewhere && i < sources.size(); i++) {
                        elsewhere = !Double.isNaN(score(call, sources.get(i).entry(), member));
                    }
                    if (!elsewhere) {
                        scores.put(new Member(member), score);
                    }
                });
        return scores;
    }

    private static void zintercard(Call call) throws Refused {
        Args args = call.args();
        List<Source> sources = sourcesAt(call, 1);
        long limit = 0;
        for (int i = 2 + sources.size(); i < args.count(); i += 2) {
            if (!args.is(i, "LIMIT") || i + 1 >= args.count()) {
                throw Refused.syntax();
            }
            limit = limit(call, i + 1);
        }
        var request = new Request(sources, Aggregate.SUM, false);
        long counted = limit == 0 ? Long.MAX_VALUE : limit;
        call.reply().integer(intersection(call, request, counted).size());
    }

    static long limit(Call call, int index) throws Refused {
        long limit;
        try {
            limit = call.integer(index);
        } catch (Refused notANumber) {
            limit = -1;
        }
        if (limit < 0) {
            throw new Refused("ERR LIMIT can't be negative");
        }
        return limit;
    }
}
