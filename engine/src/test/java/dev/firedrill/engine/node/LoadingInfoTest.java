package dev.firedrill.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// INFO of a server that is still loading. redis-server cannot be held there without a dataset that
/// takes it long, so its fields and their order stand here as its source has them.
class LoadingInfoTest {
    @Test
    void aServerThatLoadsTellsHowFarItIs() throws Exception {
        var disk = new HeldDisk();
        try (var lone = new LoneNode(disk)) {
            String info = lone.client("10.0.0.1:1").ask("INFO", "persistence");
            assertThat(info).contains("loading:1\r\n");
            assertThat(info)
                    .endsWith(
                            "module_fork_last_cow_size:0\r\n"
                                    + "loading_start_time:1700000000\r\n"
                                    + "loading_total_bytes:0\r\n"
                                    + "loading_rdb_used_mem:0\r\n"
                                    + "loading_loaded_bytes:0\r\n"
                                    + "loading_loaded_perc:0.00\r\n"
                                    + "loading_eta_seconds:1\r\n\r\n");
            disk.answer(lone);
            String loaded = lone.client("10.0.0.1:2").ask("INFO", "persistence");
            assertThat(loaded).contains("loading:0\r\n").doesNotContain("loading_start_time");
        }
    }
}
