package dev.firedrill.faults.docker.target;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lines that mean something, each as a pattern of the whole line; the first that fits is
/// taken.
///
/// `{replica}` in a pattern is a replica's name, and `{role}` is replica or slave. What a client
/// chooses stands in lines as well, such as the id in its PSYNC. It is matched where it cannot be
/// taken for another line, and names hold no space.
final class LineRules {
    /// Where a replica has no name any more, its connection's number follows.
    static final String CONNECTION = "client id #";

    private static final String REPLICA = "(?<replica>[\\\\w.:-]{1,300}|" + CONNECTION + "\\\\d+)";
    private static final String ROLE = "(?:[Rr]eplica|[Ss]lave)";

    private record Rule(Pattern line, Consumer<Matcher> meaning) {}

    private final List<Rule> rules = new ArrayList<>();

    LineRules on(String line, Consumer<Matcher> meaning) {
        String pattern = line.replaceAll("\\{replica}", REPLICA).replaceAll("\\{role}", ROLE);
        rules.add(new Rule(Pattern.compile(pattern), meaning));
        return this;
    }

    LineRules on(String line, Runnable meaning) {
        return on(line, _ -> meaning.run());
    }

    /// Whether one of them fits.
    boolean read(String text) {
        for (Rule rule : rules) {
            Matcher line = rule.line.matcher(text);
            if (line.matches()) {
                rule.meaning.accept(line);
                return true;
            }
        }
        return false;
    }
}
