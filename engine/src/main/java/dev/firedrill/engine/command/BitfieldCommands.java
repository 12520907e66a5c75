package dev.firedrill.engine.command;

import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// BITFIELD: integers of any width at any bit of a string.
final class BitfieldCommands {
    private enum Kind {
        GET,
        SET,
        INCRBY
    }

    private enum Overflow {
        WRAP,
        SAT,
        FAIL
    }

    private record Integers(boolean signed, int bits) {
        static Integers parse(String text) throws Refused {
            boolean signed = text.startsWith("i");
            if ((signed || text.startsWith("u")) && text.matches(".[1-9][0-9]?")) {
                int bits = Integer.parseInt(text.substring(1));
                if (bits <= (signed ? 64 : 63)) {
                    return new Integers(signed, bits);
                }
            }
            throw new Refused(
                    "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not"
                            + " supported but i64 is.");
        }

        BigInteger min() {
            return signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
        }

        BigInteger max() {
            return BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
        }

        /// What fits of a value that may not; null when it must not be stored.
        @Nullable BigInteger fitted(BigInteger value, Overflow overflow) {
            if (value.compareTo(min()) >= 0 && value.compareTo(max()) <= 0) {
                return value;
            }
            return switch (overflow) {
                case FAIL -> null;
                case SAT -> value.signum() < 0 ? min() : max();
                case WRAP -> {
                    BigInteger low = value.mod(BigInteger.ONE.shiftLeft(bits));
                    yield low.compareTo(max()) > 0
                            ? low.subtract(BigInteger.ONE.shiftLeft(bits))
                            : low;
                }
            };
        }

        BigInteger read(byte[] bytes, long offset) {
            long value = 0;
            for (int i = 0; i < bits; i++) {
                value = value << 1 | (BitCommands.bit(bytes, offset + i) ? 1 : 0);
            }
            // No unsigned one has 64 bits, so the sign is the only thing to care for.
            int unused = signed ? 64 - bits : 0;
            return BigInteger.valueOf(value << unused >> unused);
        }

        void write(byte[] bytes, long offset, BigInteger value) {
            for (int i = 0; i < bits; i++) {
                long at = offset + i;
                int mask = 1 << (7 - (at & 7));
                int index = (int) (at >>> 3);
                boolean one = value.testBit(bits - 1 - i);
                bytes[index] = (byte) (one ? bytes[index] | mask : bytes[index] & ~mask);
            }
        }
    }

    private record Step(
            Kind kind, Integers integers, long offset, BigInteger value, Overflow overflow) {}

    private BitfieldCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of(
                        "bitfield", -2, "write denyoom", "1 1 1", call -> bitfield(call, false)),
                CommandSpec.of(
                        "bitfield_ro", -2, "readonly fast", "1 1 1", call -> bitfield(call, true)));
    }

    private static List<Step> steps(Call call) throws Refused {
        Args args = call.args();
        var steps = new ArrayList<Step>();
        Overflow overflow = Overflow.WRAP;
        int i = 2;
        while (i < args.count()) {
            int left = args.count() - i - 1;
            if (args.is(i, "OVERFLOW") && left >= 1) {
                overflow = overflow(args, i + 1);
                i += 2;
                continue;
            }
            Kind kind = kind(args, i, left);
            var integers = Integers.parse(args.text(i + 1));
            long offset = BitCommands.bitOffset(call, i + 2, integers.bits());
            long value = kind == Kind.GET ? 0 : call.integer(i + 3);
            steps.add(new Step(kind, integers, offset, BigInteger.valueOf(value), overflow));
            i += kind == Kind.GET ? 3 : 4;
        }
        return steps;
    }

    private static Kind kind(Args args, int index, int left) throws Refused {
        if (args.is(index, "GET") && left >= 2) {
            return Kind.GET;
        }
        if (args.is(index, "SET") && left >= 3) {
            return Kind.SET;
        }
        if (args.is(index, "INCRBY") && left >= 3) {
            return Kind.INCRBY;
        }
        throw Refused.syntax();
    }

    private static Overflow overflow(Args args, int index) throws Refused {
        for (Overflow overflow : Overflow.values()) {
            if (args.is(index, overflow.name())) {
                return overflow;
            }
        }
        throw new Refused("ERR Invalid OVERFLOW type specified");
    }

    private static void bitfield(Call call, boolean readsOnly) throws Refused {
        List<Step> steps = steps(call);
        long bitsWritten = 0;
        for (Step step : steps) {
            if (step.kind() != Kind.GET) {
                bitsWritten = Math.max(bitsWritten, step.offset() + step.integers().bits());
            }
        }
        if (readsOnly && bitsWritten > 0) {
            throw new Refused("ERR BITFIELD_RO only supports the GET subcommand");
        }
        int entry =
                bitsWritten == 0
                        ? call.findToRead(1, ValueType.STRING)
                        : call.find(1, ValueType.STRING);
        int size = (int) ((bitsWritten + 7) >>> 3);
        // The last field may begin inside and end outside.
        StringCommands.refuseTooLong(call, size, 0);
        call.needsCopyOf(entry);
        call.needsHeap(size);
        boolean grows =
                size > 0 && (entry == NONE || call.database().strings().length(entry) < size);
        if (grows) {
            // Growing the string without writing a bit does not count as a change, and redis-server
            // does not propagate it. Its replicas then have a shorter string; ours must not.
            call.propagateUncounted();
        }
        call.database().counted(() -> answer(call, steps, entry, size, grows));
    }

    /// How many steps changed something: in a string that has grown, each that wrote.
    private static int answer(Call call, List<Step> steps, int entry, int size, boolean grows) {
        int target = size > 0 ? BitCommands.grown(call, entry, size) : entry;
        var strings = call.database().strings();
        byte[] bytes = target == NONE ? new byte[0] : strings.bytes(target);
        int changes = 0;
        call.reply().array(steps.size());
        for (Step step : steps) {
            if (answer(call, step, bytes, grows)) {
                changes++;
            }
        }
        if (changes > 0) {
            strings.setRange(target, 0, bytes, 0, bytes.length);
        }
        return changes;
    }

    /// Whether it counts as a change.
    private static boolean answer(Call call, Step step, byte[] bytes, boolean grown) {
        Integers integers = step.integers();
        BigInteger old = integers.read(bytes, step.offset());
        if (step.kind() == Kind.GET) {
            call.reply().integer(old.longValue());
            return false;
        }
        boolean adds = step.kind() == Kind.INCRBY;
        BigInteger wanted = adds ? old.add(step.value()) : step.value();
        if (!adds && !integers.signed() && wanted.signum() < 0) {
            // What is set without a sign is read without one: it is too large, not too small.
            wanted = wanted.add(BigInteger.ONE.shiftLeft(64));
        }
        BigInteger fitted = integers.fitted(wanted, step.overflow());
        boolean far = integers.max().subtract(wanted).bitLength() > 63;
        if (!adds && integers.signed() && step.overflow() == Overflow.SAT && far) {
            // So far below that Redis's distance to the largest value turns round.
            fitted = integers.max();
        }
        if (fitted == null) {
            call.reply().nil();
            return false;
        }
        integers.write(bytes, step.offset(), fitted);
        call.reply().integer((adds ? fitted : old).longValue());
        return grown || !fitted.equals(old);
    }
}
