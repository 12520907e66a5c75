package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.JournalReader;
import dev.firedrill.reports.history.JournalWriter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each report of a node stands in the journal with its values, and can be read back.
class ReportedFactsTest {
    @TempDir private Path folder;

    /// With every word of every enumeration.
    private static List<NodeEvent> reports() {
        var events = new ArrayList<NodeEvent>();
        for (var reason : NodeEvent.ResyncReason.values()) {
            var kind =
                    reason == NodeEvent.ResyncReason.CONTINUED
                            ? NodeEvent.ResyncKind.PARTIAL
                            : NodeEvent.ResyncKind.FULL;
            events.add(
                    new NodeEvent.ResyncDecided(
                            "R1",
                            kind,
                            reason,
                            OptionalLong.of(1),
                            OptionalLong.empty(),
                            OptionalLong.of(2)));
            events.add(new NodeEvent.ResyncEnded("R1", kind, OptionalLong.of(3)));
        }
        for (var purpose : NodeEvent.SnapshotPurpose.values()) {
            events.add(new NodeEvent.SnapshotBegan(purpose, 4));
            for (var result : NodeEvent.SnapshotResult.values()) {
                events.add(
                        new NodeEvent.SnapshotEnded(
                                purpose, result, OptionalLong.of(5), OptionalLong.of(6)));
            }
        }
        for (var refusal : NodeEvent.SnapshotRefusal.values()) {
            events.add(new NodeEvent.SnapshotRefused(refusal));
        }
        events.add(new NodeEvent.SnapshotKept("dump.rdb.replaced-7\n"));
        events.add(new NodeEvent.ResyncDelayed(8, 9));
        for (var source : NodeEvent.DatasetSource.values()) {
            var ignored = List.of(new NodeEvent.IgnoredFile("dump.rdb", 10));
            events.add(
                    new NodeEvent.DatasetLoaded(
                            source, OptionalLong.of(11), OptionalLong.of(12), ignored));
        }
        for (var reason : NodeEvent.ReplicaCloseReason.values()) {
            events.add(new NodeEvent.ReplicaClosed("R1", reason));
        }
        events.add(new NodeEvent.ConfigurationRewritten("/conf/redis.conf"));
        for (var kind : NodeEvent.WriteRefusal.values()) {
            events.add(new NodeEvent.WriteRefusalEntered(kind));
            events.add(new NodeEvent.WriteRefusalLeft(kind, 13));
        }
        events.add(new NodeEvent.FsyncDelayed(OptionalLong.of(14)));
        return events;
    }

    /// Names and values, without what only the journal knows: when, and which node.
    private static Map<String, String> components(Record fact) throws Exception {
        var components = new TreeMap<String, String>();
        for (RecordComponent component : fact.getClass().getRecordComponents()) {
            if (!List.of("atNanos", "node", "master").contains(component.getName())) {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                components.put(component.getName(), String.valueOf(accessor.invoke(fact)));
            }
        }
        return components;
    }

    @Test
    void eachReportIsAnEventOfTheSameNameAndValues() throws Exception {
        var seen = new TreeSet<String>();
        for (NodeEvent report : reports()) {
            Event event = ReportedFacts.journalled(20, "M", report);
            seen.add(report.getClass().getSimpleName());
            assertThat(event.atNanos()).isEqualTo(20);
            assertThat(event.getClass().getSimpleName())
                    .isEqualTo(report.getClass().getSimpleName());
            assertThat(components((Record) event)).isEqualTo(components((Record) report));
        }
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(NodeEvent.class.getPermittedSubclasses())
                                .map(Class::getSimpleName)
                                .toList());
    }

    @Test
    void theJournalGivesThemBack() throws Exception {
        var events = new ArrayList<Event>();
        events.add(
                new Event.VariantBegan(
                        0,
                        new Event.RunHeader(
                                "scenario",
                                "title",
                                "story",
                                "repeat",
                                "sim",
                                "firedrill",
                                "commit",
                                1,
                                Map.of(),
                                "virtual",
                                List.of("variant"),
                                true),
                        "variant",
                        "title",
                        Event.Expectation.HOLDS,
                        List.of(),
                        List.of("M", "R1"),
                        "M"));
        reports().forEach(report -> events.add(ReportedFacts.journalled(20, "M", report)));
        events.add(new Event.VariantEnded(30));
        Path journal = folder.resolve("journal.jsonl");
        try (var writer = new JournalWriter(Files.newOutputStream(journal))) {
            events.forEach(writer);
        }

        var read = new ArrayList<Event>();
        assertThat(JournalReader.read(journal, read::add)).isEmpty();
        assertThat(read).isEqualTo(events);
    }
}
