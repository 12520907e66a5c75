/// Named disturbances, one record per file, each a pure expansion into injections.
///
/// May import `faults.injection`, `faults.lab`, `engine.base`. Start reading at [Fault].
@NullMarked
package dev.firedrill.faults.fault;

import org.jspecify.annotations.NullMarked;
