package dev.firedrill.engine.command;

import static dev.firedrill.engine.command.StringCommands.ascii;
import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Members by chance: SPOP, SRANDMEMBER, HRANDFIELD, ZRANDMEMBER.
final class DrawCommands {
    private DrawCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of("spop", -2, "write fast", "1 1 1", DrawCommands::spop),
                CommandSpec.of("srandmember", -2, "readonly", "1 1 1", DrawCommands::srandmember),
                CommandSpec.of("hrandfield", -2, "readonly", "1 1 1", DrawCommands::hrandfield),
                CommandSpec.of("zrandmember", -2, "readonly", "1 1 1", DrawCommands::zrandmember));
    }

    private static List<byte[]> members(Call call, int entry) {
        var members = new ArrayList<byte[]>();
        call.database()
                .sets()
                .forEach(
                        entry,
                        (array, offset, length) ->
                                members.add(Arrays.copyOfRange(array, offset, offset + length)));
        return members;
    }

    private static List<byte[]> draw(Call call, int entry, long count) throws Refused {
        var sets = call.database().sets();
        return Draws.draw(
                call,
                entry,
                count,
                sets.size(entry),
                () -> members(call, entry),
                () -> sets.random(entry));
    }

    /// SPOP moves the members that stay to a new set if their number, times this factor, is at most
    /// the number of members it removes.
    private static final int MOVED_RATHER_THAN_REMOVED = 5;

    private static void spop(Call call) throws Refused {
        Args args = call.args();
        if (args.count() > 3) {
            throw Refused.syntax();
        }
        if (args.count() == 3) {
            popSeveral(call);
            return;
        }
        int entry = call.find(1, ValueType.SET);
        if (entry == NONE) {
            call.reply().nil();
            return;
        }
        byte[] member = call.database().sets().pop(entry);
        call.propagateInstead(ascii("SREM"), args.copy(1), member);
        call.reply().bulk(member);
    }

    private static void popSeveral(Call call) throws Refused {
        long count = call.atLeastZero(2);
        int entry = call.find(1, ValueType.SET);
        if (entry == NONE || count == 0) {
            call.reply().set(0);
            return;
        }
        byte[] key = call.args().copy(1);
        var sets = call.database().sets();
        boolean all = count >= sets.size(entry);
        long left = sets.size(entry) - count;
        if (all) {
            // redis-server then answers a union of one set, which reads it.
            call.keyspace().access().hit();
        }
        List<byte[]> drawn = draw(call, entry, count);
        call.reply().set(drawn.size());
        for (byte[] member : drawn) {
            call.reply().bulk(member);
            sets.remove(entry, member, 0, member.length);
        }
        // Replicas are told what went, not to draw for themselves.
        if (all) {
            call.propagateInstead(ascii("DEL"), key);
            return;
        }
        if (left * MOVED_RATHER_THAN_REMOVED <= count) {
            sets.renew(entry);
        }
        for (byte[] member : drawn) {
            call.propagateInstead(ascii("SREM"), key, member);
        }
    }

    private static void srandmember(Call call) throws Refused {
        Args args = call.args();
        if (args.count() > 3) {
            throw Refused.syntax();
        }
        boolean counted = args.count() == 3;
        long count = counted ? Draws.count(call, 2) : 1;
        int entry = call.find(1, ValueType.SET);
        if (counted) {
            List<byte[]> drawn = entry == NONE ? List.of() : draw(call, entry, count);
            call.reply().array(drawn.size());
            drawn.forEach(call.reply()::bulk);
        } else if (entry == NONE) {
            call.reply().nil();
        } else {
            call.reply().bulk(call.database().sets().random(entry));
        }
    }

    /// HRANDFIELD and ZRANDMEMBER: what follows the key.
    private record Request(boolean counted, long count, boolean companions) {
        static Request parse(Call call, String word) throws Refused {
            Args args = call.args();
            if (args.count() < 3) {
                return new Request(false, 1, false);
            }
            long count = Draws.count(call, 2);
            if (args.count() > 4 || (args.count() == 4 && !args.is(3, word))) {
                throw Refused.syntax();
            }
            boolean companions = args.count() == 4;
            if (companions && (count < -Long.MAX_VALUE / 2 || count > Long.MAX_VALUE / 2)) {
                throw new Refused("ERR value is out of range");
            }
            return new Request(true, count, companions);
        }
    }

    /// @param companion writes what belongs to a member: its value or its score
    private static void reply(
            Call call, Request request, @Nullable List<byte[]> drawn, Consumer<byte[]> companion) {
        ReplyWriter reply = call.reply();
        if (!request.counted()) {
            if (drawn == null) {
                reply.nil();
            } else {
                reply.bulk(drawn.get(0));
            }
            return;
        }
        List<byte[]> members = drawn == null ? List.of() : drawn;
        boolean pairs = request.companions() && reply.resp3();
        reply.array(request.companions() && !pairs ? 2 * members.size() : members.size());
        for (byte[] member : members) {
            if (pairs) {
                reply.array(2);
            }
            reply.bulk(member);
            if (request.companions()) {
                companion.accept(member);
            }
        }
    }

    private static void hrandfield(Call call) throws Refused {
        var request = Request.parse(call, "WITHVALUES");
        int entry = call.find(1, ValueType.HASH);
        var hashes = call.database().hashes();
        List<byte[]> drawn = null;
        if (entry != NONE) {
            drawn =
                    Draws.draw(
                            call,
                            entry,
                            request.count(),
                            hashes.size(entry),
                            () -> fields(call, entry),
                            () -> hashes.random(entry));
        }
        reply(
                call,
                request,
                drawn,
                field -> {
                    byte[] value = hashes.get(entry, field, 0, field.length);
                    call.reply().bulk(Objects.requireNonNull(value));
                });
    }

    private static List<byte[]> fields(Call call, int entry) {
        var fields = new ArrayList<byte[]>();
        call.database()
                .hashes()
                .forEach(
                        entry,
                        (field, offset, length, _, _, _) ->
                                fields.add(Arrays.copyOfRange(field, offset, offset + length)));
        return fields;
    }

    private static void zrandmember(Call call) throws Refused {
        var request = Request.parse(call, "WITHSCORES");
        int entry = call.find(1, ValueType.RANKING);
        var rankings = call.database().rankings();
        List<byte[]> drawn = null;
        if (entry != NONE) {
            drawn =
                    Draws.draw(
                            call,
                            entry,
                            request.count(),
                            rankings.size(entry),
                            () -> rankedMembers(call, entry),
                            () -> rankings.random(entry));
        }
        reply(
                call,
                request,
                drawn,
                member -> {
                    double score = rankings.score(entry, member, 0, member.length);
                    RankingCommands.reply(call.reply(), score);
                });
    }

    private static List<byte[]> rankedMembers(Call call, int entry) {
        var members = new ArrayList<byte[]>();
        call.database().rankings().forEach(entry, (member, _) -> members.add(member));
        return members;
    }
}
