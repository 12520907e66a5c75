package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.ProcessSurvived;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Processes that ended because their memory was used up: the kernel killed them at their cap, or
/// their runtime gave up at the limit of its heap.
public final class KilledAtMemoryCap implements Finding {
    private static final long MEGABYTE = 1L << 20;
    private static final Remedy ONE_COPY =
            Remedy.forFiredrill(
                            "Keep one copy of the stream for all replicas: leave the behaviour of"
                                    + " Redis 2.6.")
                    .setting("compat", "current");

    @Override
    public String name() {
        return "killed-at-memory-cap";
    }

    @Override
    public Hearing begin() {
        return new Exits();
    }

    private static final class Exits implements ServerHearing {
        private final MemorySamples samples = new MemorySamples();
        private final Map<String, RedisConfLines> files = new TreeMap<>();
        private final Deaths deaths = new Deaths();

        @Override
        public void hear(JournalLine line) {
            samples.hear(line);
            deaths.hear(line.event());
            if (line.event() instanceof Event.ConfigFileObserved(_, var node, _, var lines)) {
                files.put(node, new RedisConfLines(lines));
            } else if (line.event() instanceof Event.ProcessExited exited
                    && isOfMemory(exited.cause())) {
                deaths.add(exited.node(), observation(line, exited));
            }
        }

        private static boolean isOfMemory(ExitCause cause) {
            return switch (cause) {
                case MEMORY_CAP, HEAP_EXHAUSTED -> true;
                case OWN_DECISION, KILLED, TERMINATED, POWER_LOSS -> false;
            };
        }

        private Observation.Builder observation(JournalLine line, Event.ProcessExited exited) {
            String node = exited.node();
            var evidence = new ArrayList<Evidence>();
            evidence.add(
                    Evidence.of(
                            line,
                            node
                                    + " ended with "
                                    + exited.exitCode()
                                    + ": "
                                    + exited.cause().word()));
            String how =
                    exited.cause() == ExitCause.MEMORY_CAP
                            ? "The kernel killed " + node + " at its memory cap"
                            : "The runtime of " + node + " gave up at the limit of its heap";
            Optional<MemorySamples.Sample> last = samples.last(node);
            last.ifPresent(one -> evidence.add(Evidence.of(one.line(), held(one))));
            String sentence =
                    how
                            + " "
                            + Phrases.when(Span.at(line.atNanos()))
                            + last.map(one ->
                                            "; "
                                                    + Phrases.seconds(
                                                            line.atNanos() - one.line().atNanos())
                                                    + " before it held "
                                                    + held(one))
                                    .orElse("")
                            + ".";
            var seen =
                    Observation.of(Origin.CONSEQUENCE, sentence, Span.at(line.atNanos()))
                            .on(node)
                            .shownBy(evidence)
                            .causedBy(
                                    CausedBy.sameNode(ResourceFault.class).everAfter(),
                                    CausedBy.sameNode(ReplicaBuffersGrew.class))
                            .explains(ProcessSurvived.class);
            last.ifPresent(one ->
                    seen.figure("lastMemoryBytes", one.bytes())
                            .figure("lastBufferBytes", one.bufferBytes()));
            samples.before(node)
                    .flatMap(before -> last.flatMap(one -> limit(before, one)))
                    .ifPresent(seen::remedy);
            if (keepsCopies(node)) seen.remedy(ONE_COPY);
            return seen;
        }

        private boolean keepsCopies(String node) {
            return files.getOrDefault(node, new RedisConfLines(List.of()))
                    .value("compat")
                    .filter(version -> !version.equals("current"))
                    .isPresent();
        }

        @Override
        public List<Observation> observations() {
            return deaths.observations();
        }

        private static String held(MemorySamples.Sample sample) {
            return String.format(
                    Locale.ROOT,
                    "%d bytes, of which %d for replicas",
                    sample.bytes(),
                    sample.bufferBytes());
        }

        /// Half of what there was room for, divided among the replicas.
        private static Optional<Remedy> limit(
                MemorySamples.Sample before, MemorySamples.Sample last) {
            long room = last.bytes() - before.bytes();
            long replicas = Math.max(1, before.replicas());
            long each = room / 2 / replicas;
            if (last.bufferBytes() * 2 < room || each < MEGABYTE) return Optional.empty();
            return Optional.of(
                    Remedy.forAll("Bound what the master holds for a slow replica.")
                            .setting(
                                    "client-output-buffer-limit",
                                    String.format(
                                            Locale.ROOT,
                                            "replica %dmb %dmb 60",
                                            each / MEGABYTE,
                                            each / MEGABYTE))
                            .because(
                                    String.format(
                                            Locale.ROOT,
                                            "memory grew by %d bytes between the first fault and"
                                                    + " the kill; half of that, divided among %s, is %d"
                                                    + " bytes",
                                            room,
                                            Phrases.count(replicas, "replica"),
                                            each)));
        }
    }
}
