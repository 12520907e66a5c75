package dev.firedrill.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The lines of redis.conf that bring a directive's value back at the next start.
final class DirectiveLines {
    private DirectiveLines() {}

    /// None for a default.
    static List<String> unlessDefault(Directive directive, String value) {
        return value.equals(directive.fallback()) ? List.of() : of(directive, value);
    }

    /// None for one that can be left out only.
    static List<String> alsoOfDefault(Directive directive, String value) {
        boolean unset = directive.mayBeUnset() && value.equals(directive.fallback());
        return unset ? List.of() : of(directive, value);
    }

    static List<String> of(Directive directive, String value) {
        if (directive.kind() instanceof Directive.Kind.Master && value.isEmpty()) {
            return List.of("replicaof no one");
        }
        String name = directive.name();
        return switch (directive.kind()) {
            case Directive.Kind.SavePoints() -> savePoints(value);
            case Directive.Kind.BufferLimits() -> bufferLimits(name, value);
            case Directive.Kind.Words _,
                    Directive.Kind.Master _,
                    Directive.Kind.Choices _,
                    Directive.Kind.Percentiles _,
                    Directive.Kind.OomScores _ ->
                    List.of(name + " " + quotedWords(value));
            case Directive.Kind.YesNo _,
                    Directive.Kind.Whole _,
                    Directive.Kind.Frequency _,
                    Directive.Kind.Memory _,
                    Directive.Kind.MemoryOrPercent _,
                    Directive.Kind.Octal _,
                    Directive.Kind.Choice _ ->
                    List.of(name + " " + ConfigWords.quoted(value));
            // redis-server puts texts into quotes whatever they hold.
            case Directive.Kind.PlainName _, Directive.Kind.EventClasses _, Directive.Kind.Text _ ->
                    List.of(name + " " + ConfigWords.alwaysQuoted(value));
        };
    }

    private static List<String> savePoints(String value) {
        List<SavePoint> points = SavePoint.listOf(value);
        return points.isEmpty()
                ? List.of("save \"\"")
                : points.stream()
                        .map(point -> "save " + point.seconds() + " " + point.changes())
                        .toList();
    }

    private static List<String> bufferLimits(String name, String value) {
        var lines = new ArrayList<String>();
        String[] words = value.split(" ", -1);
        for (int i = 0; i + 3 < words.length; i += 4) {
            String clazz = words[i].equals("slave") ? "replica" : words[i];
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%s %s %s %s %s",
                            name,
                            clazz,
                            words[i + 1],
                            words[i + 2],
                            words[i + 3]));
        }
        return lines;
    }

    private static String quotedWords(String value) {
        return String.join(" ", Stream.of(value.split(" ", -1)).map(ConfigWords::quoted).toList());
    }
}
