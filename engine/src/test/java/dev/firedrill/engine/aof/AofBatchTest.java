package dev.firedrill.engine.aof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class AofBatchTest {
    /// The published check value of CRC-32C is that of these nine digits.
    @Test
    void theLineBeforeABatchHasAlwaysTheSameForm() {
        byte[] bytes = new byte[3 + AofBatch.HEADER_BYTES + 9];
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, bytes, 3 + AofBatch.HEADER_BYTES, digits.length);

        AofBatch.seal(bytes, 3, digits.length);

        var check = new CRC32C();
        check.update("#FD:00000009:e3069283".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(bytes, 3, bytes.length - 3, StandardCharsets.US_ASCII))
                .isEqualTo(
                        "#FD:00000009:e3069283:%04x\r\n123456789"
                                .formatted(check.getValue() & 0xffff));
    }
}
