/// The program that carries out a load in a container: sockets and a clock around `faults.load`. It
/// is copied there with that package, and needs nothing else of ours.
///
/// May import `faults.load`. Start reading at [LoadProgram].
@NullMarked
package dev.firedrill.faults.docker.load;

import org.jspecify.annotations.NullMarked;
