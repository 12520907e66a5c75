package dev.firedrill.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.engine.base.InvariantViolation;
import dev.firedrill.engine.base.Prng;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Blocks never overlap, and memory that is given back serves blocks of other sizes.
class BlocksPropertyTest {
    private static final int OPERATIONS = 60_000;

    private record Block(int address, int bytes, byte mark) {}

    private static int size(Prng prng) {
        return switch (prng.nextInt(10)) {
            case 0 -> prng.nextInt(9);
            case 1 -> 128 + prng.nextInt(4_000);
            case 2 -> 4_000 + prng.nextInt(30_000);
            case 3 -> prng.nextInt(50) == 0 ? 400_000 + prng.nextInt(400_000) : 64;
            default -> 1 + prng.nextInt(200);
        };
    }

    private static void fill(Blocks blocks, Block block) {
        blocks.segment(block.address())
                .asSlice(Blocks.offset(block.address()), block.bytes())
                .fill(block.mark());
    }

    private static void assertWhole(Blocks blocks, Block block) {
        byte[] found =
                Layout.bytes(
                        blocks.segment(block.address()),
                        Blocks.offset(block.address()),
                        block.bytes());
        for (byte one : found) {
            assertThat(one).as("a byte of %s", block).isEqualTo(block.mark());
        }
    }

    @ParameterizedTest
    @EnumSource(Memory.class)
    void blocksKeepTheirBytesUntilTheyAreGivenBack(Memory memory) {
        var prng = new Prng(20_261_125);
        var blocks = new Blocks(memory);
        var live = new ArrayList<Block>();
        for (int i = 0; i < OPERATIONS; i++) {
            boolean grows = i % 20_000 < 10_000;
            if (live.isEmpty() || prng.nextInt(10) < (grows ? 7 : 3)) {
                int bytes = size(prng);
                var block = new Block(blocks.take(bytes), bytes, (byte) prng.nextInt(256));
                fill(blocks, block);
                live.add(block);
            } else {
                Block block = live.set(prng.nextInt(live.size()), live.getLast());
                live.removeLast();
                assertWhole(blocks, block);
                blocks.give(block.address(), block.bytes());
            }
        }
        live.forEach(block -> {
            assertWhole(blocks, block);
            blocks.give(block.address(), block.bytes());
        });
        assertThat(blocks.usedBytes()).isZero();
        // One chunk is kept for what comes next.
        assertThat(blocks.reservedBytes()).isLessThanOrEqualTo(1 << 20);
        while (blocks.releaseSome()) {
            assertThat(blocks.reservedBytes()).isNotNegative();
        }
        assertThat(blocks.reservedBytes()).isZero();
    }

    @Test
    void memoryOfSmallBlocksServesLargerOnesOnceItIsGivenBack() {
        var blocks = new Blocks(Memory.RELEASED);
        var small = new ArrayList<Integer>();
        for (int i = 0; i < 200_000; i++) {
            small.add(blocks.take(40));
        }
        long before = blocks.reservedBytes();
        small.forEach(address -> blocks.give(address, 40));
        for (int i = 0; i < 17_000; i++) {
            assertThat(blocks.take(400)).isNotEqualTo(Blocks.NOWHERE);
        }
        assertThat(blocks.reservedBytes()).isLessThanOrEqualTo(before + (1 << 20));
    }

    @Test
    void aBlockThatIsGivenBackWithAnotherSizeIsABug() {
        var blocks = new Blocks(Memory.RELEASED);
        int address = blocks.take(40);
        assertThatThrownBy(() -> blocks.give(address, 400))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("another size");
    }
}
