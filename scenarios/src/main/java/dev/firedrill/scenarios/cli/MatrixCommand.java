package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.reports.render.Text;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Rehearsal;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `firedrill matrix`.
@Command(
        name = "matrix",
        description = "Runs a scenario on several servers in containers and compares them.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = ExitCodes.TABLE)
final class MatrixCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "SCENARIO", description = "A name from `firedrill list`.")
    @SuppressWarnings("NullAway.Init")
    private String scenario;

    @Option(
            names = "--targets",
            required = true,
            split = ",",
            paramLabel = "TARGET",
            description = "For example redis:2.8,redis:7.0,valkey:8.0,firedrill.",
            converter = TargetConverter.class)
    private List<Target> targets = List.of();

    @Mixin private final RunOptions common = new RunOptions();

    /// With an option for each parameter that any scenario has.
    static CommandLine commandLine() {
        var line = new CommandLine(new MatrixCommand());
        ScenarioOptions.addTo(line.getCommandSpec());
        return line;
    }

    @Override
    public Integer call() throws UsageError, LabUnavailable, ClusterFailed, FolderUnwritable {
        Scenario chosen = ScenarioChoice.named(scenario);
        List<Variant> variants = common.variants(chosen);
        Lab lab = common.lab(LabName.DOCKER, List.of());
        refuseRepeated();
        Setting setting = setting(chosen, lab);
        Guard guard = common.guard(chosen, setting);
        Map<Target, Applicable> applicable = applicable(chosen, variants, lab, guard, setting);
        ScenarioChoice.refuseUnwritable(common.out());
        long number = common.seed();
        int exit = ExitCodes.HELD;
        var ended = new LinkedHashMap<String, Rehearsal.Ended>();
        var reasons = new LinkedHashMap<String, Map<String, String>>();
        for (Target target : targets) {
            Applicable here = Objects.requireNonNull(applicable.get(target));
            Rehearsal.Ended one = run(chosen, here.variants(), lab, setting, target, number);
            ended.put(target.toString(), one);
            reasons.put(target.toString(), here.reasons());
            exit = RunCommand.worse(exit, new MissingReports(one.missing()).exitCode(one.answer()));
        }
        System.out.println(chosen.title());
        System.out.println();
        List<String> names = variants.stream().map(Variant::name).toList();
        System.out.print(new Comparison(names, ended, reasons));
        System.out.println();
        System.out.print(Latencies.of(names, ended));
        for (Variant control : Applicable.controlsWithoutServer(variants, applicable.values())) {
            System.out.println(
                    "Inconclusive: the control "
                            + Text.plain(control.name())
                            + " ran on no server, so nothing shows that it would be caught.");
            exit = RunCommand.worse(exit, ExitCodes.INCONCLUSIVE);
        }
        ended.forEach((target, one) ->
                System.out.println(target + ": " + one.folder().resolve("report.html")));
        System.out.println(
                String.format(
                        Locale.ROOT,
                        "Repeat: %s (at commit %s)",
                        Shell.line(words(chosen, number)),
                        Launcher.commit()));
        return exit;
    }

    /// Asked before the first run begins, so that a missing image is reported at once.
    private Map<Target, Applicable> applicable(
            Scenario chosen, List<Variant> variants, Lab lab, Guard guard, Setting setting)
            throws LabUnavailable {
        var applicable = new LinkedHashMap<Target, Applicable>();
        for (Target target : targets) {
            Target server = lab.resolve(target);
            Optional<String> unguarded = lab.refusal(guard, server);
            if (unguarded.isPresent()) throw new LabUnavailable(unguarded.get());
            applicable.put(target, Applicable.of(lab, server, chosen, variants, setting));
        }
        return applicable;
    }

    private void refuseRepeated() throws UsageError {
        if (targets.stream().distinct().count() < targets.size()) {
            throw new UsageError("--targets names a server twice.");
        }
    }

    private Setting setting(Scenario chosen, Lab lab) throws UsageError {
        var options = options();
        options.refuseForeign(chosen);
        return options.settingOf(chosen, lab, common.ownConfiguration(targets));
    }

    private ScenarioOptions options() {
        return new ScenarioOptions(spec.commandLine().getParseResult());
    }

    private Rehearsal.Ended run(
            Scenario chosen,
            List<Variant> variants,
            Lab lab,
            Setting setting,
            Target target,
            long number)
            throws UsageError, LabUnavailable, ClusterFailed, FolderUnwritable {
        var words = new ArrayList<>(List.of(Launcher.name(), "run", chosen.name()));
        words.addAll(List.of("--lab", LabName.DOCKER.text(), "--target", target.toString()));
        words.addAll(common.words(number));
        words.addAll(options().words(chosen));
        String repeat = Shell.line(words);
        Rehearsal rehearsal =
                common.rehearsal(chosen, variants, lab, target, setting, number, repeat);
        System.err.println("firedrill: " + chosen.name() + " on " + target);
        return new Run(chosen, rehearsal, lab, variants, number, repeat, common.out()).run(true);
    }

    private List<String> words(Scenario chosen, long number) {
        var words = new ArrayList<>(List.of(Launcher.name(), "matrix", chosen.name()));
        words.addAll(
                List.of(
                        "--targets",
                        String.join(",", targets.stream().map(Target::toString).toList())));
        words.addAll(common.words(number));
        words.addAll(options().words(chosen));
        return words;
    }
}
