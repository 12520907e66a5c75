package dev.firedrill.faults.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The writes of a load as bytes. A value begins with the number of its write, so that a write
/// which is missing somewhere shows when datasets are compared, and goes on with text that no
/// compression makes smaller.
public final class LoadCommands {
    private static final String KEY = "key:";
    private static final int KEY_DIGITS = 10;
    private static final String LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static final byte[] END = {'\r', '\n'};

    private final HeavyLoad load;
    private final byte[] key = (KEY + "0".repeat(KEY_DIGITS)).getBytes(StandardCharsets.US_ASCII);
    private final byte[] value;
    private final byte[] set;
    private final byte[] before;
    private final byte[] between;

    /// @param set what SET is called on the server
    public LoadCommands(HeavyLoad load, String set) {
        this.load = load;
        this.set = set.getBytes(StandardCharsets.US_ASCII);
        value = value(load.valueBytes());
        before = ascii("*3\r\n$" + set.length() + "\r\n" + set + "\r\n$" + key.length + "\r\n");
        between = ascii("\r\n$" + value.length + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] value(int length) {
        byte[] value = new byte[length];
        long state = length;
        for (int i = 0; i < length; i++) {
            state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            value[i] = (byte) LETTERS.charAt((int) (state >>> 58));
        }
        return value;
    }

    private static void digits(byte[] text, int from, int count, long number) {
        long left = number;
        for (int i = from + count - 1; i >= from; i--) {
            text[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }

    /// How long each command is.
    public int bytes() {
        return before.length + key.length + between.length + value.length + END.length;
    }

    /// Puts the command of that write into a buffer that has room for it.
    public void put(ByteBuffer out, long number) {
        number(number);
        out.put(before).put(key).put(between).put(value).put(END);
    }

    /// The words of that write.
    public List<byte[]> words(long number) {
        number(number);
        return List.of(set, key.clone(), value.clone());
    }

    private void number(long number) {
        digits(key, KEY.length(), KEY_DIGITS, load.keyNumber(number));
        digits(value, 0, HeavyLoad.NUMBER_DIGITS, number);
    }
}
