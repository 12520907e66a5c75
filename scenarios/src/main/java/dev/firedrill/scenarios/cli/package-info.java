/// The command line: `run`, `list`, `check`, `doctor`. The only package that prints.
///
/// May import everything. Start reading at [Main].
@NullMarked
package dev.firedrill.scenarios.cli;

import org.jspecify.annotations.NullMarked;
