package dev.firedrill.engine.interop;

import dev.firedrill.engine.resp.Reply;
import java.util.List;
import java.util.Locale;

/// Whether two replies to one command say the same: to the byte, unless the protocol leaves the
/// order open or the clock has a say.
final class Agreement {
    private Agreement() {}

    static String name(List<String> command) {
        return command.isEmpty() ? "" : command.get(0).toUpperCase(Locale.ROOT);
    }

    static boolean agree(List<String> command, Reply one, Reply other) {
        if (ReplyText.of(one).equals(ReplyText.of(other))) {
            return true;
        }
        return switch (name(command)) {
            case "SMEMBERS", "SINTER", "SUNION", "SDIFF", "HKEYS", "HVALS", "KEYS" ->
                    bothArrays(one, other)
                            && sorted(ReplyText.ofAll(ReplyText.elements(one)))
                                    .equals(sorted(ReplyText.ofAll(ReplyText.elements(other))));
            case "HGETALL" ->
                    one.getClass() == other.getClass()
                            && sorted(ReplyText.pairs(ReplyText.elements(one)))
                                    .equals(sorted(ReplyText.pairs(ReplyText.elements(other))));
            case "TTL", "EXPIRETIME" -> near(one, other, 2);
            case "PTTL", "PEXPIRETIME" -> near(one, other, 2_000);
            default -> false;
        };
    }

    /// EXEC: each reply in the manner of its command.
    static boolean agreeAll(List<List<String>> commands, Reply one, Reply other) {
        List<Reply> ones = ReplyText.elements(one);
        List<Reply> others = ReplyText.elements(other);
        if (ones.size() != commands.size() || others.size() != commands.size()) {
            return ReplyText.of(one).equals(ReplyText.of(other));
        }
        for (int i = 0; i < commands.size(); i++) {
            if (!agree(commands.get(i), ones.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    static List<String> sorted(List<String> texts) {
        return texts.stream().sorted().toList();
    }

    private static boolean bothArrays(Reply one, Reply other) {
        return one instanceof Reply.Array && other instanceof Reply.Array;
    }

    /// Two clocks: what was set a moment apart ends a moment apart.
    private static boolean near(Reply one, Reply other, long tolerance) {
        return one instanceof Reply.Int(long a)
                && other instanceof Reply.Int(long b)
                && a > 0
                && b > 0
                && Math.abs(a - b) <= tolerance;
    }
}
