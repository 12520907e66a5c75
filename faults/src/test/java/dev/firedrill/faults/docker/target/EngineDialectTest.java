package dev.firedrill.faults.docker.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEventCodec;
import dev.firedrill.faults.lab.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineDialectTest {
    private final LogDialect log = Dialect.of(Target.FIREDRILL).log("/conf/redis.conf");

    @Test
    void logLinesLoseThePrefixOfTheServer() {
        assertThat(log.text("1:M 18 Jul 2013 07:35:00.123 * Ready to accept connections"))
                .isEqualTo("Ready to accept connections");
        assertThat(log.text("Exception in thread")).isEqualTo("Exception in thread");
    }

    @Test
    void onlyALineWithTheMarkOfEventsIsOne() {
        var event = new NodeEvent.SnapshotKept("dump.rdb.replaced-1374143700");
        String printed = NodeEventCodec.print(event);
        String prefix = "1:M 18 Jul 2013 07:35:00.123 ";

        assertThat(log.events(prefix + "@ " + printed)).containsExactly(event);
        for (String line :
                List.of(
                        prefix + "* " + printed,
                        prefix + "* @ " + printed,
                        prefix + "# " + prefix + "@ " + printed,
                        "1:signal-handler (1374143700) " + prefix + "@ " + printed,
                        " " + prefix + "@ " + printed,
                        "@ " + printed,
                        printed,
                        prefix + "@ " + printed + " and=more")) {
            assertThat(log.events(line)).as(line).isEmpty();
        }
    }
}
