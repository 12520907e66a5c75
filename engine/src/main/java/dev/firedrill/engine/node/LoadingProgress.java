package dev.firedrill.engine.node;

import dev.firedrill.engine.replication.LinkState;
import dev.firedrill.engine.replication.Transfer;
import java.util.Locale;

/// How far the dataset that is being loaded is, for INFO: files at the start, or a master's
/// snapshot that is read in place of the old data. Arithmetic of redis-server 7.0.
final class LoadingProgress {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final NodeContext node;
    private long beganNanos;
    private long beganUnixSeconds;
    private long totalBytes;
    private long loadedBytes;
    private long usedMemoryOfFile;

    LoadingProgress(NodeContext node) {
        this.node = node;
    }

    void began() {
        beganNanos = node.nowNanos;
        beganUnixSeconds = node.nowSeconds();
        totalBytes = 0;
        loadedBytes = 0;
        usedMemoryOfFile = 0;
    }

    /// Adds to the number of bytes that are to be loaded.
    void expects(long bytes) {
        totalBytes += bytes;
    }

    void loaded(long bytes) {
        loadedBytes += bytes;
    }

    /// What the file says that its data took in the memory of who wrote it.
    void usedMemoryOfFile(String bytes) {
        if (bytes.matches("\\d{1,18}")) {
            usedMemoryOfFile = Long.parseLong(bytes);
        }
    }

    void info(Info info) {
        if (node.loading) {
            put(info, totalBytes, loadedBytes);
        } else if (node.replicaSide.answersLoading()
                && node.replicaSide.state() instanceof LinkState.Receiving receiving) {
            long total = receiving.transfer() instanceof Transfer.Sized(long bytes) ? bytes : 0;
            put(info, total, node.replicaSide.snapshotBytesRead());
        }
    }

    private void put(Info info, long total, long loaded) {
        long estimated = total > 0 ? total : usedMemoryOfFile;
        double percent = estimated == 0 ? 0 : 100.0 * loaded / estimated;
        long left = estimated == 0 ? 1 : estimated - loaded;
        if (total == 0) {
            // The memory that it takes is no more than a guess at the length of the file.
            percent = Math.min(percent, 99.99);
            left = Math.max(1, left);
        }
        long elapsed = (node.nowNanos - beganNanos) / NANOS_PER_SECOND;
        info.put("loading_start_time", beganUnixSeconds);
        info.put("loading_total_bytes", total);
        info.put("loading_rdb_used_mem", usedMemoryOfFile);
        info.put("loading_loaded_bytes", loaded);
        info.put("loading_loaded_perc", String.format(Locale.ROOT, "%.2f", percent));
        info.put("loading_eta_seconds", elapsed == 0 ? 1 : elapsed * left / (loaded + 1));
    }
}
