package dev.firedrill.engine.resp;

import dev.firedrill.engine.base.LongBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The arguments of one command, as slices of the buffer that they arrived in: valid only until the
/// call that hands them out returns, so that parsing allocates nothing.
///
/// A long argument may lie outside of the heap instead ([#longAt]). Few commands take one as it is;
/// for the others it is brought onto the heap before ([#ontoHeap]), as far as there is room.
public final class Args {
    private static final int OUTSIDE = -1;

    private byte[] array = new byte[0];
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];
    private int count;

    /// Those outside of the heap, in their order; null while there is none, as nearly always.
    private @Nullable List<LongBytes> outside;

    /// Those that were copied onto the heap since.
    private @Nullable List<LongBytes> leftBehind;

    /// Arguments that were built here rather than received, for example by a test or the AOF
    // loader.
    public static Args of(byte[]... arguments) {
        var args = new Args();
        args.setTo(arguments);
        return args;
    }

    /// Holds copies of these instead of what it held.
    public void setTo(byte[]... arguments) {
        int total = 0;
        for (byte[] argument : arguments) {
            total += argument.length;
        }
        byte[] joined = new byte[total];
        reset(joined);
        int at = 0;
        for (byte[] argument : arguments) {
            System.arraycopy(argument, 0, joined, at, argument.length);
            add(at, argument.length);
            at += argument.length;
        }
    }

    public static Args of(String... arguments) {
        byte[][] bytes = new byte[arguments.length][];
        for (int i = 0; i < arguments.length; i++) {
            bytes[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
        }
        return of(bytes);
    }

    /// Starts over on another buffer.
    public void reset(byte[] buffer) {
        array = buffer;
        count = 0;
        outside = null;
        leftBehind = null;
    }

    /// One that lies outside of the heap; it is still its giver's, until somebody retains it.
    public void add(LongBytes argument) {
        List<LongBytes> known = outside;
        if (known == null) {
            known = new ArrayList<>(1);
            outside = known;
        }
        known.add(argument);
        add(OUTSIDE, Math.toIntExact(argument.length()));
    }

    /// Whether one of them lies outside of the heap.
    public boolean reachOutside() {
        return outside != null;
    }

    /// The argument, if it lies outside of the heap.
    public @Nullable LongBytes longAt(int index) {
        List<LongBytes> known = outside;
        if (known == null || offsets[index] != OUTSIDE) {
            return null;
        }
        int before = 0;
        for (int i = 0; i < index; i++) {
            before += offsets[i] == OUTSIDE ? 1 : 0;
        }
        return known.get(before);
    }

    /// Whether one of them was so long that there was no room for it: its bytes are gone.
    public boolean incomplete() {
        List<LongBytes> known = outside;
        return known != null && known.stream().anyMatch(LongBytes::lost);
    }

    /// Of those that lie outside of the heap.
    public long bytesOutside() {
        List<LongBytes> known = outside;
        return known == null ? 0 : known.stream().mapToLong(LongBytes::length).sum();
    }

    /// Of all arguments together.
    public long bytes() {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += lengths[i];
        }
        return bytes;
    }

    /// Brings all of them onto the heap.
    public void ontoHeap() {
        if (outside != null) {
            var copy = new Args();
            copy.reset(new byte[Math.toIntExact(bytes())]);
            int at = 0;
            for (int i = 0; i < count; i++) {
                LongBytes argument = longAt(i);
                if (argument != null) {
                    argument.copyTo(copy.array, at);
                } else {
                    System.arraycopy(array, offsets[i], copy.array, at, lengths[i]);
                }
                copy.add(at, lengths[i]);
                at += lengths[i];
            }
            array = copy.array;
            offsets = copy.offsets;
            lengths = copy.lengths;
            // The code that retained them still has to release them.
            leftBehind = outside;
            outside = null;
        }
    }

    /// Gives back what lies outside of the heap, of arguments that were retained.
    public void release() {
        List<LongBytes> known = outside;
        if (known != null) {
            known.forEach(LongBytes::release);
        }
        List<LongBytes> copied = leftBehind;
        if (copied != null) {
            copied.forEach(LongBytes::release);
        }
    }

    public void add(int offset, int length) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
        }
        offsets[count] = offset;
        lengths[count] = length;
        count++;
    }

    public int count() {
        return count;
    }

    public byte[] array() {
        return array;
    }

    public int offset(int index) {
        return offsets[index];
    }

    public int length(int index) {
        return lengths[index];
    }

    public byte[] copy(int index) {
        LongBytes argument = longAt(index);
        if (argument != null) {
            byte[] copied = new byte[lengths[index]];
            argument.copyTo(copied, 0);
            return copied;
        }
        return Arrays.copyOfRange(array, offsets[index], offsets[index] + lengths[index]);
    }

    /// The first bytes of it.
    public byte[] copy(int index, int bytesMax) {
        int bytes = Math.min(lengths[index], bytesMax);
        LongBytes argument = longAt(index);
        if (argument != null) {
            return argument.begin(bytes);
        }
        return Arrays.copyOfRange(array, offsets[index], offsets[index] + bytes);
    }

    /// One character per byte (ISO 8859-1), so that no byte is lost.
    public String text(int index) {
        if (longAt(index) != null) {
            return new String(copy(index), StandardCharsets.ISO_8859_1);
        }
        return new String(array, offsets[index], lengths[index], StandardCharsets.ISO_8859_1);
    }

    /// As an error quotes it: Redis prints it as C does, up to a zero byte.
    public static String shown(String text) {
        int zero = text.indexOf(0);
        return zero < 0 ? text : text.substring(0, zero);
    }

    /// Whether the argument is this ASCII word; `upperCase` is written in capitals, the argument in
    /// any case.
    public boolean is(int index, String upperCase) {
        int length = lengths[index];
        if (length != upperCase.length()) {
            return false;
        }
        int at = offsets[index];
        for (int i = 0; i < length; i++) {
            int b = array[at + i];
            if (b >= 'a' && b <= 'z') {
                b -= 'a' - 'A';
            }
            if (b != upperCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// A copy that outlives the call, for example for `MULTI`. What lies outside of the heap is not
    /// copied: it moves, and is given back by [#release] of the copy.
    public Args retained() {
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += offsets[i] == OUTSIDE ? 0 : lengths[i];
        }
        byte[] joined = new byte[total];
        var copy = new Args();
        copy.reset(joined);
        int at = 0;
        for (int i = 0; i < count; i++) {
            LongBytes argument = longAt(i);
            if (argument != null) {
                copy.add(argument.moved());
            } else {
                System.arraycopy(array, offsets[i], joined, at, lengths[i]);
                copy.add(at, lengths[i]);
                at += lengths[i];
            }
        }
        return copy;
    }
}
