package dev.firedrill.engine.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import org.junit.jupiter.api.Test;

/// When a replica that lost its master may come back.
class ReconnectDelayTest {
    private static final long SECOND = 1_000_000_000L;

    private final ReconnectDelay delay = new ReconnectDelay(new Prng(1));

    @Test
    void withoutABackoffALinkThatWorkedIsTriedAtOnceAndOneThatDidNotAfterASecond() {
        assertThat(delay.ended(100, 5 * SECOND, true, 0)).isEqualTo(100);
        assertThat(delay.ended(100, 0, false, 0)).isEqualTo(100 + SECOND);
        assertThat(delay.ended(100, 0, false, 0)).isEqualTo(100 + SECOND);
    }

    /// redis-server waits for the next second only where the handshake has failed.
    @Test
    void aSnapshotThatBreaksOffIsAskedForAgainAtOnce() {
        assertThat(delay.ended(100, 0, true, 0)).isEqualTo(100);
        assertThat(delay.ended(100, 0, true, 30)).isGreaterThanOrEqualTo(100 + SECOND / 2);
    }

    @Test
    void attemptsAreAFifthOfASecondApartThoughTheyAreDue() {
        long now = 1_000 * SECOND;
        assertThat(delay.mayAttempt(now, now)).isTrue();
        delay.attempted(now);

        assertThat(delay.mayAttempt(now + SECOND / 5 - 1, now)).isFalse();
        assertThat(delay.mayAttempt(now + SECOND / 5, now)).isTrue();
        assertThat(delay.mayAttempt(now + SECOND, now + 2 * SECOND)).isFalse();
    }

    @Test
    void theBackoffDoublesUpToItsLimitAndIsSpreadByChance() {
        long[] wholes = {1, 2, 4, 8, 16, 30, 30, 30};
        for (long whole : wholes) {
            assertThat(delay.ended(0, 0, false, 30)).isBetween(whole * SECOND / 2, whole * SECOND);
        }
    }

    @Test
    void onlyAStreamThatLastedEndsTheBackoff() {
        for (int i = 0; i < 5; i++) {
            delay.ended(0, 0, false, 30);
        }
        assertThat(delay.ended(0, SECOND, true, 30)).isGreaterThanOrEqualTo(15 * SECOND);
        assertThat(delay.ended(0, 31 * SECOND, true, 30)).isLessThanOrEqualTo(SECOND);
    }

    @Test
    void twoReplicasThatWereCutTogetherDoNotComeBackTogether() {
        var other = new ReconnectDelay(new Prng(2));
        assertThat(delay.ended(0, 0, false, 30)).isNotEqualTo(other.ended(0, 0, false, 30));
    }
}
