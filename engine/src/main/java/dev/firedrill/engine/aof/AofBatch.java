package dev.firedrill.engine.aof;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// The line that stands before each batch of an increment of ours, with the batch's length and
/// checksum: `#FD:<length>:<CRC-32C>:<check of this line>`. So a flipped bit is refused instead of
/// loaded, and a batch that was cut off is known as such. redis-server skips lines that begin with
/// a number sign; what it appends itself has no such line and is loaded without.
public final class AofBatch {
    public static final int HEADER_BYTES = 28;

    /// A batch has fewer bytes than this: its length is written with eight hexadecimal digits, and
    /// many who read it count in `int`.
    public static final long BYTES_MAX = 1L << 30;

    private static final String MARK = "#FD:";
    private static final int LINE_BYTES = HEADER_BYTES - 2;
    private static final int CHECKED_BYTES = 21;

    /// A line of ours that is not as it was written.
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed() {
            super("a damaged checksum record");
        }
    }

    /// What a batch's line says of it.
    record Header(long length, int checksum) {}

    private AofBatch() {}

    /// Puts the line before the batch that begins [#HEADER_BYTES] behind `offset`. Once for each
    /// batch of commands, so nothing is allocated for it but the checksums.
    ///
    /// @param length of the batch without the line
    public static void seal(byte[] bytes, int offset, int length) {
        var crc = new CRC32C();
        crc.update(bytes, offset + HEADER_BYTES, length);
        line(bytes, offset, length, (int) crc.getValue());
    }

    /// The line of a batch whose bytes stand elsewhere.
    ///
    /// @param checksum CRC-32C of the batch
    public static byte[] line(long length, long checksum) {
        byte[] line = new byte[HEADER_BYTES];
        line(line, 0, (int) length, (int) checksum);
        return line;
    }

    private static void line(byte[] bytes, int offset, int length, int checksum) {
        int at = offset;
        for (int i = 0; i < MARK.length(); i++) {
            bytes[at++] = (byte) MARK.charAt(i);
        }
        at = hexadecimal(bytes, at, length, 8);
        bytes[at++] = ':';
        at = hexadecimal(bytes, at, checksum, 8);
        int check = checksum(bytes, offset, CHECKED_BYTES) & 0xffff;
        bytes[at++] = ':';
        at = hexadecimal(bytes, at, check, 4);
        bytes[at++] = '\r';
        bytes[at] = '\n';
    }

    /// @return behind the digits
    private static int hexadecimal(byte[] bytes, int offset, int value, int digits) {
        for (int i = 0; i < digits; i++) {
            int digit = (value >>> (4 * (digits - 1 - i))) & 0xf;
            bytes[offset + i] = (byte) Character.forDigit(digit, 16);
        }
        return offset + digits;
    }

    static int checksum(byte[] bytes, int offset, int length) {
        var crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    private static int check(String claims) {
        byte[] bytes = claims.getBytes(StandardCharsets.ISO_8859_1);
        return checksum(bytes, 0, bytes.length) & 0xffff;
    }

    static boolean begins(String line) {
        return line.startsWith(MARK);
    }

    /// @param line without its end
    static Header parse(String line) throws Malformed {
        if (line.length() != LINE_BYTES || line.charAt(CHECKED_BYTES) != ':') {
            throw new Malformed();
        }
        String claims = line.substring(0, CHECKED_BYTES);
        try {
            // The line vouches for itself: a flipped length must not make what follows look cut
            // off.
            if (Integer.parseInt(line.substring(CHECKED_BYTES + 1), 16) != check(claims)) {
                throw new Malformed();
            }
            return new Header(
                    Long.parseLong(claims.substring(4, 12), 16),
                    (int) Long.parseLong(claims.substring(13), 16));
        } catch (NumberFormatException notANumber) {
            throw new Malformed();
        }
    }
}
