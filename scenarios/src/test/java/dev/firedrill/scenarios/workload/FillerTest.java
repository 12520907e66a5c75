package dev.firedrill.scenarios.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.keyspace.EntrySink;
import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.rdb.RdbWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// A drill that counts on bytes that travel must not be undone by a compression that is on by
/// default.
class FillerTest {
    private static long written(String text) {
        var writer = new RdbWriter(true, true);
        byte[] key = "key".getBytes(StandardCharsets.US_ASCII);
        byte[] value = text.getBytes(StandardCharsets.US_ASCII);
        writer.entry(0, key, new Value.Text(value), EntrySink.NEVER);
        return writer.pending();
    }

    @Test
    void noCompressionMakesItSmaller() {
        assertThat(written(Filler.text(900))).isGreaterThan(900);
        assertThat(written("x".repeat(900))).isLessThan(100);
        assertThat(Filler.text(900)).isEqualTo(Filler.text(900));
    }
}
