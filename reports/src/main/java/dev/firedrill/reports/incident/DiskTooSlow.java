package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.LatencyAtMost;
import dev.firedrill.reports.check.UnsyncedAgeAtMost;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A disk that took less than was appended to the append-only file: what was acknowledged waited
/// longer and longer to be on the disk, or, under `appendfsync always`, to be acknowledged.
public final class DiskTooSlow implements Finding {
    /// Under everysec a write waits a second for its fsync, and two more behind a slow one.
    private static final double EVERYSEC_MILLIS_MAX = 3_000;

    /// Under always only what one fsync takes.
    private static final double ALWAYS_MILLIS_MAX = 500;

    /// So many slow answers are no accident.
    private static final int SLOW_ANSWERS_MIN = 10;

    @Override
    public String name() {
        return "disk-slower-than-writes";
    }

    @Override
    public Hearing begin() {
        return new Disks();
    }

    private static final class Disk {
        boolean always;
        @Nullable Episode late;
        @Nullable Episode slow;
        double oldestMillis;
        double offsetBefore = -1;
        double growth;
        long growthNanos;
        long sampledAtNanos;
    }

    private static final class Disks implements Hearing {
        private final AfterFirstFault fault = new AfterFirstFault();
        private final Map<String, Disk> disks = new TreeMap<>(NodeOrder.BY_NUMBER);

        @Override
        public void hear(JournalLine line) {
            boolean disturbed = fault.hear(line.event());
            if (line.event() instanceof Event.ConfigFileObserved(_, var node, _, var lines)) {
                disk(node).always =
                        new RedisConfLines(lines)
                                .value("appendfsync")
                                .equals(Optional.of("always"));
            } else if (line.event() instanceof Event.Sampled sampled) {
                sampled(line, sampled, disk(sampled.node()));
            } else if (disturbed
                    && line.event() instanceof Event.Operation operation
                    && operation.outcome() == Outcome.OK) {
                answered(line, operation, disk(operation.node()));
            }
        }

        private Disk disk(String node) {
            return disks.computeIfAbsent(node, _ -> new Disk());
        }

        private static void sampled(JournalLine line, Event.Sampled sampled, Disk disk) {
            Double millis = sampled.fields().get(UnsyncedAgeAtMost.FIELD);
            Double offset = sampled.fields().get("master_repl_offset");
            if (millis == null) return;
            double bound = disk.always ? ALWAYS_MILLIS_MAX : EVERYSEC_MILLIS_MAX;
            if (millis > bound) {
                Episode late = disk.late == null ? new Episode() : disk.late;
                disk.late = late;
                late.add(
                        line,
                        sampled.node(),
                        String.format(
                                Locale.ROOT, "the oldest unsynced write is %.0f ms old", millis));
                disk.oldestMillis = Math.max(disk.oldestMillis, millis);
                if (offset != null && disk.offsetBefore >= 0 && offset >= disk.offsetBefore) {
                    disk.growth += offset - disk.offsetBefore;
                    disk.growthNanos += line.atNanos() - disk.sampledAtNanos;
                }
            }
            if (offset != null) {
                disk.offsetBefore = offset;
                disk.sampledAtNanos = line.atNanos();
            }
        }

        private static void answered(JournalLine line, Event.Operation operation, Disk disk) {
            long nanos = operation.atNanos() - operation.invokedAtNanos();
            if (!disk.always || nanos < Duration.ofMillis((long) ALWAYS_MILLIS_MAX).toNanos()) {
                return;
            }
            Episode slow = disk.slow == null ? new Episode(operation.invokedAtNanos()) : disk.slow;
            disk.slow = slow;
            slow.add(
                    line,
                    operation.node(),
                    operation.command() + " was answered after " + Phrases.seconds(nanos));
        }

        @Override
        public List<Observation> observations() {
            var all = new ArrayList<Observation>();
            disks.forEach((node, disk) -> {
                Episode late = disk.late;
                Episode slow = disk.slow;
                if (late != null) {
                    all.add(
                            observation(node, late, late(node, disk, late))
                                    .figure("oldestUnsyncedMillis", (long) disk.oldestMillis)
                                    .remedy(remedy(disk))
                                    .build());
                } else if (slow != null && slow.count() >= SLOW_ANSWERS_MIN) {
                    all.add(
                            observation(node, slow, slow(node, slow))
                                    .figure("slowAnswers", slow.count())
                                    .remedy(remedy(disk))
                                    .build());
                }
            });
            return all;
        }
    }

    private static String late(String node, Disk disk, Episode late) {
        return String.format(
                Locale.ROOT,
                "The disk of %s fell behind its writes %s: the oldest write that was not on the"
                        + " disk was up to %.0f ms old.",
                node,
                Phrases.when(late.span()),
                disk.oldestMillis);
    }

    private static String slow(String node, Episode slow) {
        return String.format(
                Locale.ROOT,
                "%s, which waits for its disk before it answers (appendfsync always), took more"
                        + " than %.0f ms for %d answers %s.",
                node,
                ALWAYS_MILLIS_MAX,
                slow.count(),
                Phrases.when(slow.span()));
    }

    private static Observation.Builder observation(String node, Episode episode, String sentence) {
        return Observation.of(Origin.CONSEQUENCE, sentence, episode.span())
                .on(node)
                .shownBy(episode.evidence())
                .causedBy(
                        CausedBy.sameNode(DiskFault.class), CausedBy.sameNode(ResourceFault.class))
                .explains(LatencyAtMost.class, UnsyncedAgeAtMost.class);
    }

    private static Remedy remedy(Disk disk) {
        Remedy remedy =
                Remedy.forAll(
                        "Give the append-only file a disk that takes more than is written, or"
                                + " write less.");
        if (disk.growthNanos <= 0 || disk.growth <= 0) return remedy;
        return remedy.because(
                String.format(
                        Locale.ROOT,
                        "the disk has to take more than the %.0f bytes/s by which the stream grew"
                                + " meanwhile",
                        disk.growth * 1e9 / disk.growthNanos));
    }
}
