package dev.firedrill.engine.replication;

import java.util.EnumMap;

/// How often replicas could go on and how often they could not, with the reasons: INFO's
/// `sync_full`, `sync_partial_ok`, `sync_partial_err` and our `resync_full_reasons`.
public final class ResyncCounters {
    private final EnumMap<PsyncDecision.Reason, Long> fullByReason =
            new EnumMap<>(PsyncDecision.Reason.class);
    private long full;
    private long partialOk;
    private long partialErr;

    public void count(PsyncDecision decision) {
        switch (decision) {
            case PsyncDecision.Continue _ -> partialOk++;
            case PsyncDecision.FullResync(var reason, _) -> {
                full++;
                fullByReason.merge(reason, 1L, Long::sum);
                // A replica that asked for nothing was refused nothing.
                if (reason != PsyncDecision.Reason.REQUESTED_BY_REPLICA
                        && reason != PsyncDecision.Reason.SYNC_ONLY) {
                    partialErr++;
                }
            }
        }
    }

    public void reset() {
        fullByReason.clear();
        full = 0;
        partialOk = 0;
        partialErr = 0;
    }

    public long full() {
        return full;
    }

    public long partialOk() {
        return partialOk;
    }

    public long partialErr() {
        return partialErr;
    }

    /// `backlog-trimmed=4,unknown-history=1`; empty without a full resync.
    public String reasons() {
        var text = new StringBuilder();
        fullByReason.forEach((reason, times) -> {
            if (!text.isEmpty()) {
                text.append(',');
            }
            text.append(reason.word()).append('=').append(times);
        });
        return text.toString();
    }
}
