/// The few things that everything stands on: invariants that stay on, the seeded generator.
///
/// Imports nothing of ours. Kept to six types on purpose: a drawer that takes anything fills up.
@NullMarked
package dev.firedrill.engine.base;

import org.jspecify.annotations.NullMarked;
