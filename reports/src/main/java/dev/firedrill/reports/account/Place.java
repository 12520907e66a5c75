package dev.firedrill.reports.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One place that holds one value: a string, a field of a hash, a member of a set. What a reading
/// may show is the value of a write that no acknowledged write has certainly replaced.
///
/// A write without an answer may take effect at any time, or never, for as long as the process
/// lives that it was sent to: its bytes may wait in a proxy or in a kernel's buffer however long
/// ago the client gave up. A process that has ended takes no more bytes, and the next one has
/// connections of its own; so an acknowledged write that began after that has replaced it.
final class Place {
    /// Longer than a reading takes; replaced writes are forgotten after that.
    private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(60);

    /// How many writes may stand here before it is worth looking for some to forget.
    private static final int WRITES_MIN = 16;

    private static final class Write {
        final @Nullable String value;
        final boolean acknowledged;
        final String node;
        final long invokedAtNanos;
        boolean mayVanish;

        /// When it had taken effect at the latest, if it ever has.
        long completedAtNanos;

        /// When a later write was acknowledged.
        long replacedAtNanos = Long.MAX_VALUE;

        Write(
                @Nullable String value,
                boolean acknowledged,
                String node,
                long invokedAtNanos,
                long completedAtNanos,
                boolean mayVanish) {
            this.value = value;
            this.acknowledged = acknowledged;
            this.node = node;
            this.invokedAtNanos = invokedAtNanos;
            this.completedAtNanos = completedAtNanos;
            this.mayVanish = mayVanish;
        }
    }

    /// How a reading compares with what was written.
    enum Match {
        AS_WRITTEN,
        /// As a write may have left it that was never acknowledged.
        AS_UNANSWERED,
        /// An acknowledged write does not show.
        LOST,
        /// A value that no write so far explains; one that is still under way may.
        UNKNOWN,
        /// It may have expired.
        VANISHED
    }

    private final List<Write> writes = new ArrayList<>();
    private final WrittenValues written;
    private final String name;

    /// See [WrittenValues#hashOfPlace].
    private final long hash;

    private boolean acknowledged;

    /// So many of `writes`, from the first on, have been replaced, the last of them at that time: a
    /// later acknowledgement changes nothing about them.
    private int replaced;

    private long lastReplacedAtNanos = Long.MIN_VALUE;
    private int writesMax = WRITES_MIN;

    Place(String name, WrittenValues written) {
        this.name = name;
        this.written = written;
        hash = WrittenValues.hashOfPlace(name);
        writes.add(new Write(null, true, "", -1, -1, false));
    }

    void acknowledged(
            @Nullable String value,
            String node,
            long invokedAtNanos,
            long atNanos,
            boolean mayVanish) {
        acknowledged = true;
        for (int i = atNanos < lastReplacedAtNanos ? 0 : replaced; i < writes.size(); i++) {
            Write earlier = writes.get(i);
            if (earlier.completedAtNanos < invokedAtNanos) {
                earlier.replacedAtNanos = Math.min(earlier.replacedAtNanos, atNanos);
            }
        }
        if (writes.size() >= writesMax) forget(atNanos - FORGET_NANOS);
        passReplaced();
        if (value != null) written.add(hash, value);
        writes.add(new Write(value, true, node, invokedAtNanos, atNanos, mayVanish));
    }

    private void forget(long replacedBeforeNanos) {
        writes.removeIf(earlier -> earlier.replacedAtNanos < replacedBeforeNanos);
        writesMax = Math.max(WRITES_MIN, 2 * writes.size());
        replaced = 0;
    }

    private void passReplaced() {
        while (replaced < writes.size() && writes.get(replaced).replacedAtNanos < Long.MAX_VALUE) {
            lastReplacedAtNanos =
                    Math.max(lastReplacedAtNanos, writes.get(replaced).replacedAtNanos);
            replaced++;
        }
    }

    /// @param node that it was sent to
    /// @param endedAtNanos when that node's process ended; [Long#MAX_VALUE] while it lives
    void unanswered(
            @Nullable String value,
            String node,
            long invokedAtNanos,
            long endedAtNanos,
            boolean mayVanish) {
        if (hasUnanswered(value, endedAtNanos)) return;
        if (value != null) written.add(hash, value);
        var write = new Write(value, false, node, invokedAtNanos, endedAtNanos, mayVanish);
        writes.add(write);
        replace(write);
    }

    /// The same value asked for again explains no more than the first time, unless it may take
    /// effect later.
    private boolean hasUnanswered(@Nullable String value, long endedAtNanos) {
        return writes.stream()
                .anyMatch(write ->
                        !write.acknowledged
                                && write.completedAtNanos >= endedAtNanos
                                && Objects.equals(write.value, value));
    }

    /// The process of a node has ended: what was sent to it has happened by now, or never will.
    void ended(String node, long atNanos) {
        for (Write write : writes) {
            boolean underWay = write.completedAtNanos == Long.MAX_VALUE;
            if (underWay && write.node.equals(node) && write.invokedAtNanos <= atNanos) {
                write.completedAtNanos = atNanos;
                replace(write);
            }
        }
    }

    /// By an acknowledged write that is on record already.
    private void replace(Write unanswered) {
        for (Write later : writes) {
            if (later.acknowledged && later.invokedAtNanos > unanswered.completedAtNanos) {
                unanswered.replacedAtNanos =
                        Math.min(unanswered.replacedAtNanos, later.completedAtNanos);
            }
        }
    }

    /// Everything that stands here may be gone later.
    void mayVanish() {
        writes.forEach(write -> write.mayVanish = true);
    }

    Match match(Reading reading) {
        boolean vanishing = false;
        boolean unanswered = false;
        for (Write write : writes) {
            boolean possible =
                    write.invokedAtNanos <= reading.atNanos()
                            && write.replacedAtNanos >= reading.invokedAtNanos();
            if (possible && Objects.equals(write.value, reading.value())) {
                if (write.acknowledged) return Match.AS_WRITTEN;
                unanswered = true;
            }
            vanishing |= possible && write.mayVanish;
        }
        if (unanswered) return Match.AS_UNANSWERED;
        String value = reading.value();
        if (value == null) return vanishing ? Match.VANISHED : Match.LOST;
        return written.contains(hash, value) ? Match.LOST : Match.UNKNOWN;
    }

    /// Whether a client was told that something is written here.
    boolean acknowledged() {
        return acknowledged;
    }

    String name() {
        return name;
    }

    /// The last acknowledged value, for evidence.
    String expected() {
        String last = null;
        for (Write write : writes) {
            if (write.acknowledged) last = write.value;
        }
        return last == null ? "nothing" : "'" + last + "'";
    }
}
