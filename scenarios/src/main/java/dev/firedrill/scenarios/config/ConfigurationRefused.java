package dev.firedrill.scenarios.config;

import java.util.Locale;

/// The user's own configuration cannot be used; the message is one sentence that names file and
/// line, and no value, which may be a password.
public final class ConfigurationRefused extends Exception {
    private static final long serialVersionUID = 1L;

    public ConfigurationRefused(String sentence) {
        super(sentence);
    }

    static ConfigurationRefused at(String file, int line, String why) {
        return new ConfigurationRefused(
                String.format(Locale.ROOT, "%s, line %d: %s.", file, line, why));
    }
}
