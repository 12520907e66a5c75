/// The links of a cluster as proxies of one Toxiproxy: which proxy carries which link, at which
/// address it listens, and which calls of the control API change a link.
///
/// May import `faults.lab`, `faults.topology`, `engine.base`, `engine.port`. Start reading at
/// [ProxyMesh].
@NullMarked
package dev.firedrill.faults.docker.mesh;

import org.jspecify.annotations.NullMarked;
