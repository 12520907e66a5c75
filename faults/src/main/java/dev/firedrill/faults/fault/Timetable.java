package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Lasting;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/// The steps of a course in the order of time. Steps that contradict each other make none: each is
/// verified when it begins and when it is healed, and the times must leave room for that.
///
/// @param moments in the order of time
public record Timetable(List<Moment> moments) {
    private static final Duration LONGEST = Duration.ofDays(1);

    public Timetable {
        moments = List.copyOf(moments);
    }

    /// What happens at one time: some steps begin, then others are healed.
    public record Moment(Duration at, List<Step> begin, List<Step> heal) {
        public Moment {
            begin = List.copyOf(begin);
            heal = List.copyOf(heal);
        }
    }

    /// @param steps that are not refused
    public static Timetable of(List<Step> steps) {
        check(refusal(steps).isEmpty(), "steps that contradict each other");
        var begins = new TreeMap<Duration, List<Step>>();
        var heals = new TreeMap<Duration, List<Step>>();
        for (Step step : steps) {
            begins.computeIfAbsent(step.at(), _ -> new ArrayList<>()).add(step);
            heals.computeIfAbsent(step.until(), _ -> new ArrayList<>()).add(step);
        }
        var times = new TreeMap<Duration, Moment>();
        begins.keySet().forEach(at -> times.put(at, moment(at, begins, heals)));
        heals.keySet().forEach(at -> times.put(at, moment(at, begins, heals)));
        return new Timetable(List.copyOf(times.values()));
    }

    private static Moment moment(
            Duration at,
            TreeMap<Duration, List<Step>> begins,
            TreeMap<Duration, List<Step>> heals) {
        return new Moment(
                at, begins.getOrDefault(at, List.of()), heals.getOrDefault(at, List.of()));
    }

    /// From the beginning of the course to its last moment.
    public Duration length() {
        return moments.getLast().at();
    }

    /// Why a course cannot be carried out in these steps, as a sentence; empty when it can.
    public static Optional<String> refusal(Course course, List<Step> steps) {
        return refusal(steps)
                .map(why ->
                        String.format(
                                Locale.ROOT,
                                "the course %s cannot be carried out: %s.",
                                course.name(),
                                why));
    }

    /// Why these steps cannot be carried out, as a clause; empty when they can.
    public static Optional<String> refusal(List<Step> steps) {
        if (steps.isEmpty()) return Optional.of("it has no steps in this cluster");
        return alone(steps).or(() -> tight(steps)).or(() -> colliding(steps));
    }

    private static Optional<String> alone(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            String which = "step " + (i + 1);
            if (step.injections().isEmpty()) {
                return Optional.of(which + " finds nothing to act on in this cluster");
            }
            if (step.at().isNegative() || step.lasts().isNegative()) {
                return Optional.of(which + " has a negative time");
            }
            if (step.at().compareTo(LONGEST) > 0 || step.lasts().compareTo(LONGEST) > 0) {
                return Optional.of(which + " takes longer than a day");
            }
            Duration needed = step.verifiedWithin();
            if (step.isHealed() && step.lasts().compareTo(needed) < 0) {
                return Optional.of(
                        String.format(
                                Locale.ROOT,
                                "%s is healed after %d ms, but it takes %d ms to verify that it"
                                        + " bites",
                                which,
                                step.lasts().toMillis(),
                                needed.toMillis()));
            }
        }
        return Optional.empty();
    }

    /// While one step is verified nothing else begins or is healed.
    private static Optional<String> tight(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            Step verified = steps.get(i);
            Duration until = verified.at().plus(verified.verifiedWithin());
            for (int j = 0; j < steps.size(); j++) {
                Step other = steps.get(j);
                boolean begins = isBetween(verified.at(), other.at(), until);
                if (begins || isBetween(verified.at(), other.until(), until)) {
                    return Optional.of(
                            String.format(
                                    Locale.ROOT,
                                    "step %d %s after %d ms, while step %d is verified from %d ms"
                                            + " to %d ms",
                                    j + 1,
                                    begins ? "begins" : "is healed",
                                    (begins ? other.at() : other.until()).toMillis(),
                                    i + 1,
                                    verified.at().toMillis(),
                                    until.toMillis()));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isBetween(Duration from, Duration time, Duration to) {
        return time.compareTo(from) > 0 && time.compareTo(to) < 0;
    }

    private static Optional<String> colliding(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            for (int j = 0; j < steps.size(); j++) {
                Optional<String> why = i == j ? Optional.empty() : collision(steps, i, j);
                if (why.isPresent()) return why;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> collision(List<Step> steps, int first, int second) {
        Step one = steps.get(first);
        Step other = steps.get(second);
        boolean meet =
                one.at().compareTo(other.at()) <= 0 && other.at().compareTo(one.until()) <= 0;
        if (!meet) return Optional.empty();
        for (Injection mine : one.injections()) {
            if (!(mine instanceof Lasting) && other.injections().contains(mine)) {
                return Optional.of(
                        String.format(
                                Locale.ROOT,
                                "steps %d and %d both have %s at %d ms, so that healing one would"
                                        + " not show",
                                first + 1,
                                second + 1,
                                mine.describe(),
                                other.at().toMillis()));
            }
            if (mine instanceof ProcessInjection.PauseNode(var node) && ends(other, node)) {
                return Optional.of(
                        String.format(
                                Locale.ROOT,
                                "step %d pauses %s until %d ms, but step %d ends its process at"
                                        + " %d ms",
                                first + 1,
                                node,
                                one.until().toMillis(),
                                second + 1,
                                other.at().toMillis()));
            }
        }
        return Optional.empty();
    }

    private static boolean ends(Step step, NodeId node) {
        return step.injections().stream()
                .anyMatch(injection ->
                        injection instanceof ProcessInjection on
                                && on instanceof Lasting
                                && on.node().equals(node));
    }
}
