package dev.firedrill.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What INFO says while a snapshot is being made. The disk of this node answers when the test says
/// so, so a snapshot stays under way.
class SnapshotFiguresTest {
    private static final int KEYS = 3_000;

    private static String field(LoneNode.Client client, String name) {
        String info = client.ask("INFO", "persistence");
        int begin = info.indexOf("\n" + name + ":");
        assertThat(begin).as(name).isPositive();
        return info.substring(begin + name.length() + 2, info.indexOf('\r', begin));
    }

    private static long number(LoneNode.Client client, String name) {
        return Long.parseLong(field(client, name));
    }

    @Test
    void aSaveIsToldWithHowFarItIsAndWhatItKeptFromBeingOverwritten() throws Exception {
        try (var lone = new LoneNode()) {
            var client = lone.client("client");
            client.ask("DEBUG", "POPULATE", "" + KEYS, "key", "100");
            assertThat(number(client, "rdb_bgsave_in_progress")).isZero();
            assertThat(number(client, "rdb_current_bgsave_time_sec")).isEqualTo(-1);

            client.ask("BGSAVE");
            // In one input with its question: no slice of the snapshot comes in between.
            client.ask("APPEND", "key:" + (KEYS - 1), "x");

            assertThat(number(client, "rdb_bgsave_in_progress")).isEqualTo(1);
            assertThat(number(client, "current_save_keys_total")).isEqualTo(KEYS);
            assertThat(number(client, "current_cow_size")).isBetween(100L, 200L);
            long done = number(client, "current_save_keys_processed");
            assertThat(done).isPositive();
            assertThat(Double.parseDouble(field(client, "current_fork_perc"))).isPositive();

            lone.pass(3 * LoneNode.SECOND);

            assertThat(number(client, "current_save_keys_processed")).isGreaterThan(done);
            assertThat(number(client, "rdb_current_bgsave_time_sec")).isEqualTo(3);
        }
    }

    @Test
    void whatTheLastSaveCostStays() throws Exception {
        try (var lone = new LoneNode()) {
            var client = lone.client("client");
            client.ask("DEBUG", "POPULATE", "" + KEYS, "key", "100");
            client.ask("BGSAVE");
            client.ask("APPEND", "key:" + (KEYS - 1), "x");
            long cost = number(client, "current_cow_size");

            // The disk fails whatever it is asked.
            for (int i = 0; i < 50; i++) {
                lone.pass(LoneNode.SECOND / 10);
                lone.answerDisk();
            }

            assertThat(field(client, "rdb_last_bgsave_status")).isEqualTo("err");
            assertThat(number(client, "rdb_bgsave_in_progress")).isZero();
            assertThat(number(client, "current_cow_size")).isZero();
            assertThat(number(client, "rdb_last_cow_size")).isEqualTo(cost).isPositive();
            assertThat(number(client, "aof_last_cow_size")).isZero();
        }
    }
}
