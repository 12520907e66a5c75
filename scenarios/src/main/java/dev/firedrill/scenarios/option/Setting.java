package dev.firedrill.scenarios.option;

import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.scenarios.config.OwnConfiguration;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The options of one run of a scenario, each within its bounds, what the lab picks where labs
/// differ, and the user's own configuration where that is under test.
public final class Setting {
    /// A parameter together with its value.
    private record Given<T extends Comparable<? super T>>(Parameter<T> parameter, T value) {
        String text() {
            return parameter.print(value);
        }
    }

    private final PerLab.Choice lab;
    private final Map<String, Given<?>> values;

    private final Optional<OwnConfiguration> own;

    private Setting(
            PerLab.Choice lab, Map<String, Given<?>> values, Optional<OwnConfiguration> own) {
        this.lab = lab;
        this.values = values;
        this.own = own;
    }

    /// Every parameter at the lab's default.
    public static Setting defaults(PerLab.Choice lab, List<Parameter<?>> parameters) {
        var values = new LinkedHashMap<String, Given<?>>();
        for (Parameter<?> parameter : parameters) {
            values.put(parameter.name(), fallback(lab, parameter));
        }
        return new Setting(lab, values, Optional.empty());
    }

    /// As [#texts] printed it; a parameter that is not there has its default.
    ///
    /// @throws ValueRefused when a text is no value of its parameter
    public static Setting read(
            PerLab.Choice lab, List<Parameter<?>> parameters, Map<String, String> texts)
            throws ValueRefused {
        Setting setting = defaults(lab, parameters);
        for (Parameter<?> parameter : parameters) {
            String text = texts.get(parameter.name());
            if (text != null) setting = setting.parsed(parameter, text);
        }
        return setting;
    }

    private <T extends Comparable<? super T>> Setting parsed(Parameter<T> parameter, String text)
            throws ValueRefused {
        T value = parameter.parse(text);
        if (!parameter.allows(value)) throw new ValueRefused(parameter.refusal(value));
        return with(parameter, value);
    }

    private static <T extends Comparable<? super T>> Given<T> fallback(
            PerLab.Choice lab, Parameter<T> parameter) {
        return new Given<>(parameter, lab.of(parameter.fallback()));
    }

    /// The same setting with another value.
    ///
    /// @throws IllegalArgumentException for a parameter that the scenario does not have, or a value
    ///   outside its bounds
    public <T extends Comparable<? super T>> Setting with(Parameter<T> parameter, T value) {
        known(parameter);
        if (!parameter.allows(value)) {
            throw new IllegalArgumentException(parameter.refusal(value));
        }
        var changed = new LinkedHashMap<>(values);
        changed.put(parameter.name(), new Given<>(parameter, value));
        return new Setting(lab, changed, own);
    }

    /// @throws IllegalArgumentException for a parameter that the scenario does not have
    public <T extends Comparable<? super T>> T get(Parameter<T> parameter) {
        return parameter.type().cast(known(parameter).value());
    }

    private Given<?> known(Parameter<?> parameter) {
        Given<?> given = values.get(parameter.name());
        if (given == null || !given.parameter().equals(parameter)) {
            throw new IllegalArgumentException("this scenario has no option --" + parameter.name());
        }
        return given;
    }

    /// What the lab picks.
    public <T> T of(PerLab<T> perLab) {
        return lab.of(perLab);
    }

    /// The same with the user's own configuration under test.
    public Setting configuredBy(OwnConfiguration configuration) {
        return new Setting(lab, values, Optional.of(configuration));
    }

    public Optional<OwnConfiguration> ownConfiguration() {
        return own;
    }

    /// After how long without data replicas and their master may give each other up.
    ///
    /// @param scenarios what the scenario configures
    /// @return no less than that: controls run with it also under the user's own configuration
    public Duration replicationTimeout(Duration scenarios) {
        return own.map(OwnConfiguration::replicationTimeout)
                .filter(theirs -> theirs.compareTo(scenarios) > 0)
                .orElse(scenarios);
    }

    /// Every option by name, as on the command line: for the journal.
    public Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        values.forEach((name, given) -> texts.put(name, given.text()));
        return texts;
    }
}
