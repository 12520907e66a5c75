/// The docker lab: servers in containers on a network of their own, every link through a real
/// Toxiproxy, limits of disk and memory by the kernel's cgroups.
///
/// May import `faults.injection`, `faults.lab`, `faults.load`, `faults.topology`, `engine.base`,
/// `engine.port`, `engine.resp`. Start reading at [DockerLab], then [DockerCluster] and
/// [ProxyMesh].
@NullMarked
package dev.firedrill.faults.docker;

import org.jspecify.annotations.NullMarked;
