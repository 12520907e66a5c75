package dev.firedrill.faults.docker.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.lab.Access;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The sentinel.conf that the lab writes.
class SentinelConfTest {
    private static String conf(String redisConf) {
        return SentinelConf.text(
                Guard.Sentinel.ofThree(Duration.ofSeconds(3), Duration.ofSeconds(10)),
                new NodeId("sentinel-2"),
                26379,
                new NodeId("M"),
                6379,
                Access.of(redisConf, List.of()),
                "/conf");
    }

    @Test
    void theParametersAreThoseOfTheGuard() {
        assertThat(conf(""))
                .contains(
                        "sentinel monitor drill M 6379 2\n",
                        "sentinel down-after-milliseconds drill 3000\n",
                        "sentinel failover-timeout drill 10000\n",
                        "sentinel announce-ip sentinel-2\n")
                .doesNotContain("auth-pass", "rename-command");
    }

    @Test
    void namesCanBeResolvedBeforeTheMasterIsNamed() {
        String text = conf("");
        assertThat(text.indexOf("resolve-hostnames")).isLessThan(text.indexOf("monitor"));
    }

    @Test
    void aPasswordAndRenamedCommandsAreThoseOfTheServers() {
        assertThat(conf("requirepass secret\nrename-command CONFIG hidden\n"))
                .contains(
                        "sentinel auth-pass drill secret\n",
                        "sentinel rename-command drill CONFIG hidden\n");
    }
}
