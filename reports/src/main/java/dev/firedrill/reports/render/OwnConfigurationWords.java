package dev.firedrill.reports.render;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.incident.Incident;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The user's own configuration in reports: which files the nodes ran, and what the lab left out.
public final class OwnConfigurationWords {
    static final String TITLE = "Your own configuration";

    private OwnConfigurationWords() {}

    /// Nothing for a variant that ran the scenario's configuration.
    public static List<String> sentences(Incident incident) {
        var sentences = new ArrayList<String>();
        for (Event.OwnConfigurationTaken taken : incident.ownConfigurations()) {
            sentences.add(
                    String.format(
                            Locale.ROOT,
                            "%s ran %s, %s.",
                            String.join(", ", taken.nodes()),
                            String.join(", ", taken.files()),
                            taken.alone()
                                    ? "without any line of the scenario's own"
                                    : "with the scenario's lines behind, which win"));
            for (Event.LeftOutLine line : taken.leftOut()) {
                sentences.add(
                        String.format(
                                Locale.ROOT,
                                "%s, line %d: %s was left out, because %s.",
                                line.file(),
                                line.line(),
                                line.directive(),
                                line.reason()));
            }
        }
        return sentences;
    }

    /// For result.json.
    static Map<String, Object> map(Event.OwnConfigurationTaken taken) {
        var map = new LinkedHashMap<String, Object>();
        map.put("nodes", taken.nodes());
        map.put("files", taken.files());
        map.put("alone", taken.alone());
        map.put("leftOut", taken.leftOut());
        return map;
    }
}
