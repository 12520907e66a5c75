package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.RestartKeptDataset;
import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A server that came up empty although its data folder held data.
public final class EmptyStart implements Finding {
    @Override
    public String name() {
        return "empty-start-beside-data";
    }

    @Override
    public Hearing begin() {
        return new Starts();
    }

    private static final class Starts implements ServerHearing {
        private static final int OBSERVED_MAX = 20;

        private final List<Observation> found = new ArrayList<>();

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.DatasetLoaded loaded
                    && loaded.source() == DatasetSource.NOTHING
                    && !loaded.ignored().isEmpty()
                    && found.size() < OBSERVED_MAX) {
                found.add(observation(line, loaded));
            }
        }

        @Override
        public List<Observation> observations() {
            return List.copyOf(found);
        }
    }

    private static Observation observation(JournalLine line, Event.DatasetLoaded loaded) {
        Event.IgnoredFile ignored = loaded.ignored().getFirst();
        String beside =
                String.format(Locale.ROOT, "%s of %d bytes", ignored.file(), ignored.bytes());
        return Observation.of(
                        Origin.CONSEQUENCE,
                        String.format(
                                Locale.ROOT,
                                "%s came up empty at %s beside %s, which it did not load.",
                                loaded.node(),
                                Phrases.seconds(line.atNanos()),
                                beside),
                        Span.at(line.atNanos()))
                .on(loaded.node())
                .figure("ignoredBytes", ignored.bytes())
                .shownBy(
                        List.of(
                                Evidence.of(
                                        line,
                                        loaded.node() + " loaded nothing; ignored " + beside)))
                .causedBy(
                        CausedBy.sameNode(ConfigurationDrifted.class).about("appendonly"),
                        CausedBy.sameNode(ConfigurationDrifted.class).about("appendfilename"),
                        CausedBy.sameNode(ConfigurationDrifted.class).about("dbfilename"),
                        CausedBy.sameNode(RestartedByOperator.class),
                        CausedBy.sameNode(RestartedBySupervisor.class))
                .explains(RestartKeptDataset.class)
                .remedy(
                        Remedy.forFiredrill(
                                        "Do not start empty beside data. To turn the append-only"
                                                + " file on, CONFIG SET appendonly yes on the"
                                                + " running server, then CONFIG REWRITE.")
                                .setting("aof-refuse-start-empty", "yes"),
                        Remedy.forRedisAndValkey(
                                "With appendonly on the server reads the append-only file alone"
                                        + " and ignores a snapshot beside it. To turn it on,"
                                        + " CONFIG SET appendonly yes on the running server, wait"
                                        + " until INFO persistence shows"
                                        + " aof_rewrite_in_progress:0, then CONFIG REWRITE. Before"
                                        + " a restart look whether the file is there."))
                .build();
    }
}
