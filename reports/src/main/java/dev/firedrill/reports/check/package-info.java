/// Judges: a history in, a verdict with evidence out. One checker per file.
///
/// May import `reports.history`. Start reading at [Checker] and [Verdict].
@NullMarked
package dev.firedrill.reports.check;

import org.jspecify.annotations.NullMarked;
