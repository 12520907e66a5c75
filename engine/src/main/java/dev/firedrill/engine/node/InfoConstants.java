package dev.firedrill.engine.node;

import java.util.List;

/// Fields of INFO about what is not here, or never happens here: monitoring asks for them all the
/// same, in redis-server's order.
final class InfoConstants {
    private InfoConstants() {}

    private static void zero(Info info, String... names) {
        List.of(names).forEach(name -> info.put(name, 0));
    }

    /// Scripts and functions.
    static void scripts(Info info) {
        zero(info, "used_memory_lua", "used_memory_vm_eval");
        info.put("used_memory_lua_human", Info.human(0));
        zero(
                info,
                "used_memory_scripts_eval",
                "number_of_cached_scripts",
                "number_of_functions",
                "number_of_libraries",
                "used_memory_vm_functions",
                "used_memory_vm_total");
        info.put("used_memory_vm_total_human", Info.human(0));
        zero(info, "used_memory_functions", "used_memory_scripts");
        info.put("used_memory_scripts_human", Info.human(0));
    }

    static void memory(Info info) {
        zero(info, "active_defrag_running", "lazyfree_pending_objects", "lazyfreed_objects");
    }

    static void persistence(Info info) {
        zero(info, "module_fork_in_progress", "module_fork_last_cow_size");
    }

    /// A slice of expiry ends by number, never by time.
    static void expiry(Info info) {
        info.put("expired_stale_perc", "0.00");
        zero(info, "expired_time_cap_reached_count", "expire_cycle_cpu_milliseconds");
    }

    static void defragmentationAndTracking(Info info) {
        zero(
                info,
                "migrate_cached_sockets",
                "slave_expires_tracked_keys",
                "active_defrag_hits",
                "active_defrag_misses",
                "active_defrag_key_hits",
                "active_defrag_key_misses",
                "total_active_defrag_time",
                "current_active_defrag_time",
                "tracking_total_keys",
                "tracking_total_items",
                "tracking_total_prefixes");
    }

    static void threadsAndBuffers(Info info) {
        zero(
                info,
                "io_threaded_reads_processed",
                "io_threaded_writes_processed",
                "reply_buffer_shrinks",
                "reply_buffer_expands");
    }
}
