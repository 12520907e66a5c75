package dev.firedrill.engine.node;

import dev.firedrill.engine.keyspace.Snapshot;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What INFO tells of the snapshot that is being made and of the last ones: how far it is, how long
/// it has taken, and what it cost to keep what was overwritten meanwhile. A fork would pay that as
/// copied pages, so it stands under Redis's names for those.
final class SnapshotFigures {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private @Nullable Snapshot present;
    private boolean rewriting;
    private long beganNanos;
    private long savePreservedBytes;
    private long rewritePreservedBytes;

    /// @param rewrites whether it is the base of a log
    void began(Snapshot begun, boolean rewrites, long nowNanos) {
        present = begun;
        rewriting = rewrites;
        beganNanos = nowNanos;
    }

    long beganNanos() {
        return beganNanos;
    }

    void ended() {
        Snapshot snapshot = present;
        long preserved = snapshot == null ? 0 : snapshot.bytesPreserved();
        if (rewriting) {
            rewritePreservedBytes = preserved;
        } else {
            savePreservedBytes = preserved;
        }
        present = null;
    }

    /// Whether a snapshot for the disk or for replicas is being made.
    boolean saving() {
        return present != null && !rewriting;
    }

    /// How long it has taken; -1 when there is none.
    long savingSeconds(long nowNanos) {
        return saving() ? (nowNanos - beganNanos) / NANOS_PER_SECOND : -1;
    }

    void infoOfPresent(Info info) {
        Snapshot snapshot = present;
        long preserved = snapshot == null ? 0 : snapshot.bytesPreserved();
        long done = snapshot == null ? 0 : snapshot.entries();
        long total = snapshot == null ? 0 : snapshot.entriesTotal();
        double percentage = total == 0 ? 0 : done * 100.0 / total;
        info.put("current_cow_peak", preserved);
        info.put("current_cow_size", preserved);
        info.put("current_cow_size_age", 0);
        info.put("current_fork_perc", String.format(Locale.ROOT, "%.2f", percentage));
        info.put("current_save_keys_processed", done);
        info.put("current_save_keys_total", total);
    }

    void infoOfLastSave(Info info) {
        info.put("rdb_last_cow_size", savePreservedBytes);
    }

    void infoOfLastRewrite(Info info) {
        info.put("aof_last_cow_size", rewritePreservedBytes);
    }
}
