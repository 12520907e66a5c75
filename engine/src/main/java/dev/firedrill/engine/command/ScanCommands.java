package dev.firedrill.engine.command;

import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.ScoreText;
import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Iterations that go on from a cursor: SSCAN, HSCAN, ZSCAN.
final class ScanCommands {
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private ScanCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of("sscan", -3, "readonly", "1 1 1", ScanCommands::sscan),
                CommandSpec.of("hscan", -3, "readonly", "1 1 1", ScanCommands::hscan),
                CommandSpec.of("zscan", -3, "readonly", "1 1 1", ScanCommands::zscan));
    }

    /// What a client was told where to go on from.
    static long cursor(Args args, int index) throws Refused {
        // As strtoul reads it: up to a zero byte, and nothing is 0.
        String text = args.text(index).split("\0", 2)[0];
        if (text.isEmpty()) {
            return 0;
        }
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String digits = signed ? text.substring(1) : text;
        if (!DIGITS.matcher(digits).matches()) {
            throw new Refused("ERR invalid cursor");
        }
        try {
            long value = Long.parseUnsignedLong(digits);
            return text.startsWith("-") ? -value : value;
        } catch (NumberFormatException tooLarge) {
            throw new Refused("ERR invalid cursor");
        }
    }

    private record Options(int count, @Nullable Glob glob) {
        static Options parse(Call call) throws Refused {
            Args args = call.args();
            int count = 10;
            Glob glob = null;
            for (int i = 3; i < args.count(); i += 2) {
                if (i + 1 >= args.count()) {
                    throw Refused.syntax();
                } else if (args.is(i, "COUNT")) {
                    count = countAt(call, i + 1);
                } else if (args.is(i, "MATCH")) {
                    glob = new Glob(args.copy(i + 1));
                } else {
                    throw Refused.syntax();
                }
            }
            return new Options(count, glob);
        }

        boolean takes(byte[] name) {
            return glob == null || glob.matches(name);
        }
    }

    /// COUNT: more than there can be is as good as all.
    static int countAt(Call call, int index) throws Refused {
        long count = call.integer(index);
        if (count < 1) {
            throw Refused.syntax();
        }
        return (int) Math.min(count, Integer.MAX_VALUE);
    }

    private static void answer(Call call, long next, CountedReply found) {
        call.reply().array(2);
        call.reply().bulk(Long.toUnsignedString(next));
        found.answer();
    }

    private static byte[] copy(byte[] array, int offset, int length) {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    private static void sscan(Call call) throws Refused {
        long cursor = cursor(call.args(), 2);
        int entry = call.find(1, ValueType.SET);
        if (entry == NONE) {
            answer(call, 0, new CountedReply(call.reply()));
            return;
        }
        var options = Options.parse(call);
        var found = new CountedReply(call.reply());
        long next =
                call.database()
                        .sets()
                        .scan(
                                entry,
                                cursor,
                                options.count(),
                                (array, offset, length) -> {
                                    byte[] member = copy(array, offset, length);
                                    if (options.takes(member)) {
                                        found.add(member);
                                    }
                                });
        answer(call, next, found);
    }

    private static void hscan(Call call) throws Refused {
        long cursor = cursor(call.args(), 2);
        int entry = call.find(1, ValueType.HASH);
        if (entry == NONE) {
            answer(call, 0, new CountedReply(call.reply()));
            return;
        }
        var options = Options.parse(call);
        var found = new CountedReply(call.reply());
        long next =
                call.database()
                        .hashes()
                        .scan(
                                entry,
                                cursor,
                                options.count(),
                                (array, offset, length, value, valueOffset, valueLength) -> {
                                    byte[] field = copy(array, offset, length);
                                    if (options.takes(field)) {
                                        found.add(field);
                                        found.add(copy(value, valueOffset, valueLength));
                                    }
                                });
        answer(call, next, found);
    }

    private static void zscan(Call call) throws Refused {
        long cursor = cursor(call.args(), 2);
        int entry = call.find(1, ValueType.RANKING);
        if (entry == NONE) {
            answer(call, 0, new CountedReply(call.reply()));
            return;
        }
        var options = Options.parse(call);
        boolean packed = call.database().encoding(entry).equals("listpack");
        var found = new CountedReply(call.reply());
        long next =
                call.database()
                        .rankings()
                        .scan(
                                entry,
                                cursor,
                                options.count(),
                                (member, score) -> {
                                    if (options.takes(member)) {
                                        found.add(member);
                                        found.add(
                                                StringCommands.ascii(
                                                        packed
                                                                ? ScoreText.ofPacked(score)
                                                                : ScoreText.of(score)));
                                    }
                                });
        answer(call, next, found);
    }
}
