package dev.firedrill.engine.node;

import dev.firedrill.engine.base.DecimalText;

/// Fields of INFO about the process: what its owner tells ([HostProcess]), in redis-server's words.
///
/// The virtual machine has no allocator that could be asked. redis-server then takes the resident
/// memory for what the allocator holds, and so do these fields.
final class InfoOfProcess {
    private final NodeContext node;
    private final Info info;
    private final HostProcess.Facts facts;
    private final HostProcess.Usage usage;

    InfoOfProcess(NodeContext node, Info info) {
        this.node = node;
        this.info = info;
        facts = node.host.facts();
        usage = node.host.usage();
    }

    void system() {
        info.put("os", facts.os());
        info.put("arch_bits", 64);
        info.put("monotonic_clock", facts.monotonicClock());
        info.put("multiplexing_api", facts.multiplexingApi());
        info.put("atomicvar_api", facts.atomicsApi());
        info.put("gcc_version", facts.compilerVersion());
        info.put("process_id", facts.pid());
        info.put("process_supervised", "no");
    }

    void executable() {
        info.put("executable", facts.executable());
    }

    void residentMemory() {
        info.putBytes("used_memory_rss", usage.residentBytes());
    }

    void allocated() {
        info.put("allocator_allocated", node.usedMemoryBytes());
        info.put("allocator_active", usage.residentBytes());
        info.put("allocator_resident", usage.residentBytes());
        info.putBytes("total_system_memory", facts.memoryBytes());
    }

    void fragmentation() {
        long used = node.usedMemoryBytes();
        long resident = usage.residentBytes();
        info.put("allocator_frag_ratio", ratio(resident, used));
        info.put("allocator_frag_bytes", resident - used);
        info.put("allocator_rss_ratio", ratio(resident, resident));
        info.put("allocator_rss_bytes", 0);
        info.put("rss_overhead_ratio", ratio(resident, resident));
        info.put("rss_overhead_bytes", 0);
        info.put("mem_fragmentation_ratio", ratio(resident, used));
        info.put("mem_fragmentation_bytes", resident - used);
    }

    void allocator() {
        info.put("mem_allocator", facts.allocator());
    }

    void cpu() {
        info.put("used_cpu_sys", seconds(usage.systemMicros()));
        info.put("used_cpu_user", seconds(usage.userMicros()));
        info.put("used_cpu_sys_children", seconds(usage.childrenSystemMicros()));
        info.put("used_cpu_user_children", seconds(usage.childrenUserMicros()));
        info.put("used_cpu_sys_main_thread", seconds(usage.mainThreadSystemMicros()));
        info.put("used_cpu_user_main_thread", seconds(usage.mainThreadUserMicros()));
    }

    private static String ratio(long part, long whole) {
        return whole == 0 ? "0.00" : DecimalText.of(part, whole, 2);
    }

    private static String seconds(long micros) {
        return DecimalText.of(micros, 1_000_000, 6);
    }
}
