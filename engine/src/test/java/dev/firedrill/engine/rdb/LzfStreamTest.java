package dev.firedrill.engine.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.base.TransitMemory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LzfStreamTest {
    private final TransitMemory memory = new TransitMemory(false);

    private static byte[] packed(byte[] plain) {
        byte[] packed = new byte[2 * plain.length];
        int length = new Lzf().pack(plain, plain.length, packed, packed.length);
        return Arrays.copyOf(packed, length);
    }

    /// Runs of all lengths, and repetitions from near and far.
    private static byte[] plain(Prng prng, int length) {
        byte[] plain = new byte[length];
        for (int at = 0; at < length; ) {
            int run = Math.min(length - at, 1 + prng.nextInt(400));
            int distance = prng.nextInt(10_000);
            for (int i = 0; i < run; i++, at++) {
                plain[at] =
                        distance > 0 && distance <= at && run > 20
                                ? plain[at - distance]
                                : (byte) prng.nextInt(7);
            }
        }
        return plain;
    }

    @Test
    void whatRepeatsIsPackedBehindMegabytesThatDoNot() throws Exception {
        byte[] plain = new byte[6 << 20];
        var prng = new Prng(1);
        for (int at = 0; at < plain.length; at++) {
            boolean noise = at < plain.length / 2 || at % 1_000 == 0;
            plain[at] = noise ? (byte) prng.nextInt(256) : plain[at - 100];
        }
        byte[] packed = packed(plain);

        assertThat(packed.length).isLessThan(plain.length * 6 / 10);
        assertThat(Lzf.unpack(packed, plain.length)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void unpacksInPiecesWhatWasPacked(long seed) throws Damaged {
        var prng = new Prng(seed);
        byte[] plain = plain(prng, 1 + prng.nextInt(1_000_000));
        byte[] packed = packed(plain);
        var target = new LongBytes(memory);
        var stream = new LzfStream(target, plain.length);
        for (int at = 0; at < packed.length; ) {
            int length = Math.min(packed.length - at, 1 + prng.nextInt(3000));
            stream.feed(packed, at, length);
            at += length;
        }
        stream.end();
        byte[] unpacked = new byte[Math.toIntExact(target.length())];
        target.copyTo(unpacked, 0);
        assertThat(unpacked).isEqualTo(plain);
    }

    @Test
    void moreOrLessThanWasClaimedIsDamage() throws Damaged {
        byte[] packed = packed(new byte[5000]);
        var tooMuch = new LzfStream(new LongBytes(memory), 4000);
        assertThatThrownBy(() -> tooMuch.feed(packed, 0, packed.length))
                .isInstanceOf(Damaged.class);
        var tooLittle = new LzfStream(new LongBytes(memory), 6000);
        tooLittle.feed(packed, 0, packed.length);
        assertThatThrownBy(tooLittle::end).isInstanceOf(Damaged.class);
    }
}
