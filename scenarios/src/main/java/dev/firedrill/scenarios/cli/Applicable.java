package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.reports.history.Event;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.DeclaredCourses;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Variant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Which variants of a scenario can run on a server.
///
/// @param variants at least one
/// @param reasons why the others cannot, by the name of the variant
record Applicable(List<Variant> variants, Map<String, String> reasons) {
    /// The controls that none of the servers can run: then nothing shows that the drill would catch
    /// what it is about.
    static List<Variant> controlsWithoutServer(
            List<Variant> asked, Collection<Applicable> servers) {
        return asked.stream()
                .filter(variant -> variant.expectation() == Event.Expectation.BREAKS)
                .filter(control ->
                        servers.stream().noneMatch(one -> one.variants().contains(control)))
                .toList();
    }

    /// @throws LabUnavailable when none can
    static Applicable of(
            Lab lab, Target target, Scenario scenario, List<Variant> asked, Setting setting)
            throws LabUnavailable {
        var variants = new ArrayList<Variant>();
        var reasons = new LinkedHashMap<String, String>();
        for (Variant variant : asked) {
            List<String> lacks =
                    lab.lacks(target, DeclaredCourses.needs(scenario, variant, setting));
            if (lacks.isEmpty()) {
                variants.add(variant);
            } else {
                reasons.put(variant.name(), String.join("; ", lacks));
            }
        }
        if (variants.isEmpty()) {
            throw new LabUnavailable(
                    String.format(
                            Locale.ROOT,
                            "no variant of %s can run on %s: %s.",
                            scenario.name(),
                            target,
                            String.join("; ", reasons.values().stream().distinct().toList())));
        }
        return new Applicable(variants, reasons);
    }

    /// @param asked the variants that were asked for
    /// @throws LabUnavailable when there are controls among them and none of these can run: then
    ///   nothing would show that the drill catches what it is about
    void requireControl(Scenario scenario, List<Variant> asked, Target target)
            throws LabUnavailable {
        List<Variant> missing = controlsWithoutServer(asked, List.of(this));
        boolean some =
                variants.stream().anyMatch(one -> one.expectation() == Event.Expectation.BREAKS);
        if (some || missing.isEmpty()) return;
        throw new LabUnavailable(
                String.format(
                        Locale.ROOT,
                        "no control of %s can run on %s, so nothing would show that the drill"
                                + " catches anything: %s; a variant alone runs with --variant.",
                        scenario.name(),
                        target,
                        reasons.get(missing.getFirst().name())));
    }

    /// Says which variants are left out, and why, where errors are printed.
    void sayReasons(Scenario scenario) {
        reasons.forEach((variant, reason) ->
                System.err.println(
                        String.format(
                                Locale.ROOT,
                                "firedrill: %s runs without its variant %s: %s.",
                                scenario.name(),
                                variant,
                                reason)));
    }
}
