package dev.firedrill.engine.resp;

import java.nio.charset.StandardCharsets;

/// The arguments of one command, as slices of the buffer that they arrived in: valid only until the
/// call that hands them out returns, so that parsing allocates nothing.
public final class Args {
    private byte[] array = new byte[0];
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];
    private int count;

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
    }

    public void add(int offset, int length) {
        if (count == offsets.length) {
            offsets = java.util.Arrays.copyOf(offsets, count * 2);
            lengths = java.util.Arrays.copyOf(lengths, count * 2);
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
        return java.util.Arrays.copyOfRange(array, offsets[index], offsets[index] + lengths[index]);
    }

    /// One character per byte (ISO 8859-1), so that no byte is lost.
    public String text(int index) {
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

    /// A copy that outlives the call, for example for `MULTI`.
    public Args retained() {
        byte[][] copies = new byte[count][];
        for (int i = 0; i < count; i++) {
            copies[i] = copy(i);
        }
        return of(copies);
    }
}
