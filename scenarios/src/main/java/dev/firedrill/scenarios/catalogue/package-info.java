/// One class per scenario, each named after the incident that it rehearses.
///
/// May import `scenarios.run` and what that imports.
@NullMarked
package dev.firedrill.scenarios.catalogue;

import org.jspecify.annotations.NullMarked;
