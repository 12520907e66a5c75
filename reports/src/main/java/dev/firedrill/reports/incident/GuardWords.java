package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.GuardAction;

/// What a process of the guard did, as a clause whose subject it is.
final class GuardWords {
    private GuardWords() {}

    static String of(Event.GuardActed acted) {
        return acted.watcher() + " " + words(acted.action());
    }

    private static String words(GuardAction action) {
        return switch (action) {
            case GuardAction.SawDown(var subject) -> "takes " + subject + " for down";
            case GuardAction.SawUp(var subject) -> "hears from " + subject + " again";
            case GuardAction.AgreedDown(var master, int agreeing, int quorum) ->
                    "agrees with others that "
                            + master
                            + " is down: "
                            + agreeing
                            + " of a quorum of "
                            + quorum;
            case GuardAction.Elected(var master) -> "is elected to fail over from " + master;
            case GuardAction.Chose(var replica) -> "chooses " + replica + " as the next master";
            case GuardAction.Promoted(var replica) -> "has promoted " + replica;
            case GuardAction.SwitchedMaster(var from, var to) ->
                    "takes " + to + " for the master instead of " + from;
            case GuardAction.Repointed(var replica) -> "tells " + replica + " to follow the master";
            case GuardAction.Demoted(var node) ->
                    "tells " + node + ", a former master, to follow the master";
            case GuardAction.GaveUp(var master, var why) ->
                    "gives up the failover from " + master + ": " + why;
        };
    }
}
