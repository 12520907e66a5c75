/// The folder that a run leaves behind, written while the run goes on: whatever ends the run, what
/// was recorded before stands on the disk.
///
/// May import `reports.history`. Start reading at [RunFolder].
@NullMarked
package dev.firedrill.reports.evidence;

import org.jspecify.annotations.NullMarked;
