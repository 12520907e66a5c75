/// A heavy load that nobody records operation by operation: what it sends and when, and how long
/// the answers took, counted. It knows no network and no clock, so that the simulator's clients and
/// a program in a container carry out the same load.
///
/// Imports nothing of ours: its classes are copied into a container. Start reading at [HeavyLoad],
/// then [LoadSchedule].
@NullMarked
package dev.firedrill.faults.load;

import org.jspecify.annotations.NullMarked;
