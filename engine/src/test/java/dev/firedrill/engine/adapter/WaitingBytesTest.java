package dev.firedrill.engine.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WaitingBytesTest {
    @Test
    void itHoldsWhatTheSourceHadAndIsGoneWhenItIsClosed() {
        ByteBuffer source =
                ByteBuffer.wrap("xfirst".getBytes(StandardCharsets.US_ASCII)).position(1);
        ByteBuffer copy;
        try (var waiting = new WaitingBytes(source)) {
            assertThat(source.hasRemaining()).isFalse();
            source.array()[1] = 'X';
            copy = waiting.bytes();
            assertThat(StandardCharsets.US_ASCII.decode(copy.duplicate()).toString())
                    .isEqualTo("first");
        }
        assertThatThrownBy(() -> copy.get(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothingIsACopyToo() {
        try (var waiting = new WaitingBytes(ByteBuffer.allocate(0))) {
            assertThat(waiting.bytes().hasRemaining()).isFalse();
        }
    }
}
