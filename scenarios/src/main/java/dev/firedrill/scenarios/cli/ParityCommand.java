package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.evidence.RunFolder;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.render.Text;
import dev.firedrill.scenarios.catalogue.Catalogue;
import dev.firedrill.scenarios.config.OwnConfiguration;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.parity.Observed;
import dev.firedrill.scenarios.parity.Parity;
import dev.firedrill.scenarios.parity.PhaseLatencies;
import dev.firedrill.scenarios.parity.Row;
import dev.firedrill.scenarios.run.Rehearsal;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Variant;
import java.io.IOException;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `firedrill parity`.
@Command(
        name = "parity",
        description = "Runs scenarios in both labs, on the engine, and compares what they show.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = ExitCodes.TABLE)
final class ParityCommand implements Callable<Integer> {
    private static final int LABEL = 39;
    private static final int CELL = 13;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SCENARIO",
            arity = "0..*",
            description = "Names from `firedrill list`; all when there is none.")
    private List<String> scenarios = List.of();

    @Mixin private final RunOptions common = new RunOptions();

    /// With an option for each parameter that any scenario has.
    static CommandLine commandLine() {
        var line = new CommandLine(new ParityCommand());
        ScenarioOptions.addTo(line.getCommandSpec());
        return line;
    }

    /// One scenario with the options that both labs run it with.
    private record Planned(Scenario scenario, List<Variant> variants, Setting setting) {}

    @Override
    public Integer call()
            throws UsageError, LabUnavailable, ClusterFailed, FolderUnwritable, IOException {
        Lab sim = common.lab(LabName.SIM, List.of());
        Lab docker = common.lab(LabName.DOCKER, List.of());
        List<Planned> plans = plans(docker);
        for (Planned plan : plans) {
            Guard guard = common.guard(plan.scenario(), plan.setting());
            Optional<String> unguarded = docker.refusal(guard, Target.FIREDRILL);
            if (unguarded.isPresent()) throw new LabUnavailable(unguarded.get());
        }
        docker.resolve(Target.FIREDRILL);
        if (!common.namesVariant()) plans = applicable(plans, sim, docker);
        ScenarioChoice.refuseUnwritable(common.out());
        long number = common.seed();
        int exit = ExitCodes.HELD;
        for (Planned plan : plans) {
            Map<String, Observed> simulated = run(plan, sim, LabName.SIM, number);
            Map<String, Observed> real = run(plan, docker, LabName.DOCKER, number);
            System.out.println(plan.scenario().name());
            for (Variant variant : plan.variants()) {
                List<Row> rows =
                        Parity.compare(
                                Objects.requireNonNull(simulated.get(variant.name())),
                                Objects.requireNonNull(real.get(variant.name())));
                print(variant, rows);
                exit = RunCommand.worse(exit, exitCode(rows));
            }
        }
        return exit;
    }

    private List<Planned> plans(Lab docker) throws UsageError {
        var options = new ScenarioOptions(spec.commandLine().getParseResult());
        Optional<OwnConfiguration> own = common.ownConfiguration(List.of(Target.FIREDRILL));
        var plans = new ArrayList<Planned>();
        for (Scenario one : chosen()) {
            options.refuseForeign(one);
            plans.add(new Planned(one, common.variants(one), options.settingOf(one, docker, own)));
        }
        return plans;
    }

    /// What both labs can run.
    private static List<Planned> applicable(List<Planned> plans, Lab sim, Lab docker)
            throws LabUnavailable {
        var able = new ArrayList<Planned>();
        for (Planned plan : plans) {
            List<Variant> variants = plan.variants();
            for (Lab lab : List.of(sim, docker)) {
                var here =
                        Applicable.of(
                                lab, Target.FIREDRILL, plan.scenario(), variants, plan.setting());
                here.sayReasons(plan.scenario());
                variants = here.variants();
            }
            able.add(new Planned(plan.scenario(), variants, plan.setting()));
        }
        return able;
    }

    private List<Scenario> chosen() throws UsageError {
        if (scenarios.isEmpty()) return Catalogue.all();
        var chosen = new ArrayList<Scenario>();
        for (String name : scenarios) {
            Scenario one = ScenarioChoice.named(name);
            if (chosen.stream().anyMatch(other -> other.name().equals(name))) {
                throw new UsageError(
                        String.format(Locale.ROOT, "scenario %s is named twice.", name));
            }
            chosen.add(one);
        }
        return chosen;
    }

    private Map<String, Observed> run(Planned plan, Lab lab, LabName name, long number)
            throws UsageError, LabUnavailable, ClusterFailed, FolderUnwritable, IOException {
        System.err.println(
                String.format(
                        Locale.ROOT,
                        "firedrill: %s in lab %s",
                        plan.scenario().name(),
                        name.text()));
        String repeat = Shell.line(words(plan, number));
        Rehearsal rehearsal =
                common.rehearsal(
                        plan.scenario(),
                        plan.variants(),
                        lab,
                        Target.FIREDRILL,
                        plan.setting(),
                        number,
                        repeat);
        var run =
                new Run(
                        plan.scenario(),
                        rehearsal,
                        lab,
                        plan.variants(),
                        number,
                        repeat,
                        common.out());
        return observed(run.run(true));
    }

    private List<String> words(Planned plan, long number) {
        var words = new ArrayList<>(List.of(Launcher.name(), "parity", plan.scenario().name()));
        words.addAll(common.words(number));
        words.addAll(
                new ScenarioOptions(spec.commandLine().getParseResult()).words(plan.scenario()));
        return words;
    }

    private static Map<String, Observed> observed(Rehearsal.Ended ended) throws IOException {
        var latencies = new ArrayList<PhaseLatencies>();
        Optional<String> flaw =
                RunFolder.read(
                        ended.folder(),
                        event -> {
                            if (event instanceof Event.VariantBegan) {
                                latencies.add(new PhaseLatencies());
                            }
                            latencies.getLast().accept(event);
                        });
        flaw.ifPresent(why -> System.err.println("firedrill: " + ended.folder() + ": " + why));
        var observed = new LinkedHashMap<String, Observed>();
        for (int i = 0; i < ended.answer().variants().size(); i++) {
            Judged.VariantResult result = ended.answer().variants().get(i);
            // Latencies of a journal that cannot be read to its end are not compared.
            PhaseLatencies seen = flaw.isEmpty() ? latencies.get(i) : new PhaseLatencies();
            observed.put(
                    result.began().variant(), Observed.of(result, ended.incidents().get(i), seen));
        }
        return observed;
    }

    private static void print(Variant variant, List<Row> rows) {
        long equal = rows.stream().filter(row -> row.agreement() == Row.Agreement.EQUAL).count();
        System.out.println(
                String.format(
                        Locale.ROOT,
                        "  %s: equal in %d of %d",
                        variant.name(),
                        equal,
                        rows.size()));
        if (equal == rows.size()) return;
        var table = new Columns(LABEL, CELL, CELL, Columns.ALL - LABEL - 2 * CELL);
        table.add("", "sim", "docker", "allowed");
        for (Row row : rows) {
            switch (row.agreement()) {
                case EQUAL -> {}
                case DIFFERENT ->
                        table.add(
                                "    " + Text.plain(row.what()),
                                row.sim(),
                                row.docker(),
                                row.allowed());
                case NOT_COMPARED ->
                        table.add(
                                "    " + Text.plain(row.what()),
                                row.sim(),
                                row.docker(),
                                "too little seen");
            }
        }
        System.out.print(table);
    }

    /// Labs that have shown too little are not equal.
    private static int exitCode(List<Row> rows) {
        int exit = ExitCodes.HELD;
        for (Row row : rows) {
            exit =
                    RunCommand.worse(
                            exit,
                            switch (row.agreement()) {
                                case EQUAL -> ExitCodes.HELD;
                                case DIFFERENT -> ExitCodes.VIOLATED;
                                case NOT_COMPARED -> ExitCodes.INCONCLUSIVE;
                            });
        }
        return exit;
    }
}
