package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two faults on one link, disk or node: healing the first leaves the second.
class OverlappingFaultsTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R = new NodeId("R");
    private static final LinkId OUT = new LinkId(M, R);
    private static final LinkId IN = new LinkId(NodeId.CLIENTS, M);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<String> exits = new ArrayList<>();
    private final LabListener listener =
            new LabListener() {
                @Override
                public void log(long atNanos, NodeId node, String text) {
                    // What servers say is not what is looked at.
                }

                @Override
                public void started(long atNanos, NodeId node) {
                    // Seen by its answers.
                }

                @Override
                public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
                    exits.add(node + " " + cause);
                }
            };

    private Cluster cluster;

    @BeforeEach
    void start() throws Exception {
        var none = OptionalLong.empty();
        String conf = "save \"\"\nappendonly yes\nappendfsync always\nrepl-timeout 60\n";
        var nodes =
                List.of(
                        new NodeSpec(M, conf, List.of(), none, false),
                        new NodeSpec(
                                R,
                                "save \"\"\nrepl-timeout 60\nreplicaof ${M}\n",
                                List.of(),
                                none,
                                false));
        cluster =
                new SimLab()
                        .start(
                                new ClusterSpec("test", 1, Target.FIREDRILL, nodes, List.of()),
                                listener);
        cluster.runFor(Duration.ofSeconds(20));
        assertThat(ask(R, "INFO")).contains("master_link_status:up");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private String ask(NodeId node, String... command) {
        return cluster.admin(node, SECOND, List.of(command))
                .map(Reply::describe)
                .orElse("(no answer)");
    }

    private Handle begin(Injection injection) {
        Handle handle = cluster.inject(injection);
        assertThat(handle.begun().bit()).as(handle.begun().toString()).isTrue();
        return handle;
    }

    private static void heal(Handle handle) {
        assertThat(handle.heal().bit()).as(handle.heal().toString()).isTrue();
    }

    /// A client over the link, with what it was answered and how it ended.
    private final class Client implements ClientListener {
        final ClientConnection connection = cluster.connect(NodeId.CLIENTS, M, this);
        boolean connected;
        long answeredAtNanos = -1;
        String closed = "";

        @Override
        public void connected(ClientConnection open) {
            connected = true;
        }

        @Override
        public void replied(ClientConnection open, Reply reply) {
            answeredAtNanos = cluster.nowNanos();
        }

        @Override
        public void closed(ClientConnection open, String why) {
            closed = why;
        }

        void send(String... words) {
            connection.send(
                    java.util.Arrays.stream(words)
                            .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                            .toList());
        }
    }

    private long roundTripMillis(String... words) {
        var client = new Client();
        assertThat(cluster.await(SECOND.multipliedBy(5), () -> client.connected)).isTrue();
        long sent = cluster.nowNanos();
        client.send(words);
        assertThat(cluster.await(SECOND.multipliedBy(30), () -> client.answeredAtNanos >= 0))
                .isTrue();
        client.connection.close();
        return (client.answeredAtNanos - sent) / 1_000_000;
    }

    @Test
    void aLinkThatIsCutTwiceStaysCutUntilBothAreHealed() {
        Handle first = begin(new LinkInjection.CutLink(OUT));
        Handle second = begin(new LinkInjection.CutLink(OUT));
        heal(first);
        ask(M, "SET", "k", "v");
        cluster.runFor(Duration.ofSeconds(3));
        assertThat(ask(R, "GET", "k")).as("while the second cut is in force").isNotEqualTo("v");
        heal(second);
        cluster.runFor(SECOND);
        assertThat(ask(R, "GET", "k")).isEqualTo("v");
    }

    @Test
    void theLongestDelayCountsWhicheverIsHealedFirst() {
        var small = new LinkInjection.DelayLink(IN, Duration.ofMillis(100), Duration.ZERO);
        var large = new LinkInjection.DelayLink(IN, Duration.ofMillis(400), Duration.ZERO);
        Handle first = begin(large);
        Handle second = begin(small);
        assertThat(roundTripMillis("PING")).isGreaterThanOrEqualTo(400);
        heal(first);
        assertThat(roundTripMillis("PING")).isBetween(100L, 200L);
        Handle third = begin(large);
        heal(second);
        assertThat(roundTripMillis("PING")).isGreaterThanOrEqualTo(400);
        heal(third);
        assertThat(roundTripMillis("PING")).isLessThan(10);
    }

    @Test
    void theLowestLimitCountsWhicheverIsHealedFirst() {
        String value = "x".repeat(100_000);
        Handle first = begin(new LinkInjection.LimitLink(IN, 200_000));
        Handle second = begin(new LinkInjection.LimitLink(IN, 50_000));
        assertThat(roundTripMillis("ECHO", value)).isGreaterThan(1_500);
        heal(second);
        assertThat(roundTripMillis("ECHO", value)).isBetween(450L, 600L);
        heal(first);
        assertThat(roundTripMillis("ECHO", value)).isLessThan(50);
    }

    @Test
    void aDiskThatIsThrottledTwiceKeepsTheOtherThrottle() {
        Handle first = begin(new DiskInjection.ThrottleDisk(M, 200_000));
        Handle second = begin(new DiskInjection.ThrottleDisk(M, 100_000));
        heal(second);
        // A throttle that changes nothing measures what the others leave.
        Handle none = begin(new DiskInjection.ThrottleDisk(M, 1_000_000_000));
        assertThat(none.begun().measured()).matches("19\\d{4} B/s");
        heal(first);
        Handle sound = begin(new DiskInjection.ThrottleDisk(M, 1_000_000_000));
        assertThat(sound.begun().measured()).matches("\\d{8,} B/s");
    }

    /// One refusal hides the other; the hidden one must not go with it.
    @Test
    void aReadOnlyDiskThatAlsoFailsStillFailsWhenItIsWritableAgain() {
        Handle readOnly = begin(new DiskInjection.ReadOnlyDisk(R));
        Handle failing = begin(new DiskInjection.FailWrite(R));
        Handle alsoFailing = begin(new DiskInjection.FailWrite(R));
        heal(failing);
        heal(readOnly);
        assertThat(ask(R, "SAVE")).startsWith("ERR");
        heal(alsoFailing);
        assertThat(ask(R, "SAVE")).isEqualTo("OK");
    }

    @Test
    void aProcessThatIsPausedTwiceStandsStillUntilBothAreHealed() {
        Handle first = begin(new ProcessInjection.PauseNode(M));
        Handle second = begin(new ProcessInjection.PauseNode(M));
        heal(first);
        assertThat(ask(M, "PING")).isEqualTo("(no answer)");
        heal(second);
        assertThat(ask(M, "PING")).isEqualTo("PONG");
    }

    @Test
    void theLowestMemoryCapCounts() {
        long now = cluster.memoryBytes(M).orElseThrow();
        Handle low = begin(new ResourceInjection.CapMemory(M, now + (8 << 20)));
        Handle high = begin(new ResourceInjection.CapMemory(M, now + (64 << 20)));
        heal(high);
        ask(M, "SET", "big", "x".repeat(16 << 20));
        cluster.runFor(SECOND);
        assertThat(exits).containsExactly("M MEMORY_CAP");
        heal(low);
    }

    /// A pause belongs to the process that it stopped: the next one runs.
    @Test
    void aPauseEndsWithItsProcess() {
        Handle pause = begin(new ProcessInjection.PauseNode(M));
        begin(new ProcessInjection.SuperviseNode(M, SECOND));
        begin(new ProcessInjection.KillNode(M));
        cluster.runFor(Duration.ofSeconds(3));
        assertThat(ask(M, "PING")).isEqualTo("PONG");
        assertThat(pause.inForce()).isFalse();
        heal(pause);
        assertThat(ask(M, "PING")).isEqualTo("PONG");
    }

    @Test
    void aHealedBlackholeClosesNothingLater() {
        Handle hole = begin(new LinkInjection.BlackholeLink(IN, Duration.ofSeconds(5)));
        cluster.runFor(SECOND);
        heal(hole);
        var client = new Client();
        assertThat(cluster.await(SECOND, () -> client.connected)).isTrue();
        cluster.runFor(Duration.ofSeconds(10));
        assertThat(client.closed).isEmpty();
    }

    /// Two of them on one link: each closes connections for itself.
    @Test
    void theSecondBlackholeClosesWhatTheHealedFirstDoesNot() {
        Handle first = begin(new LinkInjection.BlackholeLink(IN, Duration.ofSeconds(10)));
        var hole = new LinkInjection.BlackholeLink(new LinkId(R, M), Duration.ofSeconds(4));
        Handle second = begin(hole);
        heal(first);
        var client = new Client();
        assertThat(cluster.await(SECOND, () -> client.connected)).isTrue();
        cluster.runFor(Duration.ofSeconds(20));
        assertThat(client.closed).isEmpty();
        heal(second);
    }

    /// Its stream has a gap: the connection cannot go on as if nothing was missing.
    @Test
    void aConnectionThatLostBytesEndsWhenTheBlackholeIsHealed() {
        var client = new Client();
        assertThat(cluster.await(SECOND, () -> client.connected)).isTrue();
        Handle hole = begin(new LinkInjection.BlackholeLink(IN, Duration.ofSeconds(30)));
        client.send("SET", "lost", "1");
        cluster.runFor(SECOND);
        assertThat(client.closed).isEmpty();
        heal(hole);
        assertThat(client.closed).isNotEmpty();
        assertThat(ask(M, "GET", "lost")).isNotEqualTo("1");
    }

    /// A connection that a blackhole closed does not count as closed by the limit of bytes.
    @Test
    void aLimitOfBytesIsSeenToBeGoneWhileABlackholeClosesConnections() {
        Handle limit = begin(new LinkInjection.DropLinkAfter(IN, 10_000));
        Handle hole = begin(new LinkInjection.BlackholeLink(IN, Duration.ofMillis(1_500)));
        heal(limit);
        heal(hole);
    }

    /// SIGTERM waits for a process that stands still, and ends it as soon as it goes on.
    @Test
    void aPauseIsSeenToBeGoneThoughTheProcessEndsWithIt() {
        Handle pause = begin(new ProcessInjection.PauseNode(M));
        Handle told = cluster.inject(new ProcessInjection.TerminateNode(M));
        assertThat(told.begun().bit()).isFalse();
        heal(pause);
        assertThat(pause.heal().measured()).isEqualTo("the process is gone");
    }

    /// The write in which the process dies uses it up: the next process writes on.
    @Test
    void aTornWriteHappensOnce() {
        Handle torn = begin(new DiskInjection.CrashDuringNextWrite(M, 3));
        begin(new ProcessInjection.SuperviseNode(M, SECOND));
        begin(new DiskInjection.DelayFsync(M, Duration.ofMillis(10)));
        assertThat(exits).as("a measurement is no write of the process").isEmpty();
        ask(M, "SET", "k", "v");
        cluster.runFor(Duration.ofSeconds(5));
        assertThat(exits).hasSize(1);
        assertThat(torn.inForce()).isFalse();
        assertThat(ask(M, "SET", "k", "w")).isEqualTo("OK");
        assertThat(exits).hasSize(1);
        heal(torn);
    }
}
