package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.ConfMount;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.CostModel;
import dev.firedrill.scenarios.calibration.CalibrationFailed;
import dev.firedrill.scenarios.calibration.CalibrationFile;
import dev.firedrill.scenarios.config.OwnConfiguration;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Rehearsal;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options that all commands that run drills have in common.
final class RunOptions {
    @Option(names = "--variant", description = "Only this one, which then answers for itself.")
    private @Nullable String variant;

    @Option(
            names = "--seed",
            description = "Repeats a simulated run; drawn and printed when absent.",
            converter = SeedConverter.class)
    private @Nullable Long seed;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where run folders go (default: runs).",
            defaultValue = "runs")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Your own redis.conf, for every node, or M=FILE,R=FILE for the master and every"
                            + " replica; it is judged in place of the scenario's configuration.")
    private @Nullable String config;

    @Option(
            names = "--config-mount",
            paramLabel = "folder|file",
            description =
                    "How your redis.conf gets into the container: in a mounted folder (default), or"
                            + " mounted as a single file, which CONFIG REWRITE cannot replace.",
            converter = MountName.class)
    private @Nullable ConfMount mount;

    @Option(
            names = "--guard",
            paramLabel = "GUARD",
            description = "Who fails over: none (default: the operator) or sentinel.",
            defaultValue = "none",
            converter = GuardName.Converter.class)
    @SuppressWarnings("NullAway.Init")
    private GuardName guard;

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description =
                    "What things cost in the simulator, as `firedrill calibrate` measured it.")
    private @Nullable Path calibration;

    @Mixin private final ExtensionPath extensions = new ExtensionPath();

    Path out() {
        return out;
    }

    /// The given seed, else another one with each call.
    long seed() {
        return SeedConverter.orDrawn(seed);
    }

    boolean namesVariant() {
        return variant != null;
    }

    List<Variant> variants(Scenario scenario) throws UsageError {
        return ScenarioChoice.variants(scenario, variant);
    }

    /// The user's own configuration, read; empty where `--config` is not given.
    ///
    /// @param targets that it will run on
    Optional<OwnConfiguration> ownConfiguration(List<Target> targets) throws UsageError {
        if (config == null) {
            if (mount != null) {
                throw new UsageError(
                        "--config-mount says how your redis.conf is mounted; give --config FILE, too.");
            }
            return Optional.empty();
        }
        OwnConfiguration own = new ConfigOption(config).read(targets);
        return Optional.of(mount == null ? own : own.mounted(mount));
    }

    /// @throws UsageError when the scenario cannot run with the guard that was asked for
    Guard guard(Scenario scenario, Setting setting) throws UsageError {
        return guard.of(scenario, setting);
    }

    /// @param ignored simple names of injections that are accepted and not carried out
    Lab lab(LabName name, List<String> ignored) throws UsageError {
        return Labs.named(name, ignored, costs());
    }

    private CostModel costs() throws UsageError {
        if (calibration == null) return CostModel.STANDARD;
        try {
            return CalibrationFile.read(calibration).costs();
        } catch (CalibrationFailed no) {
            throw new UsageError(no.getMessage() + ".");
        } catch (IOException unreadable) {
            throw new UsageError(
                    String.format(
                            Locale.ROOT,
                            "%s cannot be read: %s.",
                            calibration,
                            FileErrors.reason(unreadable)));
        }
    }

    /// @param variants as [#variants] gives them, or those of them that the target can run
    /// @param repeat the command that runs it again
    Rehearsal rehearsal(
            Scenario scenario,
            List<Variant> variants,
            Lab lab,
            Target target,
            Setting setting,
            long number,
            String repeat)
            throws UsageError {
        Rehearsal rehearsal =
                Rehearsal.of(scenario, lab)
                        .against(target)
                        .guardedBy(guard(scenario, setting))
                        .with(setting)
                        .seed(number)
                        .repeatedBy(repeat, Launcher.commit());
        return namesVariant() ? rehearsal.only(variants.getFirst()) : rehearsal.among(variants);
    }

    /// As words of a command line.
    List<String> words(long number) {
        var words = new ArrayList<>(List.of("--seed", Long.toString(number)));
        if (variant != null) {
            words.addAll(List.of("--variant", variant));
        }
        if (config != null) {
            words.addAll(List.of("--config", config));
        }
        if (mount != null) {
            words.addAll(List.of("--config-mount", MountName.of(mount)));
        }
        if (guard != GuardName.NONE) {
            words.addAll(List.of("--guard", guard.text()));
        }
        if (calibration != null) {
            words.addAll(List.of("--calibration", calibration.toString()));
        }
        words.addAll(extensions.words());
        return words;
    }
}
