package dev.firedrill.reports.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One place that holds one value: a string, a field of a hash, a member of a set. What a reading
/// may show is the value of a write that no acknowledged write has certainly replaced. A write
/// without an answer may take effect at any time, or never.
final class Place {
    /// Longer than a reading takes; replaced writes are forgotten after that.
    private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final class Write {
        final @Nullable String value;
        final long invokedAtNanos;
        final long completedAtNanos;
        final boolean mayVanish;

        /// When a later write was acknowledged.
        long replacedAtNanos = Long.MAX_VALUE;

        Write(
                @Nullable String value,
                long invokedAtNanos,
                long completedAtNanos,
                boolean mayVanish) {
            this.value = value;
            this.invokedAtNanos = invokedAtNanos;
            this.completedAtNanos = completedAtNanos;
            this.mayVanish = mayVanish;
        }
    }

    /// How a reading compares with what was written.
    enum Match {
        AS_WRITTEN,
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
    private boolean acknowledged;

    Place(String name, WrittenValues written) {
        this.name = name;
        this.written = written;
        writes.add(new Write(null, -1, -1, false));
    }

    /// @param acknowledged false for a write without an answer
    void write(
            @Nullable String value,
            long invokedAtNanos,
            long atNanos,
            boolean acknowledged,
            boolean mayVanish) {
        if (acknowledged) {
            this.acknowledged = true;
            for (Write earlier : writes) {
                if (earlier.completedAtNanos < invokedAtNanos) {
                    earlier.replacedAtNanos = Math.min(earlier.replacedAtNanos, atNanos);
                }
            }
            writes.removeIf(earlier -> earlier.replacedAtNanos < atNanos - FORGET_NANOS);
        } else if (hasUnanswered(value)) {
            return;
        }
        if (value != null) written.add(name, value);
        writes.add(
                new Write(
                        value, invokedAtNanos, acknowledged ? atNanos : Long.MAX_VALUE, mayVanish));
    }

    /// The same value asked for again explains no more than the first time.
    private boolean hasUnanswered(@Nullable String value) {
        return writes.stream()
                .anyMatch(write ->
                        write.completedAtNanos == Long.MAX_VALUE
                                && Objects.equals(write.value, value));
    }

    /// Everything that stands here may be gone later.
    void mayVanish() {
        for (int i = 0; i < writes.size(); i++) {
            Write old = writes.get(i);
            var vanishing = new Write(old.value, old.invokedAtNanos, old.completedAtNanos, true);
            vanishing.replacedAtNanos = old.replacedAtNanos;
            writes.set(i, vanishing);
        }
    }

    Match match(Reading reading) {
        boolean vanishing = false;
        for (Write write : writes) {
            boolean possible =
                    write.invokedAtNanos <= reading.atNanos()
                            && write.replacedAtNanos >= reading.invokedAtNanos();
            if (possible && Objects.equals(write.value, reading.value())) return Match.AS_WRITTEN;
            vanishing |= possible && write.mayVanish;
        }
        String value = reading.value();
        if (value == null) return vanishing ? Match.VANISHED : Match.LOST;
        return written.contains(name, value) ? Match.LOST : Match.UNKNOWN;
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
            if (write.completedAtNanos != Long.MAX_VALUE) last = write.value;
        }
        return last == null ? "nothing" : "'" + last + "'";
    }
}
