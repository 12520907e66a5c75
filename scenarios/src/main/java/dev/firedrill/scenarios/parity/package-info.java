/// Whether the two labs tell the same of one variant: verdicts, resyncs, durations, latencies. Pure
/// comparison of what two runs have left; the command that runs them is in `scenarios.cli`. Imports
/// reports and engine.base. Start with [dev.firedrill.scenarios.parity.Parity].
@NullMarked
package dev.firedrill.scenarios.parity;

import org.jspecify.annotations.NullMarked;
