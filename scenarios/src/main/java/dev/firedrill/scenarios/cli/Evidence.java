package dev.firedrill.scenarios.cli;

import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Trial;
import dev.firedrill.reports.evidence.RunFolder;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.JournalUnreadable;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.scenarios.catalogue.Catalogue;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.option.ValueRefused;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Variant;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The journal of an earlier run before its judges.
///
/// @param incidents one for each variant of the answer
record Evidence(RunAnswer answer, List<Incident> incidents) {
    /// @param run a run's folder, or a journal
    static Evidence judge(Path run) throws UsageError {
        var bench = new Bench();
        try {
            RunFolder.read(run, bench::hear).ifPresent(bench::incomplete);
        } catch (JournalUnreadable unreadable) {
            throw new UsageError("the journal cannot be read: " + unreadable.getMessage());
        } catch (NoSuchFileException absent) {
            throw new UsageError(
                    String.format(Locale.ROOT, "there is no journal at %s.", absent.getFile()));
        } catch (IOException failed) {
            throw new UsageError(
                    String.format(
                            Locale.ROOT, "%s cannot be read: %s.", run, FileErrors.reason(failed)));
        }
        if (bench.refusal != null) throw new UsageError(bench.refusal);
        return bench.evidence();
    }

    /// Gives each variant judges of its own.
    private static final class Bench {
        private final List<Trial> trials = new ArrayList<>();
        private final List<Incident.Fold> incidents = new ArrayList<>();
        private @Nullable String refusal;

        void hear(Event event) {
            if (event instanceof Event.VariantBegan began) {
                trials.add(new Trial(judges(began)));
                incidents.add(Incident.Fold.after(trials.getLast()));
            }
            trials.getLast().accept(event);
            incidents.getLast().accept(event);
        }

        private List<Checker> judges(Event.VariantBegan began) {
            String name = began.run().scenario();
            Scenario scenario = Catalogue.find(name).orElse(null);
            if (scenario == null) {
                refuse("the journal is of scenario '%s', which this version does not have.", name);
                return List.of();
            }
            for (Variant variant : scenario.variants()) {
                if (variant.name().equals(began.variant())) {
                    return judges(scenario, variant, began.run());
                }
            }
            refuse("scenario '%s' has no variant '%s' in this version.", name, began.variant());
            return List.of();
        }

        private List<Checker> judges(Scenario scenario, Variant variant, Event.RunHeader header) {
            Optional<LabName> lab = LabName.named(header.lab());
            if (lab.isEmpty()) {
                refuse(
                        "the journal is of lab '%s', which this version does not have.",
                        header.lab());
                return List.of();
            }
            try {
                var options = scenario.parameters();
                var setting = Setting.read(lab.get().choice(), options, header.options());
                return scenario.judges(variant, setting);
            } catch (ValueRefused refused) {
                refuse("the journal's options cannot be read: %s", refused.getMessage());
                return List.of();
            }
        }

        private void refuse(String sentence, @Nullable String... names) {
            if (refusal == null) {
                refusal = String.format(Locale.ROOT, sentence, (Object[]) names);
            }
        }

        void incomplete(String why) {
            trials.getLast().incomplete(why);
        }

        Evidence evidence() {
            var answer = new RunAnswer(trials.stream().map(Trial::result).toList());
            var found = new ArrayList<Incident>();
            for (int i = 0; i < incidents.size(); i++) {
                found.add(incidents.get(i).incident(answer.variants().get(i)));
            }
            return new Evidence(answer, found);
        }
    }
}
