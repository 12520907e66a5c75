/// How the servers of a cluster and the links between them are named: what injections, faults and
/// labs all speak of.
///
/// May import `engine.base`.
@NullMarked
package dev.firedrill.faults.topology;

import org.jspecify.annotations.NullMarked;
