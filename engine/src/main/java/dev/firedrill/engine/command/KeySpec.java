package dev.firedrill.engine.command;

import dev.firedrill.engine.resp.Args;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;

/// Where keys stand among the words of a command, and what becomes of them.
///
/// @param flags in Redis's words: `RO`, `RW`, `OW` or `RM`, then `access`, `update`, `insert`,
///   `delete`
/// @param index of the first word that matters, counted from the command's name
/// @param counted whether a word there says how many keys follow
/// @param last the last key, from the first one or, when negative, from the end; if counted, where
///   the number stands
/// @param first how far behind the number the first key stands
public record KeySpec(
        List<String> flags, int index, boolean counted, int last, int first, int step) {

    private static final Pattern LEADING_NUMBER =
            Pattern.compile("[ \\t\\n\\x0b\\f\\r]*([+-]?[0-9]+)");
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    /// `RW delete@1..-1/1` for a range, `RO access@1#0+1/1` for a counted one.
    static KeySpec parse(String text) {
        int at = text.indexOf('@');
        var flags = List.of(text.substring(0, at).split(" ", -1));
        String[] places = text.substring(at + 1).split("\\.\\.|#|\\+|/", -1);
        int index = Integer.parseInt(places[0]);
        int last = Integer.parseInt(places[1]);
        if (text.indexOf('#') > at) {
            int first = Integer.parseInt(places[2]);
            return new KeySpec(flags, index, true, last, first, Integer.parseInt(places[3]));
        }
        return new KeySpec(flags, index, false, last, 0, Integer.parseInt(places[2]));
    }

    /// Told the place of each key.
    public interface Visitor {
        void key(int place);
    }

    /// Finds the keys among the words from `offset` on.
    ///
    /// @throws Refused when the words do not fit together
    public void forEach(Args args, int offset, Visitor visitor) throws Refused {
        int words = args.count() - offset;
        int from = index;
        int to = last < 0 ? words + last : index + last;
        if (counted) {
            int place = offset + index + last;
            int count;
            try {
                // Cut off, as redis-server does: what is too large may well be found to fit.
                count = (int) Numbers.integer(args.array(), args.offset(place), args.length(place));
            } catch (Refused notANumber) {
                throw invalid();
            }
            from = index + first;
            if (count < 1 || count > (words - from) / step) {
                throw invalid();
            }
            to = from + (count - 1) * step;
        }
        if (from >= words || to >= words) {
            throw invalid();
        }
        for (int place = from; place <= to; place += step) {
            visitor.key(offset + place);
        }
    }

    /// Finds counted keys behind a number that need not be one altogether: `+1`, `01`, `1.5`.
    ///
    /// @throws Refused when the words do not fit together
    public void forEachLoosely(Args args, Visitor visitor) throws Refused {
        int from = index + first;
        int count = leadingNumber(args.text(index + last));
        if (count < 1 || count > (args.count() - from) / step) {
            throw invalid();
        }
        for (int i = 0; i < count; i++) {
            visitor.key(from + i * step);
        }
    }

    /// As the C library's `atoi` on Redis's machines; 0 where no digit is.
    private static int leadingNumber(String text) {
        var digits = LEADING_NUMBER.matcher(text);
        if (!digits.lookingAt()) {
            return 0;
        }
        var whole = new BigInteger(digits.group(1));
        return whole.min(LONG_MAX).max(LONG_MIN).intValue();
    }

    private static Refused invalid() {
        return new Refused("ERR Invalid arguments specified for command");
    }
}
