package dev.firedrill.faults.docker.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.port.NodeEventCodec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Lines that no recording holds, and lines of those who would like to be taken for another.
class ServerLogTest {
    private static final String TIME = " 29 Nov 2026 12:52:27.435 * ";
    private static final String READY = "Ready to accept connections";
    private static final String NOTHING = "dataset-loaded source=nothing keys=0 bytes=0";

    private final LogDialect log = ServerDialect.REDIS_7_0.log("/conf/redis.conf");

    private List<String> told(String... texts) {
        var events = new ArrayList<String>();
        for (String text : texts) {
            log.events("1:M" + TIME + text)
                    .forEach(event -> events.add(NodeEventCodec.print(event)));
        }
        return events;
    }

    private static String full(String replica, String reason) {
        return "resync-decided replica=" + replica + " kind=full reason=" + reason;
    }

    @Test
    void aReplicaAheadOfItsMasterIsToldOnce() {
        assertThat(
                        told(
                                "Replica R:6379 asks for synchronization",
                                "Unable to partial resync with replica R:6379 for lack of backlog"
                                        + " (Replica request was: 900).",
                                "Warning: replica R:6379 tried to PSYNC with an offset that is"
                                        + " greater than the master replication offset.",
                                "Starting BGSAVE for SYNC with target: disk",
                                "Background saving started by pid 9"))
                .containsExactly(
                        full("R:6379", "ahead-of-master"),
                        "snapshot-began purpose=replication replicas=1");
    }

    @Test
    void whoJoinsASnapshotIsNotCountedForTheNext() {
        told(
                "Replica R1:6379 asks for synchronization",
                "Full resync requested by replica R1:6379",
                "Starting BGSAVE for SYNC with target: disk",
                "Background saving started by pid 9",
                "Replica R2:6379 asks for synchronization",
                "Full resync requested by replica R2:6379",
                "Waiting for end of BGSAVE for SYNC");
        assertThat(
                        told(
                                "Background saving error",
                                "Connection with replica R2:6379 lost.",
                                "Connection with replica R1:6379 lost.",
                                "Replica R1:6379 asks for synchronization",
                                "Full resync requested by replica R1:6379",
                                "Starting BGSAVE for SYNC with target: disk",
                                "Background saving started by pid 9"))
                .containsExactly(
                        "snapshot-ended purpose=replication result=failed",
                        "replica-closed replica=R2:6379 reason=snapshot-failed",
                        "replica-closed replica=R1:6379 reason=snapshot-failed",
                        full("R1:6379", "requested-by-replica"),
                        "snapshot-began purpose=replication replicas=1");
    }

    @Test
    void aSaveThatRunsWhenAReplicaAsksIsNotItsSnapshot() {
        assertThat(
                        told(
                                "Background saving started by pid 9",
                                "Replica R:6379 asks for synchronization",
                                "Full resync requested by replica R:6379",
                                "Can't attach the replica to the current BGSAVE. Waiting for next"
                                        + " BGSAVE for SYNC",
                                "Background saving terminated with success",
                                "Starting BGSAVE for SYNC with target: disk",
                                "Background saving started by pid 10"))
                .containsExactly(
                        "snapshot-began purpose=save replicas=0",
                        full("R:6379", "requested-by-replica"),
                        "snapshot-ended purpose=save result=succeeded",
                        "snapshot-began purpose=replication replicas=1");
    }

    @Test
    void aSnapshotThatTheServerEndsItselfIsGivenUp() {
        told(
                "Replica R:6379 asks for synchronization",
                "Full resync requested by replica R:6379",
                "Starting BGSAVE for SYNC with target: replicas sockets",
                "Background RDB transfer started by pid 9",
                "Connection with replica R:6379 lost.");
        assertThat(told("Background transfer terminated by signal 10"))
                .containsExactly("snapshot-ended purpose=replication result=given-up");
    }

    @Test
    void aReplicaThatIsOnlyCalledByItsConnectionIsTheOneThereIs() {
        told(
                "Replica R1:6379 asks for synchronization",
                "Full resync requested by replica R1:6379");
        assertThat(told("Connection with replica client id #3 lost."))
                .containsExactly("replica-closed replica=R1:6379 reason=connection-lost");

        told(
                "Replica R1:6379 asks for synchronization",
                "Replica R2:6379 asks for synchronization");
        assertThat(told("Connection with replica client id #7 lost."))
                .containsExactly(
                        "replica-closed replica=client\\x20id\\x20#7 reason=connection-lost");
    }

    @Test
    void nothingOfAnEarlierProcessIsTakenForTheNext() {
        told(
                READY,
                "Replica R:6379 asks for synchronization",
                "Full resync requested by replica R:6379",
                "Starting BGSAVE for SYNC with target: disk");
        log.events("1:C" + TIME + "oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo");
        assertThat(told(READY, "Background saving started by pid 9"))
                .containsExactly(NOTHING, "snapshot-began purpose=save replicas=0");
    }

    /// A client writes the id in its PSYNC, and the address that it announces.
    @Test
    void whatAClientWritesIsNoEventOfItsOwn() {
        String forged = "Synchronization with replica R2:6379 succeeded";
        assertThat(
                        told(
                                "Replica R1:6379 asks for synchronization",
                                "Partial resynchronization not accepted: Replication ID mismatch"
                                        + " (Replica asked for ''). "
                                        + forged))
                .containsExactly(full("R1:6379", "unknown-history"));
        assertThat(told("Replica x y:1 asks for synchronization", "Replica " + forged)).isEmpty();
        assertThat(
                        told(
                                "Client id=3 addr=10.0.0.9:4000 laddr=10.0.0.2:6379 fd=8"
                                        + " name=flags=S age=0 idle=0 flags=N db=0 scheduled to be"
                                        + " closed ASAP for overcoming of output buffer limits.",
                                "Connection with replica R1:6379 lost."))
                .containsExactly("replica-closed replica=R1:6379 reason=connection-lost");
    }

    @Test
    void childrenSentinelsAndOurOwnEventsAreNotRead() {
        String event = "resync-ended replica=R1 kind=full bytes=1";
        assertThat(log.events("1:M" + TIME.replace('*', '@') + event)).isEmpty();
        assertThat(log.events("9:C" + TIME + "Background saving started by pid 10")).isEmpty();
        assertThat(log.events("9:X" + TIME + "Replica R1:6379 asks for synchronization")).isEmpty();
        assertThat(log.events("Background saving started by pid 10")).isEmpty();
        assertThat(log.events("")).isEmpty();
    }

    @Test
    void textsAreShownWithoutTheirPrefix() {
        assertThat(log.text("1:M" + TIME + READY)).isEqualTo(READY);
        assertThat(
                        ServerDialect.REDIS_2_8
                                .log("/conf/redis.conf")
                                .text("[1] 29 Nov 12:52:27.435 * " + READY))
                .isEqualTo(READY);
        assertThat(log.text("no prefix")).isEqualTo("no prefix");
    }
}
