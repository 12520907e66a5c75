package dev.firedrill.engine.command;

import dev.firedrill.engine.resp.Args;
import java.util.List;

/// The arguments that LMPOP, ZMPOP and their blocking variants share: a counted list of keys, the
/// end to take from, and the largest number of elements.
///
/// @param end the first of the two words it may be, or not
record SeveralKeys(List<byte[]> keys, boolean end, long count) {
    /// @param from place of the number of keys
    static SeveralKeys parse(Call call, int from, String end, String otherEnd) throws Refused {
        Args args = call.args();
        long numbered = number(call, from, "ERR numkeys should be greater than 0");
        if (numbered >= args.count() - from - 1L) {
            throw Refused.syntax();
        }
        int where = from + 1 + (int) numbered;
        boolean first = args.is(where, end);
        if (!first && !args.is(where, otherEnd)) {
            throw Refused.syntax();
        }
        long count = 0;
        for (int i = where + 1; i < args.count(); i += 2) {
            if (count != 0 || !args.is(i, "COUNT") || i + 1 >= args.count()) {
                throw Refused.syntax();
            }
            count = number(call, i + 1, "ERR count should be greater than 0");
        }
        return new SeveralKeys(Blocking.keys(call, from + 1, where), first, count == 0 ? 1 : count);
    }

    /// One at least.
    static long number(Call call, int index, String otherwise) throws Refused {
        long value;
        try {
            value = call.integer(index);
        } catch (Refused notANumber) {
            throw new Refused(otherwise);
        }
        if (value < 1) {
            throw new Refused(otherwise);
        }
        return value;
    }
}
