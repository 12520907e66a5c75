package dev.firedrill.engine.node;

import static dev.firedrill.engine.node.LoneNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// `maxmemory` and its policies.
class EvictionTest {
    private static final int KEYS = 200;
    private static final String VALUE = "v".repeat(1000);

    /// Keys `k0` to `k199`, 10 ms apart, the even ones with an expiry; the first half used again.
    private static LoneNode.Client filled(LoneNode lone) {
        var client = lone.client("10.0.0.1:1");
        for (int i = 0; i < KEYS; i++) {
            client.ask("SET", "k" + i, VALUE);
            if (i % 2 == 0) {
                client.ask("PEXPIRE", "k" + i, Long.toString(1_000_000L - i * 1000L));
            }
            lone.now += SECOND;
        }
        for (int i = 0; i < KEYS / 2; i++) {
            lone.now += SECOND;
            for (int times = 0; times < 20; times++) {
                client.ask("GET", "k" + i);
            }
        }
        return client;
    }

    private static int present(LoneNode.Client client, int from, int end, int step) {
        int found = 0;
        for (int i = from; i < end; i += step) {
            found += client.ask("EXISTS", "k" + i).equals(":1\r\n") ? 1 : 0;
        }
        return found;
    }

    @Test
    void withoutEvictionWhatNeedsMemoryIsRefused() throws Exception {
        try (var lone = new LoneNode("--maxmemory", "50000")) {
            var client = lone.client("10.0.0.1:1");
            String last = "";
            for (int i = 0; i < 100; i++) {
                last = client.ask("SET", "k" + i, VALUE);
            }
            assertThat(last)
                    .isEqualTo("-OOM command not allowed when used memory > 'maxmemory'.\r\n");
            assertThat(client.ask("GET", "k0")).startsWith("$1000");
            assertThat(client.ask("MULTI")).isEqualTo("+OK\r\n");
            assertThat(client.ask("GET", "k0")).startsWith("-OOM");
            assertThat(client.ask("EXEC")).startsWith("-EXECABORT");
            assertThat(client.ask("DEL", "k0", "k1")).isEqualTo(":2\r\n");
            assertThat(client.ask("SET", "k0", VALUE)).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void leastRecentlyUsedKeysGoFirst() throws Exception {
        try (var lone = new LoneNode("--maxmemory-policy", "allkeys-lru")) {
            var client = filled(lone);
            client.ask("CONFIG", "SET", "maxmemory", "120000");
            client.ask("SET", "other", "x");
            int used = present(client, 0, KEYS / 2, 1);
            int unused = present(client, KEYS / 2, KEYS, 1);
            assertThat(used).isGreaterThan(85);
            assertThat(unused).isLessThan(30);
            assertThat(client.ask("INFO", "stats"))
                    .contains("evicted_keys:" + (KEYS - used - unused) + "\r\n");
        }
    }

    @Test
    void leastFrequentlyUsedKeysGoFirst() throws Exception {
        try (var lone =
                new LoneNode(
                        "--maxmemory-policy",
                        "allkeys-lfu",
                        "--lfu-decay-time",
                        "0",
                        "--lfu-log-factor",
                        "0")) {
            var client = filled(lone);
            client.ask("CONFIG", "SET", "maxmemory", "120000");
            client.ask("SET", "other", "x");
            assertThat(present(client, 0, KEYS / 2, 1)).isGreaterThan(90);
            assertThat(present(client, KEYS / 2, KEYS, 1)).isLessThan(20);
        }
    }

    @Test
    void soonestExpiryGoesFirstAndKeysWithoutOneStay() throws Exception {
        try (var lone = new LoneNode("--maxmemory-policy", "volatile-ttl")) {
            var client = filled(lone);
            client.ask("CONFIG", "SET", "maxmemory", "150000");
            client.ask("SET", "other", "x");
            assertThat(present(client, 1, KEYS, 2)).isEqualTo(KEYS / 2);
            // The later a key was set, the sooner it expires.
            assertThat(present(client, 0, 80, 2)).isGreaterThan(present(client, 120, KEYS, 2));
            client.ask("CONFIG", "SET", "maxmemory", "50000");
            assertThat(client.ask("SET", "other", "x")).startsWith("-OOM");
            assertThat(present(client, 0, KEYS, 2)).isZero();
            assertThat(present(client, 1, KEYS, 2)).isEqualTo(KEYS / 2);
        }
    }

    @Test
    void theSameSeedEvictsTheSameKeys() throws Exception {
        assertThat(survivors(7)).isEqualTo(survivors(7)).isNotEqualTo(survivors(8));
    }

    private static String survivors(long seed) throws Exception {
        try (var lone =
                new LoneNode(
                        seed, "--maxmemory-policy", "allkeys-random", "--maxmemory", "100000")) {
            return filled(lone).ask("KEYS", "*");
        }
    }

    @Test
    void useAndIdleTimeAreTold() throws Exception {
        try (var lone = new LoneNode()) {
            var client = lone.client("10.0.0.1:1");
            client.ask("SET", "k", "v");
            lone.pass(5 * SECOND);
            assertThat(client.ask("OBJECT", "IDLETIME", "k")).isEqualTo(":5\r\n");
            client.ask("TYPE", "k");
            client.ask("TTL", "k");
            assertThat(client.ask("OBJECT", "IDLETIME", "k")).isEqualTo(":5\r\n");
            client.ask("CLIENT", "NO-TOUCH", "ON");
            client.ask("GET", "k");
            assertThat(client.ask("OBJECT", "IDLETIME", "k")).isEqualTo(":5\r\n");
            client.ask("TOUCH", "k");
            assertThat(client.ask("OBJECT", "IDLETIME", "k")).isEqualTo(":0\r\n");
            client.ask("CONFIG", "SET", "maxmemory-policy", "allkeys-lfu");
            client.ask("SET", "new", "v");
            assertThat(client.ask("OBJECT", "FREQ", "new")).isEqualTo(":5\r\n");
            client.ask("CLIENT", "NO-TOUCH", "OFF");
            for (int i = 0; i < 1000; i++) {
                client.ask("GET", "new");
            }
            String often = client.ask("OBJECT", "FREQ", "new");
            assertThat(Integer.parseInt(often.substring(1).strip())).isBetween(10, 40);
            lone.pass(120 * SECOND);
            assertThat(client.ask("OBJECT", "FREQ", "new")).isNotEqualTo(often);
        }
    }
}
