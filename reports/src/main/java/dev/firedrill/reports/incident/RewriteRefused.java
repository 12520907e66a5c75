package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.OperatorAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Servers that could not write their configuration: what was set by CONFIG SET lives only as long
/// as the process.
public final class RewriteRefused implements Finding {
    private static final Remedy FOLDER =
            Remedy.forAll(
                    "Mount the folder of redis.conf into the container, not the file alone: a file"
                            + " that is mounted cannot be replaced by a new one.");
    private static final Remedy WRITABLE =
            Remedy.forAll("Put redis.conf where the server may write, and check the answer.");

    @Override
    public String name() {
        return "rewrite-refused";
    }

    @Override
    public Hearing begin() {
        return new Rewrites();
    }

    /// The rewrites of one node that failed.
    private static final class Refused {
        final Episode episode = new Episode();
        String answer = "";
    }

    private static final class Rewrites implements ServerHearing {
        private final Map<String, Refused> refused = new TreeMap<>(NodeOrder.BY_NUMBER);

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.OperatorActed acted
                    && acted.action() instanceof OperatorAction.ConfigRewritten
                    && !acted.succeeded()) {
                Refused one = refused.computeIfAbsent(acted.node(), _ -> new Refused());
                one.episode.add(line, acted.node(), "CONFIG REWRITE: " + acted.answer());
                one.answer = acted.answer();
            }
        }

        @Override
        public List<Observation> observations() {
            var all = new ArrayList<Observation>();
            refused.forEach((node, one) -> all.add(observation(node, one)));
            return all;
        }
    }

    private static Observation observation(String node, Refused refused) {
        return Observation.of(
                        Origin.CONFIGURATION,
                        String.format(
                                Locale.ROOT,
                                "%s could not rewrite its redis.conf at %s: %s.",
                                node,
                                Phrases.seconds(refused.episode.span().fromNanos()),
                                refused.answer),
                        refused.episode.span())
                .on(node)
                .shownBy(refused.episode.evidence())
                .remedy(refused.answer.contains("resource busy") ? FOLDER : WRITABLE)
                .build();
    }
}
