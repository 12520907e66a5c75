package dev.firedrill.reports.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.reports.Histories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a heavy load reports stands in the journal with its counts; counts that cannot be are not
/// read.
class LoadEventsTest {
    @TempDir private Path folder;

    private static Event.LoadMeasured measured(
            long from, long to, long answered, long refused, Map<Long, Long> micros) {
        return new Event.LoadMeasured(
                20, 1, from, to, 5, 5, answered, refused, 0, micros, Map.of(0L, 5L));
    }

    private List<Event> readBack(List<Event> events) throws Exception {
        Path file = folder.resolve("journal.jsonl");
        try (var writer = new JournalWriter(Files.newOutputStream(file))) {
            writer.accept(Histories.nodes("M", "R1"));
            events.forEach(writer);
        }
        var read = new ArrayList<Event>();
        JournalReader.read(file, read::add);
        return read.subList(1, read.size());
    }

    @Test
    void eachIsReadBackAsItWasWritten() throws Exception {
        List<Event> events =
                List.of(
                        new Event.LoadBegan(7, 1, "M", "writes", OptionalLong.of(70_000), 15),
                        new Event.LoadBegan(7, 2, "M", "writes", OptionalLong.empty(), 15),
                        measured(7, 17, 4, 1, Map.of(110L, 3L, 2_000_000L, 1L)),
                        new Event.LoadTroubled(20, 1, "OOM command not allowed"),
                        new Event.LoadEnded(21, 1, true));
        assertThat(readBack(events)).isEqualTo(events);
    }

    static Stream<Event> absurd() {
        return Stream.of(
                measured(17, 7, 4, 1, Map.of(110L, 4L)),
                measured(-1, 7, 4, 1, Map.of(110L, 4L)),
                measured(7, 17, 4, -1, Map.of(110L, 4L)),
                measured(7, 17, 4, 1, Map.of(110L, 5L)),
                measured(7, 17, 4, 1, Map.of(-110L, 4L)),
                measured(7, 17, -4, 1, Map.of(110L, -4L)),
                new Event.LoadBegan(7, 1, "M", "writes", OptionalLong.of(1), 0));
    }

    @ParameterizedTest
    @MethodSource("absurd")
    void whatCannotBeIsNotRead(Event event) {
        assertThatThrownBy(() -> readBack(List.of(event)))
                .isInstanceOf(JournalUnreadable.class)
                .hasMessageContaining("line 2");
    }
}
