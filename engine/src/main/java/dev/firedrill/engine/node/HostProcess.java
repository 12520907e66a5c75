package dev.firedrill.engine.node;

/// The process and the machine that a node runs in. A node must not ask the operating system, so
/// its owner tells: the adapter what is so, the simulator always the same.
public interface HostProcess {
    /// What never changes while the process runs. Monitoring joins its data by these words.
    ///
    /// @param os name, release and machine, as `uname -srm` prints them
    /// @param compilerVersion redis-server names GCC's, and `0.0.0` where another one made it
    /// @param memoryBytes of the machine
    record Facts(
            long pid,
            String os,
            String monotonicClock,
            String multiplexingApi,
            String atomicsApi,
            String compilerVersion,
            String executable,
            String allocator,
            long memoryBytes) {}

    /// What has been used until now. Children are processes that have ended.
    record Usage(
            long residentBytes,
            long systemMicros,
            long userMicros,
            long childrenSystemMicros,
            long childrenUserMicros,
            long mainThreadSystemMicros,
            long mainThreadUserMicros) {}

    Facts facts();

    /// Called on the thread on which the node runs, which counts as the main one.
    Usage usage();

    /// A process that is the same on every machine and takes no memory or CPU time of its own.
    HostProcess SIMULATED =
            new HostProcess() {
                @Override
                public Facts facts() {
                    return new Facts(
                            1,
                            "Simulated 1.0 none",
                            "simulated",
                            "simulated",
                            "none",
                            "0.0.0",
                            "/simulated/firedrill",
                            "jvm",
                            0);
                }

                @Override
                public Usage usage() {
                    return new Usage(0, 0, 0, 0, 0, 0, 0);
                }
            };
}
