package dev.firedrill.scenarios.run;

import dev.firedrill.faults.lab.GuardEvent;
import dev.firedrill.reports.history.GuardAction;

/// What a process of the guard did, in the journal's words.
final class GuardFacts {
    private GuardFacts() {}

    static GuardAction journalled(GuardEvent event) {
        return switch (event) {
            case GuardEvent.SawDown(var subject) -> new GuardAction.SawDown(subject.name());
            case GuardEvent.SawUp(var subject) -> new GuardAction.SawUp(subject.name());
            case GuardEvent.AgreedDown(var master, int agreeing, int quorum) ->
                    new GuardAction.AgreedDown(master.name(), agreeing, quorum);
            case GuardEvent.Elected(var master) -> new GuardAction.Elected(master.name());
            case GuardEvent.Chose(var replica) -> new GuardAction.Chose(replica.name());
            case GuardEvent.Promoted(var replica) -> new GuardAction.Promoted(replica.name());
            case GuardEvent.SwitchedMaster(var from, var to) ->
                    new GuardAction.SwitchedMaster(from.name(), to.name());
            case GuardEvent.Repointed(var replica) -> new GuardAction.Repointed(replica.name());
            case GuardEvent.Demoted(var node) -> new GuardAction.Demoted(node.name());
            case GuardEvent.GaveUp(var master, var why) ->
                    new GuardAction.GaveUp(master.name(), why);
        };
    }
}
