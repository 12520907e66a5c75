package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.ConfigurationDrift;
import dev.firedrill.reports.check.ConfigurationKept;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Directives that had another value after a restart than before it, with the line of redis.conf
/// that is to blame.
public final class ConfigurationDrifted implements Finding {
    private static final Remedy REWRITE =
            Remedy.forAll(
                    "CONFIG REWRITE after each CONFIG SET, and compare redis.conf with CONFIG GET *"
                            + " before a restart.");

    @Override
    public String name() {
        return "configuration-drift";
    }

    @Override
    public Hearing begin() {
        return new Restarted();
    }

    private static final class Restarted implements ServerHearing {
        private final ConfigurationDrift drift = new ConfigurationDrift();
        private final Map<String, Long> startedAtNanos = new TreeMap<>();
        private final Map<String, Episode> seen = new TreeMap<>();

        @Override
        public void hear(JournalLine line) {
            drift.hear(line.event());
            if (line.event() instanceof Event.ProcessStarted started) {
                startedAtNanos.put(started.node(), line.atNanos());
            } else if (line.event() instanceof Event.ConfigObserved(_, var node, var moment, _)) {
                look(line, node, moment, "CONFIG GET of " + node);
            } else if (line.event()
                    instanceof Event.ConfigFileObserved(_, var node, var moment, _)) {
                look(line, node, moment, "redis.conf of " + node);
            }
        }

        private void look(JournalLine line, String node, Moment moment, String what) {
            if (moment != Moment.AFTER_RESTART) return;
            // What runs has run since the start, and has had its effects since then.
            long from = startedAtNanos.getOrDefault(node, line.atNanos());
            seen.computeIfAbsent(node, _ -> new Episode(Math.min(from, line.atNanos())))
                    .add(line, node, what + ", " + moment.word());
        }

        @Override
        public List<Observation> observations() {
            var all = new ArrayList<Observation>();
            for (ConfigurationDrift.Drift one : drift.found()) {
                Episode episode = seen.get(one.node());
                if (episode != null) all.add(observation(one, episode));
            }
            return all;
        }
    }

    private static Observation observation(ConfigurationDrift.Drift drift, Episode episode) {
        return Observation.of(
                        Origin.CONFIGURATION,
                        String.format(
                                Locale.ROOT,
                                "The restart of %s changed %s from '%s' to '%s' (%s).",
                                drift.node(),
                                drift.directive(),
                                drift.before(),
                                drift.after(),
                                drift.blamedLine()),
                        episode.span())
                .about(drift.directive())
                .on(drift.node())
                .shownBy(episode.evidence())
                .causedBy(
                        CausedBy.sameNode(RewriteRefused.class).everAfter(),
                        CausedBy.sameNode(RestartedByOperator.class),
                        CausedBy.sameNode(RestartedBySupervisor.class))
                .explains(ConfigurationKept.class)
                .remedy(REWRITE)
                .build();
    }
}
