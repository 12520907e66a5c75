package dev.firedrill.faults.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// A load is due by its rate alone, and says what of a latency is its own.
class LoadScheduleTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long START = 7 * SECOND;

    /// Connection and number of each write that was sent.
    private final List<String> sent = new ArrayList<>();

    private static HeavyLoad load(int perSecond, int connections, int pipeline) {
        return new HeavyLoad(
                OptionalInt.of(perSecond), OptionalLong.empty(), connections, pipeline, 100, 20);
    }

    private LoadSchedule connected(HeavyLoad load) {
        var schedule = new LoadSchedule(load, START);
        for (int i = 0; i < load.connections(); i++) {
            schedule.connected(i, START);
        }
        return schedule;
    }

    private void advance(LoadSchedule schedule, long nanos) {
        schedule.advance(nanos, (connection, number) -> sent.add(connection + ":" + number));
    }

    @Test
    void writesAreDueEvenlySpread() {
        LoadSchedule schedule = connected(load(1_000, 1, 64));
        advance(schedule, START);
        assertThat(sent).containsExactly("0:0");
        assertThat(schedule.nextNanos(START)).isEqualTo(START + MILLI);

        advance(schedule, START + 3 * MILLI);
        assertThat(sent).containsExactly("0:0", "0:1", "0:2", "0:3");
    }

    /// The server stands still for a second: everything that is due meanwhile waits, and its
    /// latency counts from when it was due.
    @Test
    void aStallShowsInEveryWriteThatWasDueMeanwhile() {
        LoadSchedule schedule = connected(load(10, 1, 1));
        advance(schedule, START);
        for (long now = START + MILLI; now <= START + SECOND; now += MILLI) {
            advance(schedule, now);
        }
        assertThat(sent).hasSize(1);
        assertThat(schedule.nextNanos(START + SECOND)).isEqualTo(Long.MAX_VALUE);

        for (int i = 0; i < 11; i++) {
            schedule.answered(0, START + SECOND, true);
            advance(schedule, START + SECOND);
        }
        LoadInterval interval = schedule.interval(START + SECOND);
        assertThat(interval.due()).isEqualTo(11);
        assertThat(interval.answered()).isEqualTo(11);
        var latencies = interval.latencies().histogram();
        assertThat(latencies.getMaxValue()).isBetween(990_000L, 1_010_000L);
        assertThat(latencies.getValueAtPercentile(50)).isBetween(490_000L, 510_000L);
        // The load itself was never late: there was no room.
        assertThat(interval.lateness().histogram().getMaxValue()).isZero();
    }

    @Test
    void aWriteThatLeavesLateAlthoughThereWasRoomIsTheLoadsOwnFault() {
        LoadSchedule schedule = connected(load(10, 2, 4));
        advance(schedule, START + 250 * MILLI);

        LoadInterval interval = schedule.interval(START + 250 * MILLI);
        assertThat(interval.sent()).isEqualTo(3);
        assertThat(interval.lateness().histogram().getMaxValue()).isBetween(247_000L, 253_000L);
    }

    @Test
    void theTurnPassesToTheNextConnectionWithRoom() {
        LoadSchedule schedule = connected(load(1_000, 2, 2));
        advance(schedule, START + 2 * MILLI);
        advance(schedule, START + 9 * MILLI);
        assertThat(sent).containsExactly("1:0", "1:1", "0:2", "0:3");
    }

    @Test
    void whatIsUnderWayOnALostConnectionHasNoAnswer() {
        LoadSchedule schedule = connected(load(1_000, 2, 8));
        advance(schedule, START + 3 * MILLI);
        schedule.lost(1);
        assertThat(schedule.interval(START + 3 * MILLI).unanswered()).isEqualTo(4);

        advance(schedule, START + 4 * MILLI);
        assertThat(sent.getLast()).isEqualTo("0:4");
        schedule.answered(0, START + 5 * MILLI, false);
        assertThat(schedule.interval(START + 5 * MILLI).refused()).isEqualTo(1);
    }

    @Test
    void withoutAnyConnectionWritesWaitAndAreNotLateByThemselves() {
        var schedule = new LoadSchedule(load(1_000, 1, 8), START);
        advance(schedule, START + 3 * MILLI);
        assertThat(sent).isEmpty();

        schedule.connected(0, START + 3 * MILLI);
        advance(schedule, START + 3 * MILLI);
        schedule.answered(0, START + 4 * MILLI, true);
        LoadInterval interval = schedule.interval(START + 4 * MILLI);
        assertThat(interval.lateness().histogram().getMaxValue()).isZero();
        assertThat(interval.latencies().histogram().getMaxValue()).isBetween(3_960L, 4_040L);
    }

    @Test
    void aLoadThatIsFinishedWaitsForItsAnswersAndCountsTheOthers() {
        LoadSchedule schedule = connected(load(1_000, 1, 2));
        advance(schedule, START + 4 * MILLI);
        schedule.finish(START + 4 * MILLI);
        assertThat(schedule.over()).isFalse();
        schedule.answered(0, START + 5 * MILLI, true);

        LoadInterval last = schedule.lastInterval(START + 5 * MILLI);
        assertThat(last.due()).isEqualTo(5);
        assertThat(last.answered()).isEqualTo(1);
        assertThat(last.unanswered()).isEqualTo(4);
    }

    @Test
    void aLoadOfACountIsOverWhenAllAreAnswered() {
        LoadSchedule schedule = connected(load(1_000, 1, 64).lasting(Duration.ofMillis(3)));
        advance(schedule, START + SECOND);
        assertThat(sent).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(schedule.over()).isFalse();
            schedule.answered(0, START + SECOND, true);
        }
        assertThat(schedule.over()).isTrue();
    }

    @Test
    void aLoadWithoutARateSendsAsMuchAsThereIsRoomFor() {
        LoadSchedule schedule = connected(HeavyLoad.filling(5_000, 20));
        advance(schedule, START);
        assertThat(sent).hasSize(8 * 256);
        schedule.answered(0, START + MILLI, true);
        advance(schedule, START + MILLI);
        assertThat(sent).hasSize(8 * 256 + 1);
    }

    @Test
    void fillingSetsEveryKeyOnce() {
        for (int keys : new int[] {1, 2, 97, 1_000, 30_000}) {
            HeavyLoad filling = HeavyLoad.filling(keys, 20);
            var set = new java.util.TreeSet<Long>();
            for (long number = 0; number < keys; number++) {
                set.add(filling.keyNumber(number));
            }
            assertThat(set).as("%d keys", keys).hasSize(keys);
            assertThat(set.getLast()).isEqualTo(keys - 1L);
        }
    }
}
