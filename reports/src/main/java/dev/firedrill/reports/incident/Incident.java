package dev.firedrill.reports.incident;

import dev.firedrill.reports.account.Accounts;
import dev.firedrill.reports.check.ConfigurationDrift;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.Trial;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One variant as an incident report tells it: what was observed and why, who had to resync, what a
/// restart changed, what to do about it.
///
/// @param ownConfigurations of the user's, that nodes ran
/// @param failures findings that threw; what they would have observed is missing
/// @param remedies for the server that was run
/// @param histories how the latencies of each heavy load went
/// @param figures numbers that machines may want, in a fixed order
public record Incident(
        CausalChain chain,
        List<FindingFailure> failures,
        List<Remedy> remedies,
        List<Resync> ledger,
        List<ConfigurationDrift.Drift> drifts,
        List<TimelineEntry> timeline,
        Series series,
        List<LatencyHistory> histories,
        Map<String, Long> figures,
        List<Event.OwnConfigurationTaken> ownConfigurations) {

    /// Puts one variant's events together while they are heard, in the order of the journal.
    public static final class Fold implements Consumer<Event> {
        private final Findings findings;
        private final ConfigurationDrift drift = new ConfigurationDrift();
        private final ResyncLedger ledger = new ResyncLedger();
        private final Timeline timeline = new Timeline();
        private final SeriesOfSeconds series = new SeriesOfSeconds();
        private final LatencyHistories histories = new LatencyHistories();
        private final Figures figures;
        private final List<Event.OwnConfigurationTaken> ownConfigurations = new ArrayList<>();
        private @Nullable String target;

        /// Those that this fold keeps for itself; null where it reads a trial's.
        private final @Nullable Accounts ownAccounts;

        /// With every finding that is installed.
        public Fold() {
            this(new Accounts(), true, Findings::new);
        }

        /// With these findings alone.
        public Fold(List<Finding> findings) {
            this(new Accounts(), true, accounts -> new Findings(findings, accounts));
        }

        private Fold(Accounts accounts, boolean own, Function<Accounts, Findings> findings) {
            this.findings = findings.apply(accounts);
            figures = new Figures(accounts);
            ownAccounts = own ? accounts : null;
        }

        /// With every finding that is installed, which read the accounts of the trial. It hears
        /// each event after the trial has heard it.
        public static Fold after(Trial trial) {
            return new Fold(trial.accounts(), false, Findings::new);
        }

        @Override
        public void accept(Event event) {
            if (ownAccounts != null) ownAccounts.hear(event);
            if (event instanceof Event.VariantBegan began) target = began.run().target();
            if (event instanceof Event.OwnConfigurationTaken taken) ownConfigurations.add(taken);
            findings.hear(event);
            series.hear(event);
            figures.hear(event);
            if (Findings.isOfClient(event)) return;
            drift.hear(event);
            ledger.hear(event);
            timeline.hear(event);
            histories.hear(event);
        }

        /// @param result what the judges said of the same events
        public Incident incident(Judged.VariantResult result) {
            CausalChain chain = findings.chain(result.judges());
            return new Incident(
                    chain,
                    findings.failures(),
                    target == null ? List.of() : chain.remedies(target),
                    ledger.resyncs(),
                    drift.found(),
                    timeline.entries(),
                    series.series(),
                    histories.histories(),
                    figures.byName(),
                    List.copyOf(ownConfigurations));
        }
    }
}
