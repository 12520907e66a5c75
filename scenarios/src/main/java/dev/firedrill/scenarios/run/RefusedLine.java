package dev.firedrill.scenarios.run;

import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.scenarios.config.OwnLine;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line of the user's own configuration that a server does not take, in the words with which it
/// says so before it ends:
///
/// ```
/// *** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***
/// Reading the configuration file, at line 3
/// >>> 'maxmemory-polcy allkeys-lru'
/// Bad directive or wrong number of arguments
/// ```
final class RefusedLine {
    private static final Pattern PLACE =
            Pattern.compile(".*Reading the configuration file, at line (?<number>\\d{1,9})\\s*");

    private RefusedLine() {}

    /// One sentence with the place in the user's file; empty when the cluster failed otherwise.
    ///
    /// @param server for people
    static Optional<String> sentence(ClusterFailed failed, NodesUnderTest nodes, String server) {
        List<String> said = failed.lastLines();
        for (int i = 0; i + 2 < said.size() && failed.node().isPresent(); i++) {
            Matcher place = PLACE.matcher(said.get(i));
            if (!place.matches()) continue;
            int number = Integer.parseInt(place.group("number"));
            String why = said.get(i + 2).strip();
            return nodes.line(failed.node().get(), number).map(line -> sentence(line, why, server));
        }
        return Optional.empty();
    }

    private static String sentence(OwnLine line, String why, String server) {
        return String.format(
                Locale.ROOT,
                "%s does not take %s, %s: %s%s",
                server,
                line.place(),
                line.directive(),
                why,
                why.endsWith(".") ? "" : ".");
    }
}
