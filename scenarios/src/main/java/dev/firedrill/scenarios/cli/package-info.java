/// The command line: `run`, `matrix`, `parity`, `calibrate`, `list`, `check`, `report`, `doctor`.
/// The only package that prints.
///
/// May import everything. Start reading at [Main].
@NullMarked
package dev.firedrill.scenarios.cli;

import org.jspecify.annotations.NullMarked;
