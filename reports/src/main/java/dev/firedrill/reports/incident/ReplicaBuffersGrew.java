package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A master that held more and more for its replicas: what is written for them and does not leave,
/// or waits behind a snapshot.
public final class ReplicaBuffersGrew implements Finding {
    /// Less than that is what any replica has under way.
    private static final long GROWTH_MIN = 4L << 20;

    @Override
    public String name() {
        return "replica-buffers-grew";
    }

    @Override
    public Hearing begin() {
        return new Buffers();
    }

    private static final class Growth {
        final Episode episode;
        long bytesMax;

        Growth(long fromNanos) {
            episode = new Episode(fromNanos);
        }
    }

    private static final class Buffers implements ServerHearing {
        private final MemorySamples samples = new MemorySamples();
        private final Map<String, Growth> growths = new TreeMap<>(NodeOrder.BY_NUMBER);

        @Override
        public void hear(JournalLine line) {
            MemorySamples.Sample sample = samples.hear(line).orElse(null);
            if (sample == null || !(line.event() instanceof Event.Sampled(_, var node, _))) return;
            Growth growth = growths.get(node);
            long most = growth == null ? Math.max(GROWTH_MIN, 2 * before(node)) : growth.bytesMax;
            if (sample.bufferBytes() > most) {
                Growth grown = growths.computeIfAbsent(node, _ -> new Growth(line.atNanos()));
                grown.bytesMax = sample.bufferBytes();
                grown.episode.add(
                        line,
                        node,
                        node + " holds " + sample.bufferBytes() + " bytes for replicas");
            }
        }

        private long before(String node) {
            return samples.before(node).map(MemorySamples.Sample::bufferBytes).orElse(0L);
        }

        @Override
        public List<Observation> observations() {
            var all = new ArrayList<Observation>();
            growths.forEach((node, growth) -> all.add(observation(node, growth)));
            return all;
        }

        private Observation observation(String node, Growth growth) {
            return Observation.of(
                            Origin.CONSEQUENCE,
                            String.format(
                                    Locale.ROOT,
                                    "What %s held for its replicas grew from %d bytes before the"
                                            + " first fault to %d bytes at %s.",
                                    node,
                                    before(node),
                                    growth.bytesMax,
                                    Phrases.seconds(growth.episode.span().toNanos())),
                            growth.episode.span())
                    .on(node)
                    .figure("bufferBytesBefore", before(node))
                    .figure("bufferBytesMax", growth.bytesMax)
                    .shownBy(growth.episode.evidence())
                    .causedBy(CausedBy.sameNode(LinkFault.class))
                    .build();
        }
    }
}
