package dev.firedrill.engine.node;

import static dev.firedrill.engine.node.LoneNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A disk whose fsyncs take long, under `appendfsync everysec`, as redis-server has it: what is
/// written meanwhile waits up to two seconds, then goes without waiting and is counted. And how
/// long the oldest byte has not been durable.
class SlowDiskTest {
    private final HeldDisk disk = new HeldDisk();

    private void pass(LoneNode lone, long nanos) {
        for (long left = nanos; left > 0; left -= SECOND / 10) {
            lone.pass(SECOND / 10);
            disk.answer(lone);
        }
    }

    private static long info(LoneNode.Client client, String field) {
        return client.ask("INFO", "persistence")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.substring(field.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /// An fsync has been asked for and does not come back; the log holds what was written before.
    private LoneNode withFsyncUnderWay() throws Exception {
        var lone = new LoneNode(disk, "--appendonly", "yes", "--appendfsync", "everysec");
        pass(lone, 2 * SECOND);
        disk.letsFsyncsThrough = false;
        var client = lone.client("10.0.0.1:1");
        assertThat(client.ask("SET", "a", "1")).isEqualTo("+OK\r\n");
        pass(lone, SECOND);
        assertThat(info(client, "aof_pending_bio_fsync")).isEqualTo(1);
        return lone;
    }

    @Test
    void aWriteWaitsTwoSecondsForTheFsyncAndIsThenCounted() throws Exception {
        try (var lone = withFsyncUnderWay()) {
            var client = lone.client("10.0.0.1:2");
            long before = disk.logBytes;
            assertThat(client.ask("SET", "b", "2")).isEqualTo("+OK\r\n");
            pass(lone, 19 * SECOND / 10);
            assertThat(disk.logBytes).isEqualTo(before);
            assertThat(info(client, "aof_delayed_fsync")).isZero();

            pass(lone, 2 * SECOND / 10);

            assertThat(disk.logBytes).isGreaterThan(before);
            assertThat(info(client, "aof_delayed_fsync")).isEqualTo(1);
            assertThat(lone.log)
                    .anyMatch(line -> line.startsWith("Asynchronous AOF fsync is taking too long"));
        }
    }

    @Test
    void anFsyncThatComesBackInTimeIsNotCounted() throws Exception {
        try (var lone = withFsyncUnderWay()) {
            var client = lone.client("10.0.0.1:2");
            long before = disk.logBytes;
            client.ask("SET", "b", "2");
            pass(lone, SECOND);
            assertThat(disk.logBytes).isEqualTo(before);

            disk.letsFsyncsThrough = true;
            pass(lone, 2 * SECOND / 10);

            assertThat(disk.logBytes).isGreaterThan(before);
            pass(lone, 3 * SECOND);
            assertThat(info(client, "aof_delayed_fsync")).isZero();
        }
    }

    @Test
    void theAgeOfTheOldestByteGrowsUntilItIsDurable() throws Exception {
        try (var lone = withFsyncUnderWay()) {
            var client = lone.client("10.0.0.1:2");
            long first = info(client, "aof_oldest_unsynced_age_ms");
            assertThat(first).isBetween(900L, 1_200L);
            pass(lone, 5 * SECOND);
            assertThat(info(client, "aof_oldest_unsynced_age_ms")).isEqualTo(first + 5_000);

            disk.letsFsyncsThrough = true;
            pass(lone, 2 * SECOND);

            assertThat(info(client, "aof_oldest_unsynced_age_ms")).isZero();
        }
    }

    /// Otherwise the last fsync would have all of the snapshot to do, and the log to wait for it.
    @Test
    void aSnapshotIsMadeDurableInSteps() throws Exception {
        assertThat(fsyncsOfASnapshot("yes")).isGreaterThan(4);
        assertThat(fsyncsOfASnapshot("no")).isEqualTo(1);
    }

    private int fsyncsOfASnapshot(String inSteps) throws Exception {
        try (var lone = new LoneNode(disk, "--rdb-save-incremental-fsync", inSteps)) {
            pass(lone, SECOND);
            disk.snapshotFsyncs = 0;
            var client = lone.client("10.0.0.1:1");
            for (int i = 0; i < 40; i++) {
                client.ask("SETRANGE", "key" + i, "600000", "end");
            }
            assertThat(client.ask("BGSAVE")).startsWith("+Background saving started");
            for (int i = 0; i < 600 && info(client, "rdb_bgsave_in_progress") == 1; i++) {
                pass(lone, SECOND / 10);
            }
            assertThat(info(client, "rdb_bgsave_in_progress")).isZero();
            assertThat(client.ask("INFO", "persistence")).contains("rdb_last_bgsave_status:ok");
            return disk.snapshotFsyncs;
        }
    }
}
