/// What is done to one server, or to the network of the proxy, below the level of its own program,
/// by programs that run in containers beside it: the disk below its data folder is throttled for
/// its cgroup; its system calls on files there are refused or held up as a failing, full, read-only
/// or slow disk would; those files are damaged in place; its clock is shifted. All of it happens in
/// the running server, whatever image it comes from: nothing is preloaded, nothing is prepared.
///
/// Depends on the JDK alone, since the class files of this package are what is copied into those
/// containers. Start reading at [DiskTool] and [Tracer], [ClockTool] and [ServerClock], [LineTool]
/// and [TrafficControl], or [CgroupTool].
@NullMarked
package dev.firedrill.faults.docker.tool;

import org.jspecify.annotations.NullMarked;
