package dev.firedrill.engine.command;

import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;

/// LCS: the longest common subsequence of two strings, or where its stretches lie in each.
final class CommonSubsequenceCommand {
    /// Larger tables are refused rather than asked from the memory of all.
    private static final long CELLS_MAX = 64L * 1024 * 1024;

    private CommonSubsequenceCommand() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of("lcs", -3, "readonly", "1 2 1", CommonSubsequenceCommand::lcs));
    }

    private record Options(boolean onlyLength, boolean places, boolean lengths, long lengthMin) {
        static Options parse(Call call) throws Refused {
            Args args = call.args();
            boolean onlyLength = false;
            boolean places = false;
            boolean lengths = false;
            long lengthMin = 0;
            for (int i = 3; i < args.count(); i++) {
                if (args.is(i, "IDX")) {
                    places = true;
                } else if (args.is(i, "LEN")) {
                    onlyLength = true;
                } else if (args.is(i, "WITHMATCHLEN")) {
                    lengths = true;
                } else if (args.is(i, "MINMATCHLEN") && i + 1 < args.count()) {
                    lengthMin = Math.max(0, call.integer(++i));
                } else {
                    throw Refused.syntax();
                }
            }
            if (onlyLength && places) {
                throw new Refused(
                        "ERR If you want both the length and indexes, please just use IDX.");
            }
            return new Options(onlyLength, places, lengths, lengthMin);
        }
    }

    private static byte[] text(Call call, int index) throws Refused {
        int entry = call.find(index);
        if (entry == NONE) {
            return new byte[0];
        }
        if (call.database().type(entry) != ValueType.STRING) {
            throw new Refused("ERR The specified keys must contain string values");
        }
        call.needsCopyOf(entry);
        return call.database().strings().bytes(entry);
    }

    private static void lcs(Call call) throws Refused {
        byte[] one = text(call, 1);
        byte[] other = text(call, 2);
        var options = Options.parse(call);
        if ((one.length + 1L) * (other.length + 1L) > CELLS_MAX) {
            throw new Refused(
                    "ERR Insufficient memory, failed allocating transient memory for LCS");
        }
        call.needsHeap(Integer.BYTES * (one.length + 1L) * (other.length + 1L));
        int[][] lengths = lengths(one, other);
        int length = lengths[one.length][other.length];
        if (options.onlyLength()) {
            call.reply().integer(length);
            return;
        }
        List<Match> matches = matches(one, other, lengths);
        if (options.places()) {
            replyPlaces(call.reply(), matches, length, options);
        } else {
            call.reply().bulk(joined(one, matches, length));
        }
    }

    /// For each pair of beginnings how long their longest common subsequence is.
    private static int[][] lengths(byte[] one, byte[] other) {
        int[][] lengths = new int[one.length + 1][other.length + 1];
        for (int i = 1; i <= one.length; i++) {
            for (int j = 1; j <= other.length; j++) {
                lengths[i][j] =
                        one[i - 1] == other[j - 1]
                                ? lengths[i - 1][j - 1] + 1
                                : Math.max(lengths[i - 1][j], lengths[i][j - 1]);
            }
        }
        return lengths;
    }

    /// A stretch of equal bytes: where it begins in each string.
    private record Match(int inOne, int inOther, int length) {}

    /// From the last to the first. Where two ways are as good, the end of the second string is
    /// given up, as Redis does.
    private static List<Match> matches(byte[] one, byte[] other, int[][] lengths) {
        var matches = new ArrayList<Match>();
        int i = one.length;
        int j = other.length;
        int run = 0;
        while (i > 0 && j > 0) {
            if (one[i - 1] == other[j - 1]) {
                i--;
                j--;
                run++;
                continue;
            }
            if (run > 0) {
                matches.add(new Match(i, j, run));
                run = 0;
            }
            if (lengths[i - 1][j] > lengths[i][j - 1]) {
                i--;
            } else {
                j--;
            }
        }
        if (run > 0) {
            matches.add(new Match(i, j, run));
        }
        return matches;
    }

    private static byte[] joined(byte[] one, List<Match> matches, int length) {
        byte[] joined = new byte[length];
        int at = length;
        for (Match match : matches) {
            at -= match.length();
            System.arraycopy(one, match.inOne(), joined, at, match.length());
        }
        return joined;
    }

    private static void replyPlaces(
            ReplyWriter reply, List<Match> matches, int length, Options options) {
        List<Match> told =
                matches.stream().filter(match -> match.length() >= options.lengthMin()).toList();
        reply.map(2);
        reply.bulk("matches");
        reply.array(told.size());
        for (Match match : told) {
            reply.array(options.lengths() ? 3 : 2);
            replyPlace(reply, match.inOne(), match.length());
            replyPlace(reply, match.inOther(), match.length());
            if (options.lengths()) {
                reply.integer(match.length());
            }
        }
        reply.bulk("len");
        reply.integer(length);
    }

    private static void replyPlace(ReplyWriter reply, int from, int length) {
        reply.array(2);
        reply.integer(from);
        reply.integer(from + length - 1L);
    }
}
