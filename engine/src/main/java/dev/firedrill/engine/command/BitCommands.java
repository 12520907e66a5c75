package dev.firedrill.engine.command;

import static dev.firedrill.engine.keyspace.Database.NEVER;
import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.TextForm;
import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Strings as rows of bits; bit 0 is the highest of the first byte.
final class BitCommands {
    private BitCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of("setbit", 4, "write denyoom", "1 1 1", BitCommands::setbit),
                CommandSpec.of("getbit", 3, "readonly fast", "1 1 1", BitCommands::getbit),
                CommandSpec.of("bitcount", -2, "readonly", "1 1 1", BitCommands::bitcount),
                CommandSpec.of("bitpos", -3, "readonly", "1 1 1", BitCommands::bitpos),
                CommandSpec.of("bitop", -4, "write denyoom", "2 -1 1", BitCommands::bitop));
    }

    /// Where a bit is.
    ///
    /// @param unit what a `#` before the number multiplies it with; 0 where there must be none
    static long bitOffset(Call call, int index, int unit) throws Refused {
        Args args = call.args();
        int sign = unit > 0 && args.length(index) > 0 && args.text(index).charAt(0) == '#' ? 1 : 0;
        long offset;
        try {
            offset =
                    Numbers.integer(
                            args.array(), args.offset(index) + sign, args.length(index) - sign);
        } catch (Refused notANumber) {
            offset = -1;
        }
        if (sign == 1) {
            // A product that is too large begins again from below, as in redis-server.
            offset *= unit;
        }
        if (offset < 0 || offset >>> 3 >= call.stringBytesMax()) {
            throw new Refused("ERR bit offset is not an integer or out of range");
        }
        return offset;
    }

    private static byte[] bytes(Call call, int entry) throws Refused {
        call.needsCopyOf(entry);
        return entry == NONE ? new byte[0] : call.database().strings().bytes(entry);
    }

    /// The string under the first key, zeros behind its end up to that size.
    static int grown(Call call, int entry, int size) {
        Args args = call.args();
        var strings = call.database().strings();
        byte[] zero = new byte[1];
        int present = entry;
        if (entry == NONE) {
            present = strings.set(args.array(), args.offset(1), args.length(1), zero, 0, 1, NEVER);
        }
        if (strings.length(present) < size) {
            present = strings.setRange(present, size - 1, zero, 0, 1);
        }
        strings.form(present, TextForm.CHANGED_IN_PLACE);
        return present;
    }

    static boolean bit(byte[] bytes, long at) {
        int index = (int) (at >>> 3);
        return index < bytes.length && (bytes[index] >> (7 - (at & 7)) & 1) != 0;
    }

    private static void setbit(Call call) throws Refused {
        long offset = bitOffset(call, 2, 0);
        long wanted;
        try {
            wanted = call.integer(3);
        } catch (Refused notANumber) {
            wanted = -1;
        }
        if (wanted != 0 && wanted != 1) {
            throw new Refused("ERR bit is not an integer or out of range");
        }
        int entry = call.find(1, ValueType.STRING);
        if (entry == NONE || call.database().strings().length(entry) <= offset >>> 3) {
            call.needsForeign((offset >>> 3) + 1);
        }
        boolean set = wanted == 1;
        call.database()
                .counted(() -> {
                    call.reply().integer(set(call, entry, offset, set) ? 1 : 0);
                    return 1;
                });
    }

    /// What the bit was.
    private static boolean set(Call call, int entry, long offset, boolean wanted) {
        int index = (int) (offset >>> 3);
        int target = grown(call, entry, index + 1);
        var strings = call.database().strings();
        byte[] one = new byte[1];
        strings.copy(target, index, 1, one, 0);
        int mask = 1 << (7 - (offset & 7));
        boolean old = (one[0] & mask) != 0;
        if (old != wanted) {
            one[0] ^= (byte) mask;
            strings.setRange(target, index, one, 0, 1);
        }
        return old;
    }

    private static void getbit(Call call) throws Refused {
        long offset = bitOffset(call, 2, 0);
        int entry = call.find(1, ValueType.STRING);
        int index = (int) (offset >>> 3);
        byte[] one = new byte[1];
        if (entry != NONE && index < call.database().strings().length(entry)) {
            call.database().strings().copy(entry, index, 1, one, 0);
        }
        call.reply().integer(bit(one, offset & 7) ? 1 : 0);
    }

    /// A stretch of bits, both ends included; empty when the first lies behind the last.
    private record Stretch(long first, long last) {
        static Stretch ofBitcount(Call call, long bytes) throws Refused {
            long first = call.integer(2);
            long last = call.integer(3);
            return of(first, last, isInBits(call, 4), bytes);
        }

        static Stretch ofBitpos(Call call, long bytes) throws Refused {
            long first = call.integer(3);
            // The unit is looked at before the last number.
            boolean bits = isInBits(call, 5);
            long last = call.args().count() > 4 ? call.integer(4) : -1;
            return of(first, last, bits, bytes);
        }

        /// @param unitIndex place of BYTE or BIT, which may be absent
        private static boolean isInBits(Call call, int unitIndex) throws Refused {
            Args args = call.args();
            boolean bits = unitIndex < args.count() && args.is(unitIndex, "BIT");
            if (unitIndex < args.count() && !bits && !args.is(unitIndex, "BYTE")) {
                throw Refused.syntax();
            }
            return bits;
        }

        private static Stretch of(long first, long last, boolean bits, long bytes) {
            long total = bits ? bytes * 8 : bytes;
            first = Math.max(0, first < 0 ? first + total : first);
            last = Math.min(total - 1, Math.max(0, last < 0 ? last + total : last));
            if (bits || first > last) {
                return new Stretch(first, first > last ? first - 1 : last);
            }
            return new Stretch(first * 8, last * 8 + 7);
        }
    }

    private static void bitcount(Call call) throws Refused {
        Args args = call.args();
        int entry = call.find(1, ValueType.STRING);
        if (entry == NONE) {
            call.reply().integer(0);
            return;
        }
        if (args.count() == 3 || args.count() > 5) {
            throw Refused.syntax();
        }
        byte[] bytes = bytes(call, entry);
        if (args.count() > 3 && isBackwards(call.integer(2), call.integer(3))) {
            call.reply().integer(0);
            return;
        }
        var stretch =
                args.count() == 2
                        ? new Stretch(0, bytes.length * 8L - 1)
                        : Stretch.ofBitcount(call, bytes.length);
        call.reply().integer(count(bytes, stretch));
    }

    /// Both ends from the tail, the wrong way round: nothing, though BITPOS takes it for the first
    /// byte.
    private static boolean isBackwards(long first, long last) {
        return first < 0 && last < 0 && first > last;
    }

    private static long count(byte[] bytes, Stretch stretch) {
        long ones = 0;
        long at = stretch.first();
        while (at <= stretch.last()) {
            if ((at & 7) == 0 && at + 7 <= stretch.last()) {
                ones += Integer.bitCount(bytes[(int) (at >>> 3)] & 0xff);
                at += 8;
            } else {
                ones += bit(bytes, at) ? 1 : 0;
                at++;
            }
        }
        return ones;
    }

    private static void bitpos(Call call) throws Refused {
        Args args = call.args();
        long wanted = call.integer(2);
        if (wanted != 0 && wanted != 1) {
            throw new Refused("ERR The bit argument must be 1 or 0.");
        }
        int entry = call.find(1, ValueType.STRING);
        if (entry == NONE) {
            call.reply().integer(wanted == 1 ? -1 : 0);
            return;
        }
        if (args.count() > 6) {
            throw Refused.syntax();
        }
        byte[] bytes = bytes(call, entry);
        var stretch =
                args.count() == 3
                        ? new Stretch(0, bytes.length * 8L - 1)
                        : Stretch.ofBitpos(call, bytes.length);
        long found = position(bytes, stretch, wanted == 1);
        // Without an end the string counts as followed by zeros.
        boolean zerosFollow = wanted == 0 && args.count() < 5 && stretch.first() <= stretch.last();
        call.reply().integer(found < 0 && zerosFollow ? bytes.length * 8L : found);
    }

    private static long position(byte[] bytes, Stretch stretch, boolean wanted) {
        int dull = wanted ? 0 : 0xff;
        long at = stretch.first();
        while (at <= stretch.last()) {
            if ((at & 7) == 0 && (bytes[(int) (at >>> 3)] & 0xff) == dull) {
                at += 8;
            } else if (bit(bytes, at) == wanted) {
                return at;
            } else {
                at++;
            }
        }
        return -1;
    }

    private enum Operation {
        AND,
        OR,
        XOR,
        NOT
    }

    private static Operation operation(Args args) throws Refused {
        for (Operation operation : Operation.values()) {
            if (args.is(1, operation.name())) {
                return operation;
            }
        }
        throw Refused.syntax();
    }

    private static void bitop(Call call) throws Refused {
        Args args = call.args();
        Operation operation = operation(args);
        if (operation == Operation.NOT && args.count() != 4) {
            throw new Refused("ERR BITOP NOT must be called with a single source key.");
        }
        var entries = new ArrayList<Integer>();
        long total = 0;
        for (int i = 3; i < args.count(); i++) {
            int entry = call.findToRead(i, ValueType.STRING);
            entries.add(entry);
            total += entry == NONE ? 0 : call.database().strings().length(entry);
        }
        call.needsHeap(2 * total);
        var sources = new ArrayList<byte[]>();
        int size = 0;
        for (int entry : entries) {
            byte[] source = bytes(call, entry);
            sources.add(source);
            size = Math.max(size, source.length);
        }
        byte[] result = combined(operation, sources, size);
        if (size == 0) {
            call.database().deleteUnseen(args.array(), args.offset(2), args.length(2));
        } else {
            var strings = call.database().strings();
            int stored =
                    strings.set(
                            args.array(), args.offset(2), args.length(2), result, 0, size, NEVER);
            strings.form(stored, TextForm.CHANGED_IN_PLACE);
        }
        call.reply().integer(size);
    }

    /// Shorter sources count as filled up with zeros.
    private static byte[] combined(Operation operation, List<byte[]> sources, int size) {
        byte[] result = Arrays.copyOf(sources.get(0), size);
        for (int i = 0; operation == Operation.NOT && i < size; i++) {
            result[i] = (byte) ~result[i];
        }
        for (byte[] source : sources.subList(1, sources.size())) {
            for (int i = 0; i < size; i++) {
                int other = i < source.length ? source[i] : 0;
                result[i] =
                        (byte)
                                switch (operation) {
                                    case AND -> result[i] & other;
                                    case OR -> result[i] | other;
                                    case XOR -> result[i] ^ other;
                                    case NOT -> result[i];
                                };
            }
        }
        return result;
    }
}
