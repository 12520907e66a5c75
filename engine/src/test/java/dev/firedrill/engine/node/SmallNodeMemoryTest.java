package dev.firedrill.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The simulator runs many nodes in one process: one with little data takes little memory, which is
/// all the collector's there.
class SmallNodeMemoryTest {
    private static final int NODES = 100;
    private static final long BYTES_MAX = 2L * 1024 * 1024;

    @Test
    void aNodeWithLittleDataTakesLessThanTwoMegabytes() throws Exception {
        started().close();
        long before = usedBytes();
        var nodes = new ArrayList<LoneNode>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(started());
        }
        long each = (usedBytes() - before) / NODES;
        System.err.println("a small node: " + each + " bytes");
        assertThat(each).isBetween(1024L, BYTES_MAX);
        for (LoneNode node : nodes) {
            node.close();
        }
    }

    private static LoneNode started() throws Exception {
        var lone = new LoneNode();
        var client = lone.client("10.0.0.1:1");
        for (String command :
                List.of("SET s v", "RPUSH l a b", "SADD t a b", "HSET h f v", "ZADD z 1 a")) {
            client.ask(command.split(" "));
        }
        return lone;
    }

    private static long usedBytes() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
