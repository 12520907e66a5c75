package dev.firedrill.engine.adapter;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import dev.firedrill.engine.node.MemoryGauge;
import java.lang.management.ManagementFactory;

/// How much memory this process may take: the container's limit, or the machine's memory, less what
/// the JVM takes for itself.
final class ProcessMemory implements MemoryGauge {
    /// What a running JVM takes beside heap and dataset: code, classes, threads, the collector's
    /// tables, Netty's buffers, and those of the kernel for sockets, which count too. Measured as
    /// about 70 MB under load.
    private static final long JVM_BYTES = 80L * 1024 * 1024;

    /// What the keyspace can tell apart is 32 GB.
    private static final long ADDRESSABLE_BYTES = 31L << 30;

    private final long limitBytes = limitBytes();

    /// The least of what the container and `-XX:MaxRAM` allow.
    private static long limitBytes() {
        long machine =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getTotalMemorySize();
        var flags = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return Math.min(machine, Long.parseLong(flags.getVMOption("MaxRAM").getValue()));
    }

    @Override
    public long foreignBytesMax() {
        long free = limitBytes - JVM_BYTES - Runtime.getRuntime().totalMemory();
        return Math.max(0, Math.min(free, ADDRESSABLE_BYTES));
    }

    @Override
    public long heapBytesMax() {
        return Runtime.getRuntime().maxMemory();
    }
}
