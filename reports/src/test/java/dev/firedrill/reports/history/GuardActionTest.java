package dev.firedrill.reports.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.Histories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each action of the guard stands in the journal with its type and its values.
class GuardActionTest {
    private static final List<GuardAction> ACTIONS =
            List.of(
                    new GuardAction.SawDown("M"),
                    new GuardAction.SawUp("M"),
                    new GuardAction.AgreedDown("M", 2, 2),
                    new GuardAction.Elected("M"),
                    new GuardAction.Chose("R1"),
                    new GuardAction.Promoted("R1"),
                    new GuardAction.SwitchedMaster("M", "R1"),
                    new GuardAction.Repointed("R2"),
                    new GuardAction.Demoted("M"),
                    new GuardAction.GaveUp("M", "no-good-slave"));

    @TempDir private Path folder;

    @Test
    void eachActionIsReadBackAsItWasWritten() throws Exception {
        assertThat(ACTIONS)
                .extracting(Object::getClass)
                .containsExactlyInAnyOrder(GuardAction.class.getPermittedSubclasses());
        Path file = folder.resolve("journal.jsonl");
        var written = new ArrayList<Event>(List.of(Histories.nodes("M", "R1")));
        ACTIONS.forEach(action -> written.add(new Event.GuardActed(7, "sentinel-1", action)));
        try (var writer = new JournalWriter(Files.newOutputStream(file))) {
            written.forEach(writer);
        }

        var read = new ArrayList<Event>();
        assertThat(JournalReader.read(file, read::add)).isEmpty();
        assertThat(read).isEqualTo(written);
    }
}
