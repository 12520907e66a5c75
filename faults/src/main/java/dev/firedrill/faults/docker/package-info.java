/// The docker lab: servers in containers on a network of their own, every link through a real
/// Toxiproxy, limits of disk and memory by the kernel's cgroups, disks and clocks by interception
/// of what a server asks of its kernel. The proxies are in `faults.docker.mesh`, what runs in
/// containers beside the servers' in `faults.docker.tool`.
///
/// May import `faults.injection`, `faults.lab`, `faults.load`, `faults.topology`, `engine.base`,
/// `engine.port`, `engine.resp`. Start reading at [DockerLab], then [DockerCluster].
@NullMarked
package dev.firedrill.faults.docker;

import org.jspecify.annotations.NullMarked;
