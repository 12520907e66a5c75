package dev.firedrill.engine.config;

import dev.firedrill.engine.config.ConfigValues.Unfit;
import java.util.List;

/// Directives with a small grammar of their own that change nothing here: kept as CONFIG GET of
/// redis-server 7.0 shows them.
final class ConfigLists {
    private static final String ALL_EVENTS = "g$lshzxetd";
    private static final String OTHER_EVENTS = "KEmn";

    private ConfigLists() {}

    /// `A` stands for all classes but those that say where to publish and the rare ones.
    static String eventClasses(String word) throws Unfit {
        String wanted = word.replace("A", ALL_EVENTS);
        for (int i = 0; i < wanted.length(); i++) {
            if ((ALL_EVENTS + OTHER_EVENTS).indexOf(wanted.charAt(i)) < 0) {
                throw new Unfit("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
            }
        }
        String all = inOrder(ALL_EVENTS, wanted);
        return (all.equals(ALL_EVENTS) ? "A" : all) + inOrder(OTHER_EVENTS, wanted);
    }

    private static String inOrder(String known, String wanted) {
        var found = new StringBuilder();
        known.chars()
                .filter(event -> wanted.indexOf(event) >= 0)
                .forEach(event -> found.append((char) event));
        return found.toString();
    }

    static String percentiles(List<String> words) throws Unfit {
        if (words.isEmpty() || (words.size() == 1 && words.getFirst().isEmpty())) {
            return "";
        }
        for (String word : words) {
            if (!word.matches("-?[0-9]{1,17}(\\.[0-9]{1,9})?")) {
                throw new Unfit("Invalid latency-tracking-info-percentiles parameters");
            }
            double percent = Double.parseDouble(word);
            if (percent < 0 || percent > 100) {
                throw new Unfit(
                        "latency-tracking-info-percentiles parameters should sit between"
                                + " [0.0,100.0]");
            }
        }
        return String.join(" ", words);
    }

    static String oomScores(List<String> words) throws Unfit {
        if (words.size() != 3) {
            throw new Unfit("wrong number of arguments");
        }
        for (String word : words) {
            if (!word.matches("-?[0-9]{1,4}") || Math.abs(Integer.parseInt(word)) > 2000) {
                throw new Unfit(
                        "Invalid oom-score-adj-values, elements must be between -2000 and 2000.");
            }
        }
        return String.join(" ", words);
    }
}
