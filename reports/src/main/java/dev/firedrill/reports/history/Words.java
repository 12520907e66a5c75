package dev.firedrill.reports.history;

import java.util.Locale;

/// How a constant is written for people.
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
