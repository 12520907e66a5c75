/// The options of scenarios: typed parameters with bounds and a default for each lab, parsed once.
///
/// May import `config` and `faults.lab`. Start reading at [Parameter], then [Setting].
@NullMarked
package dev.firedrill.scenarios.option;

import org.jspecify.annotations.NullMarked;
