package dev.firedrill.engine.command;

import static dev.firedrill.engine.keyspace.Database.NEVER;
import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/// Sets put together: SINTER, SUNION, SDIFF, each also into a key, SINTERCARD, and SMOVE from one
/// to another.
final class SetAlgebraCommands {
    private enum Operation {
        UNION,
        INTERSECTION,
        DIFFERENCE
    }

    private SetAlgebraCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                answered("sinter", Operation.INTERSECTION),
                answered("sunion", Operation.UNION),
                answered("sdiff", Operation.DIFFERENCE),
                stored("sinterstore", Operation.INTERSECTION),
                stored("sunionstore", Operation.UNION),
                stored("sdiffstore", Operation.DIFFERENCE),
                CommandSpec.of(
                        "sintercard",
                        -3,
                        "readonly movablekeys",
                        "",
                        SetAlgebraCommands::sintercard),
                CommandSpec.of("smove", 4, "write fast", "1 2 1", SetAlgebraCommands::smove));
    }

    private static <C extends Call> CommandSpec<C> answered(String name, Operation operation) {
        return CommandSpec.of(
                name,
                -2,
                "readonly",
                "1 -1 1",
                call -> {
                    List<byte[]> members = result(call, operation, 1);
                    call.reply().set(members.size());
                    members.forEach(call.reply()::bulk);
                });
    }

    private static <C extends Call> CommandSpec<C> stored(String name, Operation operation) {
        return CommandSpec.of(
                name,
                -3,
                "write denyoom",
                "1 -1 1",
                call -> store(call, result(call, operation, 2)));
    }

    private static void store(Call call, List<byte[]> members) {
        Args args = call.args();
        if (members.isEmpty()) {
            call.database().deleteUnseen(args.array(), args.offset(1), args.length(1));
        } else {
            call.database().put(args.copy(1), new Value.Members(members), NEVER);
        }
        call.reply().integer(members.size());
    }

    /// All keys are looked at, so that one of another type is refused in any place.
    private static List<Integer> entries(Call call, int from, int end) throws Refused {
        var entries = new ArrayList<Integer>();
        for (int i = from; i < end; i++) {
            entries.add(call.findToRead(i, ValueType.SET));
        }
        long bytes = 0;
        for (int entry : entries) {
            bytes += entry == NONE ? 0 : call.heapBytesOf(entry);
        }
        call.needsHeap(bytes);
        return entries;
    }

    private static List<byte[]> result(Call call, Operation operation, int from) throws Refused {
        List<Integer> entries = entries(call, from, call.args().count());
        return switch (operation) {
            case UNION -> union(call, entries);
            case INTERSECTION -> intersection(call, entries, Long.MAX_VALUE);
            case DIFFERENCE -> difference(call, entries);
        };
    }

    private static List<byte[]> members(Call call, int entry) {
        var members = new ArrayList<byte[]>();
        if (entry != NONE) {
            call.database()
                    .sets()
                    .forEach(
                            entry,
                            (array, offset, length) ->
                                    members.add(
                                            Arrays.copyOfRange(array, offset, offset + length)));
        }
        return members;
    }

    private static boolean contains(Call call, int entry, byte[] member) {
        return entry != NONE && call.database().sets().contains(entry, member, 0, member.length);
    }

    private static List<byte[]> union(Call call, List<Integer> entries) {
        var union = new LinkedHashSet<Member>();
        for (int entry : entries) {
            members(call, entry).forEach(member -> union.add(new Member(member)));
        }
        return union.stream().map(Member::bytes).toList();
    }

    private static List<byte[]> intersection(Call call, List<Integer> entries, long limit) {
        var sets = call.database().sets();
        List<Integer> bySize =
                entries.stream()
                        .sorted(
                                Comparator.comparingInt(
                                        entry -> entry == NONE ? 0 : sets.size(entry)))
                        .toList();
        return members(call, bySize.get(0)).stream()
                .filter(member ->
                        bySize.stream().skip(1).allMatch(entry -> contains(call, entry, member)))
                .limit(limit)
                .toList();
    }

    private static List<byte[]> difference(Call call, List<Integer> entries) {
        return members(call, entries.get(0)).stream()
                .filter(member ->
                        entries.stream().skip(1).noneMatch(entry -> contains(call, entry, member)))
                .toList();
    }

    private static void sintercard(Call call) throws Refused {
        Args args = call.args();
        long count = SeveralKeys.number(call, 1, "ERR numkeys should be greater than 0");
        if (count > args.count() - 2L) {
            throw new Refused("ERR Number of keys can't be greater than number of args");
        }
        int end = 2 + (int) count;
        long limit = 0;
        for (int i = end; i < args.count(); i += 2) {
            if (!args.is(i, "LIMIT") || i + 1 >= args.count()) {
                throw Refused.syntax();
            }
            limit = RankingAlgebraCommands.limit(call, i + 1);
        }
        List<Integer> entries = entries(call, 2, end);
        long counted = limit == 0 ? Long.MAX_VALUE : limit;
        call.reply().integer(intersection(call, entries, counted).size());
    }

    private static void smove(Call call) throws Refused {
        Args args = call.args();
        var sets = call.database().sets();
        int from = call.find(1);
        int to = call.find(2);
        if (from == NONE) {
            call.reply().integer(0);
            return;
        }
        if (call.database().type(from) != ValueType.SET
                || (to != NONE && call.database().type(to) != ValueType.SET)) {
            throw Refused.wrongType();
        }
        int at = args.offset(3);
        int length = args.length(3);
        boolean there = sets.contains(from, args.array(), at, length);
        if (there && from != to) {
            sets.remove(from, args.array(), at, length);
            int target =
                    to != NONE ? to : sets.create(args.array(), args.offset(2), args.length(2));
            sets.add(target, args.array(), at, length);
        }
        call.reply().integer(there ? 1 : 0);
    }
}
