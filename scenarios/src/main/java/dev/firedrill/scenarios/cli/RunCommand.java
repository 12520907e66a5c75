package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.scenarios.catalogue.Catalogue;
import dev.firedrill.scenarios.run.Parameter;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Setting;
import dev.firedrill.scenarios.run.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
    private static final int SEED_END = 1_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "SCENARIO", description = "A name from `firedrill list`, or all.")
    @SuppressWarnings("NullAway.Init")
    private String scenario;

    @Option(names = "--lab", description = "sim (default) or docker.", defaultValue = "sim")
    @SuppressWarnings("NullAway.Init")
    private String lab;

    @Option(
            names = "--target",
            description = "firedrill (default), redis or valkey.",
            defaultValue = "firedrill")
    @SuppressWarnings("NullAway.Init")
    private String target;

    @Option(names = "--variant", description = "Only this one, which then answers for itself.")
    private @Nullable String variant;

    @Option(
            names = "--seed",
            description = "Repeats a simulated run; drawn and printed when absent.")
    private @Nullable String seed;

    @Option(
            names = "--json",
            description = "Prints result.json instead of a table; an array of them for all.")
    private boolean json;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where run folders go (default: runs).",
            defaultValue = "runs")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--ignore-fault", hidden = true)
    private List<String> ignored = List.of();

    /// With an option for each parameter that any scenario has.
    static CommandLine commandLine() {
        var line = new CommandLine(new RunCommand());
        for (Parameter parameter : parameters().values()) {
            line.getCommandSpec()
                    .addOption(
                            OptionSpec.builder("--" + parameter.name())
                                    .type(String.class)
                                    .paramLabel(parameter.kind().name())
                                    .description(meanings(parameter.name()))
                                    .build());
        }
        return line;
    }

    /// What an option means, once for all scenarios that agree, else by scenario.
    private static String[] meanings(String option) {
        var byMeaning = new LinkedHashMap<String, List<String>>();
        for (Scenario scenario : Catalogue.all()) {
            for (Parameter parameter : scenario.parameters()) {
                if (parameter.name().equals(option)) {
                    byMeaning
                            .computeIfAbsent(parameter.meaning(), _ -> new ArrayList<>())
                            .add(scenario.name());
                }
            }
        }
        if (byMeaning.size() == 1) {
            return new String[] {byMeaning.keySet().iterator().next()};
        }
        return byMeaning.entrySet().stream()
                .map(entry -> String.join(", ", entry.getValue()) + ": " + entry.getKey())
                .toArray(String[]::new);
    }

    private static Map<String, Parameter> parameters() {
        var all = new TreeMap<String, Parameter>();
        for (Scenario scenario : Catalogue.all()) {
            scenario.parameters().forEach(one -> all.putIfAbsent(one.name(), one));
        }
        return all;
    }

    @Override
    public Integer call()
            throws UsageError, LabUnavailable, ClusterFailed, FolderUnwritable, IOException {
        List<Scenario> chosen = chosen();
        Lab running = Labs.named(lab, ignored);
        Target under = target();
        if (!running.supports(under)) {
            throw new UsageError(
                    String.format(
                            Locale.ROOT,
                            "lab %s cannot run target %s in this version; use --target firedrill.",
                            lab,
                            target));
        }
        long number = seed();
        refuseUnwritable();
        int exit = ExitCodes.HELD;
        var results = new ArrayList<String>();
        for (Scenario one : chosen) {
            List<Variant> variants = variantsOf(one);
            var run =
                    new Run(
                            running,
                            under,
                            one,
                            variants,
                            variant != null,
                            settingOf(one),
                            number,
                            out,
                            repeatCommand(one, number));
            Run.Ended ended = run.run(json);
            exit = worse(exit, ended.answer().exitCode());
            if (json) {
                results.add(Files.readString(ended.folder().resolve("result.json")));
            }
        }
        if (json) {
            System.out.print(asOneDocument(results));
        }
        return exit;
    }

    /// One scenario's result as it is, several as an array.
    private static String asOneDocument(List<String> results) {
        return results.size() == 1
                ? results.getFirst()
                : "[\n" + String.join(",\n", results) + "]\n";
    }

    /// Violated outweighs inconclusive, which outweighs held.
    private static int worse(int one, int other) {
        if (one == ExitCodes.VIOLATED || other == ExitCodes.VIOLATED) {
            return ExitCodes.VIOLATED;
        }
        return Math.max(one, other);
    }

    private List<Scenario> chosen() throws UsageError {
        if (scenario.equals("all")) {
            if (variant != null) {
                throw new UsageError("--variant goes with one scenario, not with all.");
            }
            return Catalogue.all();
        }
        return List.of(
                Catalogue.find(scenario)
                        .orElseThrow(() ->
                                new UsageError(
                                        String.format(
                                                Locale.ROOT,
                                                "there is no scenario '%s'; there are: %s.",
                                                scenario,
                                                String.join(
                                                        ", ",
                                                        Catalogue.all().stream()
                                                                .map(Scenario::name)
                                                                .toList())))));
    }

    private List<Variant> variantsOf(Scenario one) throws UsageError {
        if (variant == null) {
            return one.variants();
        }
        for (Variant known : one.variants()) {
            if (known.name().equals(variant)) {
                return List.of(known);
            }
        }
        throw new UsageError(
                String.format(
                        Locale.ROOT,
                        "scenario %s has no variant '%s'; it has: %s.",
                        one.name(),
                        variant,
                        String.join(", ", one.variants().stream().map(Variant::name).toList())));
    }

    private Target target() throws UsageError {
        return Arrays.stream(Target.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(target))
                .findFirst()
                .orElseThrow(() ->
                        new UsageError(
                                String.format(
                                        Locale.ROOT,
                                        "there is no target '%s'; use firedrill, redis or valkey.",
                                        target)));
    }

    private long seed() throws UsageError {
        String given = seed;
        if (given == null) {
            return 1L + new SecureRandom().nextInt(SEED_END);
        }
        try {
            return Long.parseLong(given);
        } catch (NumberFormatException notANumber) {
            throw new UsageError(
                    String.format(Locale.ROOT, "--seed takes a whole number, not '%s'.", given));
        }
    }

    private Setting settingOf(Scenario one) throws UsageError {
        var values = new LinkedHashMap<String, String>();
        for (Parameter parameter : one.parameters()) {
            String value = given(parameter);
            if (value == null) {
                value = parameter.fallback(lab);
            } else {
                String refusal = parameter.refusal(value);
                if (refusal != null) {
                    throw new UsageError(refusal);
                }
            }
            values.put(parameter.name(), value);
        }
        for (Parameter parameter : parameters().values()) {
            if (!values.containsKey(parameter.name())
                    && given(parameter) != null
                    && !scenario.equals("all")) {
                throw new UsageError(
                        String.format(
                                Locale.ROOT,
                                "scenario %s has no option --%s.",
                                one.name(),
                                parameter.name()));
            }
        }
        return new Setting(lab, values);
    }

    private @Nullable String given(Parameter parameter) {
        return spec.commandLine()
                .getParseResult()
                .matchedOptionValue("--" + parameter.name(), null);
    }

    private String repeatCommand(Scenario one, long number) {
        var command = new StringBuilder(Main.launcher() + " run " + one.name());
        command.append(" --lab ").append(lab).append(" --seed ").append(number);
        if (variant != null) {
            command.append(" --variant ").append(variant);
        }
        for (Parameter parameter : one.parameters()) {
            String value = given(parameter);
            if (value != null) {
                command.append(" --").append(parameter.name()).append(' ').append(value);
            }
        }
        return command.toString();
    }

    /// Before minutes of work, not after: tried, because permissions do not tell everything.
    private void refuseUnwritable() throws UsageError {
        try {
            boolean there = Files.isDirectory(out);
            Files.createDirectories(out);
            Files.delete(Files.createTempDirectory(out, ".trying-"));
            if (!there) {
                Files.delete(out);
            }
        } catch (IOException unwritable) {
            throw new UsageError(
                    String.format(
                            Locale.ROOT,
                            "the folder %s cannot be written to (%s); choose another with --out.",
                            out,
                            Run.reason(unwritable)));
        }
    }
}
