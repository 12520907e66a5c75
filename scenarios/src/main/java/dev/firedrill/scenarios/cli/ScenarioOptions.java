package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.Lab;
import dev.firedrill.scenarios.catalogue.Catalogue;
import dev.firedrill.scenarios.config.OwnConfiguration;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.option.ValueRefused;
import dev.firedrill.scenarios.run.DeclaredCourses;
import dev.firedrill.scenarios.run.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/// The options of all scenarios on one command line: each is parsed once, into the type of its
/// parameter. Scenarios that share a name may differ in bounds and default, never in the type.
final class ScenarioOptions {
    private record Converter<T extends Comparable<? super T>>(Parameter<T> parameter)
            implements ITypeConverter<T> {
        @Override
        public T convert(String text) {
            try {
                return parameter.parse(text);
            } catch (ValueRefused refused) {
                throw new TypeConversionException(refused.getMessage());
            }
        }
    }

    private final ParseResult parsed;

    ScenarioOptions(ParseResult parsed) {
        this.parsed = parsed;
    }

    static void addTo(CommandSpec command) {
        for (Parameter<?> parameter : all().values()) {
            command.addOption(
                    OptionSpec.builder("--" + parameter.name())
                            .type(parameter.type())
                            .converters(new Converter<>(parameter))
                            .paramLabel(parameter.kind())
                            .description(meanings(parameter.name()))
                            .build());
        }
    }

    private static Map<String, Parameter<?>> all() {
        var all = new TreeMap<String, Parameter<?>>();
        for (Scenario scenario : Catalogue.all()) {
            for (Parameter<?> one : scenario.parameters()) {
                Parameter<?> other = all.putIfAbsent(one.name(), one);
                if (other != null && !other.type().equals(one.type())) {
                    throw new IllegalStateException(
                            "two scenarios give --" + one.name() + " different types");
                }
            }
        }
        return all;
    }

    /// What an option means, once for all scenarios that agree, else by scenario.
    private static String[] meanings(String option) {
        var byMeaning = new LinkedHashMap<String, List<String>>();
        for (Scenario scenario : Catalogue.all()) {
            for (Parameter<?> parameter : scenario.parameters()) {
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

    /// The options of one scenario: as given, else the lab's default.
    ///
    /// @param own the user's configuration, where that is to be judged
    /// @throws UsageError for a value outside its bounds, and for options that together make the
    ///   drill impossible
    Setting settingOf(Scenario scenario, Lab lab, Optional<OwnConfiguration> own)
            throws UsageError {
        Setting options = Setting.defaults(lab.values(), scenario.parameters());
        Setting setting = own.map(options::configuredBy).orElse(options);
        for (Parameter<?> parameter : scenario.parameters()) {
            setting = withGiven(setting, parameter);
        }
        Setting given = setting;
        var refusal = scenario.refusal(given).or(() -> DeclaredCourses.refusal(scenario, given));
        if (refusal.isPresent()) {
            throw new UsageError(
                    String.format(
                            Locale.ROOT,
                            "%s cannot be carried out with these options: %s",
                            scenario.name(),
                            refusal.get()));
        }
        return setting;
    }

    private <T extends Comparable<? super T>> Setting withGiven(
            Setting setting, Parameter<T> parameter) throws UsageError {
        T value = given(parameter);
        if (value == null) {
            return setting;
        }
        if (!parameter.allows(value)) {
            throw new UsageError(parameter.refusal(value));
        }
        return setting.with(parameter, value);
    }

    private <T extends Comparable<? super T>> @Nullable T given(Parameter<T> parameter) {
        Object value = parsed.matchedOptionValue("--" + parameter.name(), null);
        return value == null ? null : parameter.type().cast(value);
    }

    /// The given options that a scenario does not have, with their dashes.
    List<String> notOf(Scenario scenario) {
        List<String> own = scenario.parameters().stream().map(Parameter::name).toList();
        return all().values().stream()
                .filter(parameter -> given(parameter) != null && !own.contains(parameter.name()))
                .map(parameter -> "--" + parameter.name())
                .toList();
    }

    /// @throws UsageError when an option is given that the scenario does not have
    void refuseForeign(Scenario scenario) throws UsageError {
        List<String> foreign = notOf(scenario);
        if (!foreign.isEmpty()) {
            throw new UsageError(
                    String.format(
                            Locale.ROOT,
                            "scenario %s has no option %s.",
                            scenario.name(),
                            foreign.getFirst()));
        }
    }

    /// The given options of a scenario as words of a command line.
    List<String> words(Scenario scenario) {
        var words = new ArrayList<String>();
        for (Parameter<?> parameter : scenario.parameters()) {
            add(words, parameter);
        }
        return words;
    }

    private <T extends Comparable<? super T>> void add(List<String> words, Parameter<T> parameter) {
        T value = given(parameter);
        if (value != null) {
            words.add("--" + parameter.name());
            words.add(parameter.print(value));
        }
    }
}
