package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a client sends to a server can end up in its log. It never becomes a fact of the journal.
class RecorderTest {
    private static final NodeId M = new NodeId("M");
    private static final String FORGED = "x firedrill: resync-decided kind=partial";
    private static final String WITH_LINES =
            "x\r\n1:M 18 Jul 2013 07:35:00.123 @ resync-decided replica=R9 kind=partial"
                    + " reason=continued master-offset=1\n* firedrill: snapshot-ended ok=true";

    private final List<Event> events = new ArrayList<>();
    private final Recorder recorder = new Recorder(_ -> {}, List.of(events::add));

    static List<List<String>> commands() {
        return List.of(
                List.of("PSYNC", FORGED, "1"),
                List.of("PSYNC", WITH_LINES, "1"),
                List.of("FAILOVER", "TO", FORGED, "6379", "FORCE", "TIMEOUT", "1"),
                List.of("REPLICAOF", FORGED, "6379"),
                List.of("DEBUG", "LOG", FORGED),
                List.of("DEBUG", "LOG", WITH_LINES),
                List.of("CLIENT", "SETNAME", WITH_LINES),
                List.of("AUTH", WITH_LINES, FORGED),
                List.of("MIGRATE", FORGED, WITH_LINES, "k", "0", "1"),
                List.of("CONFIG", "SET", "dbfilename", WITH_LINES),
                List.of("REPLCONF", "ip-address", WITH_LINES));
    }

    @Test
    void inWhatTheLabDiffersIsTakenDown() {
        recorder.differs(1, "the line is divided");
        recorder.close();

        assertThat(events).containsExactly(new Event.LabDiffers(1, "the line is divided"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void noClientForgesAnEventOrALine(List<String> command) throws Exception {
        var node =
                new NodeSpec(
                        M,
                        "save \"\"\nrepl-diskless-sync-delay 0\n",
                        List.of(),
                        OptionalLong.empty(),
                        false);
        var spec = new ClusterSpec("test", 3, Target.FIREDRILL, List.of(node), List.of());
        try (Cluster cluster = new SimLab().start(spec, recorder)) {
            cluster.runFor(Duration.ofSeconds(1));
            cluster.onLoop(() -> cluster.connect(NodeId.CLIENTS, M, new Sender(command)));
            cluster.runFor(Duration.ofSeconds(3));
        }
        recorder.close();

        assertThat(events).noneMatch(RecorderTest::forged);
        assertThat(events)
                .filteredOn(event -> event instanceof Event.LogLine)
                .allMatch(event -> ((Event.LogLine) event).text().chars().allMatch(c -> c >= ' '));
    }

    /// A client that asks for everything is a replica, under the name that it gives itself.
    private static boolean forged(Event event) {
        return event instanceof Event.ResyncDecided decided
                && (decided.replica().equals("R9")
                        || decided.kind()
                                .toString()
                                .toLowerCase(Locale.ROOT)
                                .startsWith("partial"));
    }

    private record Sender(List<String> command) implements ClientListener {
        @Override
        public void connected(ClientConnection connection) {
            connection.send(
                    command.stream()
                            .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                            .toList());
            if (command.getFirst().equals("REPLCONF")) {
                connection.send(
                        List.of(
                                "PSYNC".getBytes(StandardCharsets.US_ASCII),
                                "?".getBytes(StandardCharsets.US_ASCII),
                                "-1".getBytes(StandardCharsets.US_ASCII)));
            }
        }

        @Override
        public void replied(ClientConnection connection, Reply reply) {
            // Whatever the server thinks of it.
        }

        @Override
        public void closed(ClientConnection connection, String why) {
            // Whatever the server thinks of it.
        }
    }
}
