package dev.firedrill.reports.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What is written component by component is what data binding would have written, so that a
/// component or an escape cannot be forgotten.
class FrequentEventsTest {
    private static final String ODD = "\"\\/\b\n\t\u0001\u007f ä € 🙂 \u202e </script>";

    private final JsonMapper mapper = JournalCodec.mapper();
    private final FrequentEvents events = new FrequentEvents(mapper);

    private String written(long number, Event event) throws IOException {
        var out = new ByteArrayOutputStream();
        assertThat(events.write(number, event, out)).isTrue();
        return out.toString(StandardCharsets.UTF_8);
    }

    private String bound(long number, Event event) {
        String json = mapper.writerFor(Event.class).writeValueAsString(event);
        return "{\"n\":" + number + "," + json.substring(1);
    }

    @Test
    void anOperationIsWrittenAsByDataBinding() throws IOException {
        for (Outcome outcome : Outcome.values()) {
            var plain = new Event.Operation(2, 1, 3, "M", "GET", "k", List.of(), "v", outcome, "");
            var odd =
                    new Event.Operation(
                            Long.MAX_VALUE,
                            Long.MIN_VALUE,
                            -1,
                            ODD,
                            ODD,
                            ODD,
                            List.of(ODD, "", "b"),
                            ODD,
                            outcome,
                            ODD);

            assertThat(written(1, plain)).isEqualTo(bound(1, plain));
            assertThat(written(2, odd)).isEqualTo(bound(2, odd));
        }
    }

    /// One at a time, because the first that has to be escaped decides about the whole text.
    @Test
    void everyCharacterIsWrittenAsByDataBinding() throws IOException {
        for (char one = 0; one < 0x180; one++) {
            var effect = new Event.SideEffect(0, 0, "a" + one, one + "b", one);

            assertThat(written(one, effect)).isEqualTo(bound(one, effect));
        }
    }

    @Test
    void aSideEffectIsWrittenAsByDataBinding() throws IOException {
        var plain = new Event.SideEffect(1, 2, "charge", "k/invoice-1", 2_000);
        var odd = new Event.SideEffect(Long.MAX_VALUE, -1, ODD, ODD, Long.MIN_VALUE);

        assertThat(written(999_999, plain)).isEqualTo(bound(999_999, plain));
        assertThat(written(1_000_000, odd)).isEqualTo(bound(1_000_000, odd));
    }

    @Test
    void aReadingOfAKeyIsWrittenAsByDataBinding() throws IOException {
        for (Moment moment : Moment.values()) {
            for (DataType type : DataType.values()) {
                var absent = new Event.KeyRead(2, 1, "M", moment, "k", type, List.of());
                var odd = new Event.KeyRead(-2, -1, ODD, moment, ODD, type, List.of(ODD, "", "b"));

                assertThat(written(1, absent)).isEqualTo(bound(1, absent));
                assertThat(written(2, odd)).isEqualTo(bound(2, odd));
            }
        }
    }

    @Test
    void aLineOfALogIsWrittenAsByDataBinding() throws IOException {
        var plain = new Event.LogLine(1, "R1", "Connecting to MASTER M:6379");
        var odd = new Event.LogLine(Long.MAX_VALUE, ODD, ODD);

        assertThat(written(1, plain)).isEqualTo(bound(1, plain));
        assertThat(written(2, odd)).isEqualTo(bound(2, odd));
    }

    @Test
    void allOtherEventsAreLeftToDataBinding() throws IOException {
        var out = new ByteArrayOutputStream();

        assertThat(events.write(1, new Event.VariantEnded(5), out)).isFalse();
        assertThat(out.size()).isZero();
    }
}
