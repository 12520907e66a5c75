package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.fault.Course;
import dev.firedrill.faults.fault.Fault;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.incident.Finding;
import dev.firedrill.reports.render.Names;
import dev.firedrill.scenarios.catalogue.Catalogue;
import dev.firedrill.scenarios.run.Extensions;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Variant;
import dev.firedrill.scenarios.workload.Workload;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `firedrill list`.
@Command(
        name = "list",
        description = "Lists the scenarios with their variants, or what they are made of.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    private static final int INDENT = 4;
    private static final int VARIANT = 28;
    private static final int SCENARIO = INDENT + VARIANT;
    private static final int EXPECTATION = 15;
    private static final int REST = Columns.ALL - SCENARIO;

    /// What can be listed, and added from outside.
    enum Kind {
        SCENARIOS,
        FAULTS,
        WORKLOADS,
        JUDGES,
        FINDINGS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "KIND",
            description = "${COMPLETION-CANDIDATES} (default: scenarios).",
            defaultValue = "scenarios")
    @SuppressWarnings("NullAway.Init")
    private Kind kind;

    @Override
    public Integer call() {
        switch (kind) {
            case SCENARIOS -> Catalogue.all().forEach(ListCommand::print);
            case FAULTS -> {
                print(Fault.class, Fault::name, Fault::describe);
                print(Course.class, Course::name, Course::describe);
            }
            case WORKLOADS -> print(Workload.class, Workload::name, Workload::describe);
            case JUDGES -> print(Checker.class, Checker::name, Checker::property);
            case FINDINGS -> print(Finding.class, Finding::name, _ -> "");
        }
        return ExitCodes.HELD;
    }

    private static void print(Scenario scenario) {
        var head = new Columns(SCENARIO, REST);
        head.add(scenario.name(), scenario.title());
        System.out.print(head);
        var variants = new Columns(INDENT, VARIANT, EXPECTATION, REST - EXPECTATION);
        for (Variant variant : scenario.variants()) {
            variants.add("", variant.name(), Names.word(variant.expectation()), variant.title());
        }
        System.out.print(variants);
    }

    /// With their usual figures, as a scenario may change them.
    private static <T> void print(
            Class<T> kind, Function<T, String> name, Function<T, String> words) {
        var columns = new Columns(SCENARIO, REST);
        for (T one : Extensions.of(kind, name)) {
            columns.add(name.apply(one), words.apply(one));
        }
        System.out.print(columns);
    }
}
