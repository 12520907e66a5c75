/// Everything that a lab can be asked to break, as a closed family, and how that is verified; what
/// an operator does; what was measured.
///
/// May import `faults.topology` and `engine.base`. Start reading at [Injection].
@NullMarked
package dev.firedrill.faults.injection;

import org.jspecify.annotations.NullMarked;
