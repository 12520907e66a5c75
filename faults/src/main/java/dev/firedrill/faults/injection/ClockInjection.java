package dev.firedrill.faults.injection;

import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;

/// What can be done to the wall clock of a node.
public sealed interface ClockInjection extends Injection {
    NodeId node();

    @Override
    default String describe() {
        String figures =
                switch (this) {
                    case JumpClock(_, var by) -> " " + InjectionText.millis(by);
                    case DriftClock(_, double ppm) -> " " + ppm + " ppm";
                };
        return InjectionText.of(this, node(), figures);
    }

    record JumpClock(NodeId node, Duration by) implements ClockInjection, Lasting {}

    /// Several add up. What the clock has drifted by stays when it is healed.
    record DriftClock(NodeId node, double partsPerMillion) implements ClockInjection {}
}
