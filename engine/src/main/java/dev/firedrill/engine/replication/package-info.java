/// History ids, offsets, the shared replication log and its backlog, the PSYNC decision, link
/// states. May import `engine.base` and `engine.resp`. Source: Redis replication documentation.
@NullMarked
package dev.firedrill.engine.replication;

import org.jspecify.annotations.NullMarked;
