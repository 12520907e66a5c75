/// The docker lab: Testcontainers cluster, Toxiproxy mesh, cgroup and process faults, probes.
///
/// May import `faults.injection`, `faults.lab`, Testcontainers and the Toxiproxy client.
@NullMarked
package dev.firedrill.faults.docker;

import org.jspecify.annotations.NullMarked;
