/// The command line: picocli commands, exit codes, progress.
///
/// May import everything.
@NullMarked
package dev.firedrill.scenarios.cli;

import org.jspecify.annotations.NullMarked;
