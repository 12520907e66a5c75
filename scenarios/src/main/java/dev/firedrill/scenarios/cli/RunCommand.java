package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.scenarios.catalogue.Catalogue;
import dev.firedrill.scenarios.config.OwnConfiguration;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Rehearsal;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `firedrill run`.
@Command(
        name = "run",
        description = "Runs a scenario in a lab, judges it and writes the report.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = ExitCodes.TABLE)
final class RunCommand implements Callable<Integer> {
    private static final String ALL = "all";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "SCENARIO", description = "A name from `firedrill list`, or all.")
    @SuppressWarnings("NullAway.Init")
    private String scenario;

    @Option(
            names = "--lab",
            paramLabel = "LAB",
            description = "sim (default) or docker.",
            defaultValue = "sim",
            converter = LabName.Converter.class)
    @SuppressWarnings("NullAway.Init")
    private LabName lab;

    @Option(
            names = "--target",
            description =
                    "firedrill (default), redis, valkey, one of them with its version (redis:6.2), or"
                            + " an image of one.",
            defaultValue = "firedrill",
            converter = TargetConverter.class)
    @SuppressWarnings("NullAway.Init")
    private Target target;

    @Option(
            names = "--json",
            description = "Prints result.json instead of a table; an array of them for all.")
    private boolean json;

    @Mixin private final RunOptions common = new RunOptions();

    @Option(names = "--ignore-fault", hidden = true)
    private List<String> ignored = List.of();

    /// With an option for each parameter that any scenario has.
    static CommandLine commandLine() {
        var line = new CommandLine(new RunCommand());
        ScenarioOptions.addTo(line.getCommandSpec());
        return line;
    }

    /// A scenario with everything that was asked of it.
    private record Planned(Scenario scenario, List<Variant> variants, Setting setting) {}

    @Override
    public Integer call()
            throws UsageError, LabUnavailable, ClusterFailed, FolderUnwritable, IOException {
        List<Scenario> chosen = chosen();
        Lab running = common.lab(lab, ignored);
        if (!running.supports(target)) {
            throw new UsageError(
                    String.format(
                            Locale.ROOT,
                            "lab %s cannot run target %s; use --lab docker.",
                            running.name(),
                            target));
        }
        long number = common.seed();
        List<Planned> plans = applicable(plans(chosen, running), running);
        ScenarioChoice.refuseUnwritable(common.out());
        int exit = ExitCodes.HELD;
        var results = new ArrayList<String>();
        for (Planned plan : plans) {
            Rehearsal.Ended ended = run(plan, running, number).run(json);
            exit = worse(exit, new MissingReports(ended.missing()).exitCode(ended.answer()));
            if (json) {
                results.add(Files.readString(ended.folder().resolve("result.json")));
            }
        }
        if (json) {
            System.out.print(asOneDocument(results));
        }
        return exit;
    }

    private Run run(Planned plan, Lab running, long number) throws UsageError {
        String repeat = repeatCommand(plan.scenario(), number);
        Rehearsal rehearsal =
                common.rehearsal(
                        plan.scenario(),
                        plan.variants(),
                        running,
                        target,
                        plan.setting(),
                        number,
                        repeat);
        return new Run(
                plan.scenario(), rehearsal, running, plan.variants(), number, repeat, common.out());
    }

    /// All of them before the first begins: what cannot be run is said at once, not after minutes.
    private List<Planned> plans(List<Scenario> chosen, Lab running) throws UsageError {
        var options = options();
        Optional<OwnConfiguration> own = common.ownConfiguration(List.of(target));
        var plans = new ArrayList<Planned>();
        var remarks = new ArrayList<String>();
        for (Scenario one : chosen) {
            List<String> foreign = options.notOf(one);
            if (!scenario.equals(ALL)) options.refuseForeign(one);
            Setting setting = options.settingOf(one, running, own);
            common.guard(one, setting);
            plans.add(new Planned(one, common.variants(one), setting));
            if (!foreign.isEmpty()) {
                remarks.add(
                        String.format(
                                Locale.ROOT,
                                "firedrill: %s runs without %s, which it does not have.",
                                one.name(),
                                String.join(", ", foreign)));
            }
        }
        // Only once nothing is refused, which is a sentence by itself.
        remarks.forEach(spec.commandLine().getErr()::println);
        return plans;
    }

    /// A variant that nobody has asked for by name is left out where lab or target cannot do what
    /// it needs, and of `all` a scenario that cannot be shown there; both are said.
    private List<Planned> applicable(List<Planned> plans, Lab running) throws LabUnavailable {
        if (common.namesVariant()) return plans;
        Target server = running.resolve(target);
        var able = new ArrayList<Planned>();
        for (Planned plan : plans) {
            try {
                able.add(applicable(plan, running, server));
            } catch (LabUnavailable unable) {
                boolean last = able.isEmpty() && plan.equals(plans.getLast());
                if (last) throw unable;
                System.err.println("firedrill: " + unable.getMessage());
            }
        }
        return able;
    }

    private static Planned applicable(Planned plan, Lab running, Target server)
            throws LabUnavailable {
        var here = Applicable.of(running, server, plan.scenario(), plan.variants(), plan.setting());
        here.requireControl(plan.scenario(), plan.variants(), server);
        here.sayReasons(plan.scenario());
        return new Planned(plan.scenario(), here.variants(), plan.setting());
    }

    private ScenarioOptions options() {
        return new ScenarioOptions(spec.commandLine().getParseResult());
    }

    /// One scenario's result as it is, several as an array.
    private static String asOneDocument(List<String> results) {
        return results.size() == 1
                ? results.getFirst()
                : "[\n" + String.join(",\n", results) + "]\n";
    }

    /// Violated outweighs inconclusive, which outweighs held.
    static int worse(int one, int other) {
        if (one == ExitCodes.VIOLATED || other == ExitCodes.VIOLATED) {
            return ExitCodes.VIOLATED;
        }
        return Math.max(one, other);
    }

    private List<Scenario> chosen() throws UsageError {
        if (scenario.equals(ALL)) {
            if (common.namesVariant()) {
                throw new UsageError("--variant goes with one scenario, not with all.");
            }
            return Catalogue.all();
        }
        return List.of(ScenarioChoice.named(scenario));
    }

    private String repeatCommand(Scenario one, long number) {
        var words =
                new ArrayList<>(
                        List.of(
                                Launcher.name(),
                                "run",
                                one.name(),
                                "--lab",
                                lab.text(),
                                "--target",
                                target.toString()));
        words.addAll(common.words(number));
        for (String kind : ignored) {
            words.addAll(List.of("--ignore-fault", kind));
        }
        words.addAll(options().words(one));
        return Shell.line(words);
    }
}
