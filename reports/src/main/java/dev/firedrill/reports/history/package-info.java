/// What happened in a run, as a closed family of events, and its form on disk: JSON lines.
///
/// Imports nothing of ours. Start reading at [Event].
@NullMarked
package dev.firedrill.reports.history;

import org.jspecify.annotations.NullMarked;
