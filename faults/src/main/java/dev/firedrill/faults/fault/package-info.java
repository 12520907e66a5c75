/// Named disturbances, one record per file, each a pure expansion: into injections that begin
/// together ([Fault]), or into steps on a schedule ([Course]).
///
/// May import `faults.injection`, `faults.topology`, `engine.base`. Start reading at [Fault].
@NullMarked
package dev.firedrill.faults.fault;

import org.jspecify.annotations.NullMarked;
