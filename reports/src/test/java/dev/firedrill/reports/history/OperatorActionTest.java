package dev.firedrill.reports.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.Histories;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each action of the operator stands in the journal with its type and its values.
class OperatorActionTest {
    private static final Map<String, String> VALUES = new LinkedHashMap<>();

    static {
        VALUES.put("save", "");
        VALUES.put("maxclients", "99");
    }

    private static final List<OperatorAction> ACTIONS =
            List.of(
                    new OperatorAction.Promoted(),
                    new OperatorAction.Repointed("10.0.0.9", 6379),
                    new OperatorAction.Wiped(),
                    new OperatorAction.ConfigSet(VALUES),
                    new OperatorAction.ConfigRewritten(),
                    new OperatorAction.Restarted(),
                    new OperatorAction.ConfigEdited(List.of("save \"\"", "user a on >\"x\ny\"")),
                    new OperatorAction.ConfigReplaced("the copy of last week"),
                    new OperatorAction.Typed(List.of("DEBUG", "SLEEP", "", "1 2")));

    @TempDir private Path folder;

    @Test
    void eachActionIsReadBackAsItWasWritten() throws Exception {
        assertThat(ACTIONS)
                .extracting(Object::getClass)
                .containsExactlyInAnyOrder(OperatorAction.class.getPermittedSubclasses());
        Path file = folder.resolve("journal.jsonl");
        var written = new ArrayList<Event>(List.of(Histories.nodes("M", "R1")));
        ACTIONS.forEach(
                action -> written.add(new Event.OperatorActed(7, "R1", action, true, "OK")));
        try (var writer = new JournalWriter(Files.newOutputStream(file))) {
            written.forEach(writer);
        }

        var read = new ArrayList<Event>();
        assertThat(JournalReader.read(file, read::add)).isEmpty();
        assertThat(read).isEqualTo(written);
        try (var plain = new GZIPInputStream(Files.newInputStream(file))) {
            assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\"action\":{\"type\":\"Promoted\"}")
                    .contains("{\"type\":\"Repointed\",\"host\":\"10.0.0.9\",\"port\":6379}");
        }
    }
}
