package dev.firedrill.engine.rdb;

import java.util.Arrays;
import java.util.Locale;

/// The compression of strings inside of a snapshot. A packed string is a sequence of literals (a
/// length below 32, then one byte more than that) and of references (a length, and how far back to
/// copy from). Source: description of the LZF format.
final class Lzf {
    /// A reference of three bytes stands for 264 at most, so nothing grows more than 88-fold.
    private static final int REFERENCE_BYTES_MAX = 264;

    private static final int GROWTH_MAX = REFERENCE_BYTES_MAX / 3;
    private static final int LITERALS_MAX = 32;
    private static final int DISTANCE_MAX = 1 << 13;
    private static final int TABLE_BITS = 13;

    /// After 32 misses in a row every other place is looked at, after 64 every third, and so on.
    private static final int PATIENCE_BITS = 5;

    /// A bound, so that a part that does repeat is found behind megabytes that do not.
    private static final int PASSED_OVER_MAX = 15;

    /// Where three bytes with this hash were seen last, counted from `first`. `first` advances past
    /// each string, which makes the entries of earlier strings invalid without clearing the table.
    private final int[] seen = new int[1 << TABLE_BITS];

    private int first = 1;

    /// Before the bytes have arrived: whether this number of packed bytes can unpack to this number
    /// of plain ones at all.
    static void checkPromise(long packed, long plain, long plainMax) throws Damaged {
        if (plain > plainMax || packed > plainMax || plain > packed * GROWTH_MAX || plain == 0) {
            throw new Damaged(
                    String.format(
                            Locale.ROOT,
                            "a compressed string of %d bytes that claims %d",
                            packed,
                            plain));
        }
    }

    /// @param plain what it must come to: measured before any memory is taken for it
    static byte[] unpack(byte[] packed, int plain) throws Damaged {
        long measured = measure(packed);
        if (measured != plain) {
            throw new Damaged(
                    String.format(
                            Locale.ROOT,
                            "a compressed string of %d bytes that claims %d",
                            measured,
                            plain));
        }
        byte[] out = new byte[plain];
        int at = 0;
        int to = 0;
        while (at < packed.length) {
            int control = packed[at++] & 0xff;
            if (control < LITERALS_MAX) {
                int literals = control + 1;
                System.arraycopy(packed, at, out, to, literals);
                at += literals;
                to += literals;
                continue;
            }
            int copied = control >>> 5;
            if (copied == 7) {
                copied += packed[at++] & 0xff;
            }
            copied += 2;
            int distance = ((control & 0x1f) << 8 | (packed[at++] & 0xff)) + 1;
            if (distance > to) {
                throw new Damaged("a compressed string refers outside of itself");
            }
            copy(out, to, distance, copied);
            to += copied;
        }
        return out;
    }

    private static void copy(byte[] out, int to, int distance, int length) {
        int from = to - distance;
        if (distance >= length) {
            System.arraycopy(out, from, out, to, length);
            return;
        }
        // Byte by byte: source and target overlap on purpose.
        for (int i = 0; i < length; i++) {
            out[to + i] = out[from + i];
        }
    }

    private static long measure(byte[] packed) throws Damaged {
        long plain = 0;
        int at = 0;
        while (at < packed.length) {
            int control = packed[at++] & 0xff;
            if (control < LITERALS_MAX) {
                at += control + 1;
                plain += control + 1;
            } else if (control >>> 5 < 7) {
                at++;
                plain += (control >>> 5) + 2;
            } else {
                plain += 7 + 2 + (at < packed.length ? packed[at] & 0xff : 0);
                at += 2;
            }
        }
        if (at > packed.length) {
            throw new Damaged("a compressed string is cut off");
        }
        return plain;
    }

    /// @return the length of what stands in `out` now, 0 when it does not fit there
    int pack(byte[] plain, int plainLength, byte[] out, int outMax) {
        int base = base(plainLength);
        int to = 1;
        int literalsFrom = 0;
        int at = 0;
        int missed = 0;
        // The last bytes begin no reference: it takes three to hash.
        while (at + 2 < plainLength) {
            int hash = hash(plain, at);
            int from = seen[hash] - base;
            seen[hash] = base + at;
            boolean near = from >= 0 && at - from <= DISTANCE_MAX;
            int matched = near ? matching(plain, plainLength, from, at) : 0;
            if (matched < 3) {
                // Where nothing repeats, looking everywhere costs most and gains nothing.
                int passedOver = Math.min(PASSED_OVER_MAX, missed++ >>> PATIENCE_BITS);
                at = Math.min(plainLength, at + 1 + passedOver);
                while (at - literalsFrom >= LITERALS_MAX && to > 0) {
                    int until = literalsFrom + LITERALS_MAX;
                    to = literals(plain, literalsFrom, until, out, to, outMax);
                    literalsFrom = until;
                }
            } else {
                missed = 0;
                to = literals(plain, literalsFrom, at, out, to, outMax);
                to = to == 0 ? 0 : reference(at - from - 1, matched - 2, out, to, outMax);
                at += matched;
                literalsFrom = at;
            }
            if (to == 0) {
                return 0;
            }
        }
        while (literalsFrom < plainLength && to > 0) {
            int until = Math.min(plainLength, literalsFrom + LITERALS_MAX);
            to = literals(plain, literalsFrom, until, out, to, outMax);
            literalsFrom = until;
        }
        return to == 0 ? 0 : to - 1;
    }

    private int base(int length) {
        if (first > Integer.MAX_VALUE - length) {
            Arrays.fill(seen, 0);
            first = 1;
        }
        int base = first;
        first += length;
        return base;
    }

    private static int hash(byte[] plain, int at) {
        int three = (plain[at] & 0xff) << 16 | (plain[at + 1] & 0xff) << 8 | (plain[at + 2] & 0xff);
        return (three * 0x9E3779B1) >>> (32 - TABLE_BITS);
    }

    private static int matching(byte[] plain, int plainLength, int from, int at) {
        int most = Math.min(REFERENCE_BYTES_MAX, plainLength - at);
        int matched = 0;
        while (matched < most && plain[from + matched] == plain[at + matched]) {
            matched++;
        }
        return matched;
    }

    /// Positions in `out` are one too high here, so that 0 can mean that it is full.
    private static int literals(byte[] plain, int from, int until, byte[] out, int to, int outMax) {
        int count = until - from;
        if (count == 0) {
            return to;
        }
        if (to + count > outMax) {
            return 0;
        }
        out[to - 1] = (byte) (count - 1);
        System.arraycopy(plain, from, out, to, count);
        return to + count + 1;
    }

    private static int reference(int distance, int length, byte[] out, int to, int outMax) {
        if (to + 2 > outMax) {
            return 0;
        }
        int next = to;
        if (length < 7) {
            out[next++ - 1] = (byte) (length << 5 | distance >>> 8);
        } else {
            out[next++ - 1] = (byte) (7 << 5 | distance >>> 8);
            out[next++ - 1] = (byte) (length - 7);
        }
        out[next++ - 1] = (byte) distance;
        return next;
    }
}
