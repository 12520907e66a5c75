package dev.firedrill.reports.incident;

import java.util.List;

/// One step of a causal chain.
///
/// @param number its place in the chain, counted from 1
/// @param finding the name of the finding that observed it
/// @param causes numbers of the steps from which it follows directly; all smaller
public record Step(int number, String finding, Observation observation, List<Integer> causes) {
    public Step {
        causes = List.copyOf(causes);
    }
}
