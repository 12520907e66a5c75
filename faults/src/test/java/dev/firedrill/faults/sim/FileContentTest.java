package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// A file is one run of bytes, whatever the pieces in which it was written and is read.
class FileContentTest {
    /// Longer than several blocks, and no multiple of one.
    private static final int LENGTH = 70_001;

    private static byte[] numbered(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }

    private static FileContent fileWith(byte[] bytes) {
        var file = new FileContent();
        file.append(bytes, bytes.length);
        return file;
    }

    @Test
    void piecesOfAnyLengthGoTogether() {
        byte[] wanted = numbered(LENGTH);
        var file = new FileContent();
        for (int at = 0, piece = 1; at < LENGTH; at += piece, piece = piece * 3 % 5_003) {
            int count = Math.min(piece, LENGTH - at);
            file.append(Arrays.copyOfRange(wanted, at, at + piece), count);
        }

        assertThat(file.length).isEqualTo(LENGTH);
        assertThat(file.copy()).isEqualTo(wanted);
        var read = new ByteArrayOutputStream();
        for (int at = 0; at < LENGTH; at += 4_099) {
            read.writeBytes(file.copy(at, Math.min(LENGTH, at + 4_099)));
        }
        assertThat(read.toByteArray()).isEqualTo(wanted);
        assertThat(file.copy(LENGTH, LENGTH)).isEmpty();
    }

    @Test
    void whatIsAppendedAfterATruncationReplacesWhatWasCutOff() {
        FileContent file = fileWith(numbered(LENGTH));

        file.truncate(20_000);
        file.append(new byte[] {7, 8}, 2);

        assertThat(file.length).isEqualTo(20_002);
        assertThat(file.copy(0, 20_000)).isEqualTo(numbered(20_000));
        assertThat(file.copy(20_000, 20_002)).containsExactly(7, 8);
    }

    @Test
    void aFlippedBitChangesItsByteAlone() {
        byte[] wanted = numbered(LENGTH);
        FileContent file = fileWith(wanted);

        file.flip(40_000, 3);

        wanted[40_000] ^= 1 << 3;
        assertThat(file.copy()).isEqualTo(wanted);
    }

    @Test
    void aPowerLossZeroesWhatAFailedFsyncThrewAway() {
        FileContent file = fileWith(numbered(10));
        file.durable = 10;
        file.append(numbered(LENGTH), LENGTH);
        file.fsyncFailed();
        file.append(new byte[] {7, 8}, 2);

        file.losePower();

        assertThat(file.length).isEqualTo(10 + LENGTH);
        assertThat(file.copy(0, 10)).isEqualTo(numbered(10));
        assertThat(file.copy(10, 10 + LENGTH)).isEqualTo(new byte[LENGTH]);
    }
}
