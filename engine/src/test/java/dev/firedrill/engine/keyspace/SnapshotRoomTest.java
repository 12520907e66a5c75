package dev.firedrill.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.rdb.RdbWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// A snapshot keeps the old values of what commands change. When there is no room for one, the
/// snapshot ends and the command goes on.
class SnapshotRoomTest {
    private static final int ELEMENTS = 2000;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Keyspace keyspace() {
        return new Keyspace(1, new Prng(1), Memory.RELEASED);
    }

    private static void put(Keyspace keyspace, String key, int length) {
        keyspace.database(0).put(bytes(key), new Value.Text(new byte[length]), EntrySink.NEVER);
    }

    private static void delete(Keyspace keyspace, String key) {
        Database database = keyspace.database(0);
        database.delete(database.find(bytes(key), 0));
    }

    private static void assertGivenUp(Keyspace keyspace, Snapshot snapshot) {
        assertThat(snapshot.outOfRoom()).isTrue();
        assertThat(snapshot.complete()).isFalse();
        assertThat(snapshot.step(100, 1 << 20)).isFalse();
        assertThat(keyspace.snapshotInProgress()).isFalse();
    }

    @Test
    void aShortAndALongStringThatChangeEndIt() {
        for (int length : new int[] {10, 1 << 20}) {
            try (var keyspace = keyspace()) {
                put(keyspace, "key", length);
                Snapshot snapshot = keyspace.beginSnapshot(new RdbWriter(), _ -> false);
                put(keyspace, "other", length);
                assertThat(snapshot.outOfRoom()).as("by a new key").isFalse();
                delete(keyspace, "key");
                assertGivenUp(keyspace, snapshot);
                assertThat(keyspace.keys()).isEqualTo(1);
            }
        }
    }

    @Test
    void aChangedElementOfALargeCollectionEndsIt() {
        try (var keyspace = keyspace()) {
            Database database = keyspace.database(0);
            int entry = database.lists().create(bytes("list"), 0, 4);
            for (int i = 0; i < ELEMENTS; i++) {
                database.lists().pushLast(entry, bytes("element"), 0, 7);
            }
            Snapshot snapshot = keyspace.beginSnapshot(new RdbWriter(), _ -> false);
            database.lists().pushLast(entry, bytes("another"), 0, 7);
            assertThat(snapshot.outOfRoom()).as("by a new element").isFalse();
            database.lists().popFirst(entry);
            assertGivenUp(keyspace, snapshot);
            assertThat(database.lists().length(entry)).isEqualTo(ELEMENTS);
        }
    }

    @Test
    void whatIsKeptOfACollectionGoesBackWhenTheSnapshotEnds() {
        try (var keyspace = keyspace()) {
            Database database = keyspace.database(0);
            int entry = database.lists().create(bytes("list"), 0, 4);
            for (int i = 0; i < ELEMENTS; i++) {
                database.lists().pushLast(entry, bytes("element"), 0, 7);
            }
            Snapshot snapshot = keyspace.beginSnapshot(new RdbWriter(), _ -> true);
            long before = keyspace.usedBytes();
            for (int i = 0; i < ELEMENTS; i++) {
                database.lists().set(entry, i, bytes("changed"), 0, 7);
            }
            assertThat(keyspace.usedBytes()).isGreaterThan(before + 7L * ELEMENTS);
            while (!snapshot.step(100, 1 << 20)) {}
            assertThat(keyspace.usedBytes()).isEqualTo(before);
        }
    }
}
