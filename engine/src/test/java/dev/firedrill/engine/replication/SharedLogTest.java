package dev.firedrill.engine.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.engine.base.InvariantViolation;
import dev.firedrill.engine.base.Prng;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedLogTest {
    private static final int BLOCK = 16 * 1024;

    @Test
    void everyReaderSeesTheSameBytesAtItsOwnPace() {
        var prng = new Prng(4);
        var log = new SharedLog(1, 0);
        var written = new ByteArrayOutputStream();
        var readers = new ArrayList<LogCursor>();
        var seen = new ArrayList<ByteArrayOutputStream>();
        for (int i = 0; i < 4; i++) {
            readers.add(log.cursorAt(1));
            seen.add(new ByteArrayOutputStream());
        }
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[prng.nextInt(300)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) prng.nextLong();
            }
            if (prng.nextInt(2) == 0) {
                log.append(bytes, 0, bytes.length);
            } else {
                var direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
                log.append(direct);
                assertThat(direct.hasRemaining()).isFalse();
            }
            written.writeBytes(bytes);
            int reader = prng.nextInt(readers.size());
            take(readers.get(reader), 1 + prng.nextInt(2_000), seen.get(reader));
        }
        for (int i = 0; i < readers.size(); i++) {
            while (take(readers.get(i), 4_096, seen.get(i)) > 0) {
                assertThat(readers.get(i).unreadBytes()).isNotNegative();
            }
            assertThat(seen.get(i).toByteArray()).isEqualTo(written.toByteArray());
            readers.get(i).close();
        }
        assertThat(log.cursors()).isZero();
        assertThat(log.allocatedBytes()).isLessThanOrEqualTo(2 * BLOCK);
    }

    private static int take(LogCursor cursor, int bytesMax, ByteArrayOutputStream into) {
        var bytes = cursor.read(bytesMax);
        into.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        return bytes.remaining();
    }

    @Test
    void aSlowReaderMakesTheLogLongerAndLettingGoShortensIt() {
        var log = new SharedLog(1, 2 * BLOCK);
        var slow = log.cursorAt(1);
        byte[] bytes = new byte[10 * BLOCK];
        log.append(bytes, 0, bytes.length);

        assertThat(log.offsetMin()).isEqualTo(1);
        assertThat(log.allocatedBytes()).isGreaterThanOrEqualTo(10L * BLOCK);
        slow.close();

        long kept = log.offsetEnd() - log.offsetMin();
        assertThat(kept).isBetween(2L * BLOCK, 3L * BLOCK);
    }

    @Test
    void fourReadersCostOneCopy() {
        var log = new SharedLog(1, 0);
        List<LogCursor> readers =
                List.of(log.cursorAt(1), log.cursorAt(1), log.cursorAt(1), log.cursorAt(1));
        byte[] bytes = new byte[100 * BLOCK];
        log.append(bytes, 0, bytes.length);

        assertThat(log.allocatedBytes()).isLessThanOrEqualTo(101L * BLOCK);
        assertThat(readers).allMatch(reader -> reader.unreadBytes() == bytes.length);
    }

    @Test
    void theTailIsNeverShorterThanWhatIsRetained() {
        var log = new SharedLog(1, 100_000);
        byte[] bytes = new byte[777];
        for (int i = 0; i < 1_000; i++) {
            log.append(bytes, 0, bytes.length);
            long kept = log.offsetEnd() - log.offsetMin();
            assertThat(kept).isGreaterThanOrEqualTo(Math.min(100_000, 777L * (i + 1)));
            assertThat(kept).isLessThan(100_000 + 2 * BLOCK);
        }
    }

    @Test
    void aCursorOutsideTheLogIsABug() {
        var log = new SharedLog(101, 0);

        assertThatThrownBy(() -> log.cursorAt(100)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> log.cursorAt(102)).isInstanceOf(InvariantViolation.class);
        assertThat(log.cursorAt(101).unreadBytes()).isZero();
    }
}
