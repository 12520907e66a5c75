package dev.firedrill.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.keyspace.Memory;
import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.port.NodeEvents;
import dev.firedrill.engine.rdb.RdbHeader;
import dev.firedrill.engine.rdb.RdbWriter;
import dev.firedrill.engine.replication.Transfer;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A master's snapshot with any one byte changed, or cut anywhere, in both forms of transfer: it is
/// never taken for whole, and a refusal says why.
class SnapshotReceiverTest {
    private static final byte[] MARK = bytes("0123456789abcdef".repeat(3).substring(0, 40));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static <T> T unused(Class<T> port) {
        return port.cast(
                Proxy.newProxyInstance(
                        port.getClassLoader(),
                        new Class<?>[] {port},
                        (_, method, _) -> {
                            throw new AssertionError(method + " is called");
                        }));
    }

    private static NodeContext node() throws Exception {
        return new NodeContext(
                ServerConfig.parse("", "", List.of("--save", "")),
                unused(Wire.class),
                new DiskCalls(unused(Disk.class)),
                new Prng(1),
                (_, _, _) -> {},
                NodeEvents.UNHEARD,
                Memory.COLLECTED,
                HostProcess.SIMULATED,
                MemoryGauge.AMPLE);
    }

    private static byte[] snapshot() {
        var out = new ByteArrayOutputStream();
        var writer = new RdbWriter(true, true);
        writer.begin(new RdbHeader(1_374_143_700, 1, 0, "a".repeat(40), 17, false).aux());
        writer.entry(0, bytes("text"), new Value.Text(bytes("x".repeat(300))), 4_000_000_000_000L);
        writer.entry(0, bytes("list"), new Value.Sequence(List.of(bytes("1"), bytes("a"))), -1);
        writer.entry(3, bytes("hash"), new Value.Fields(List.of(bytes("f"), bytes("v"))), -1);
        writer.entry(
                3,
                bytes("scores"),
                new Value.Ranking(List.of(new Value.Ranking.Scored(bytes("m"), 1.5))),
                -1);
        writer.end();
        ByteBuffer piece = writer.drain();
        byte[] copied = new byte[piece.remaining()];
        piece.get(copied);
        out.writeBytes(copied);
        return out.toByteArray();
    }

    private static SnapshotReceiver.Progress fed(
            SnapshotReceiver receiver, byte[] sent, int pieceBytes) {
        var progress = SnapshotReceiver.Progress.MORE;
        for (int at = 0; at < sent.length; at += pieceBytes) {
            progress =
                    receiver.feed(
                            ByteBuffer.wrap(sent, at, Math.min(pieceBytes, sent.length - at)));
            if (progress != SnapshotReceiver.Progress.MORE) {
                return progress;
            }
        }
        return progress;
    }

    private static byte[] marked(byte[] rdb) {
        byte[] sent = Arrays.copyOf(rdb, rdb.length + MARK.length);
        System.arraycopy(MARK, 0, sent, rdb.length, MARK.length);
        return sent;
    }

    private static void damagedAnywhere(byte[] sent, Transfer transfer) throws Exception {
        NodeContext node = node();
        for (int pieceBytes : new int[] {1, sent.length}) {
            var whole = new SnapshotReceiver(node, transfer);
            assertThat(fed(whole, sent, pieceBytes)).isEqualTo(SnapshotReceiver.Progress.WHOLE);
            whole.abandon();
        }
        for (int at = 0; at < sent.length; at++) {
            for (int change : new int[] {0x01, 0x04, 0x20, 0x80, 0xc0, 0xff}) {
                byte[] damaged = sent.clone();
                damaged[at] ^= (byte) change;
                var receiver = new SnapshotReceiver(node, transfer);
                var progress = fed(receiver, damaged, sent.length);
                String what = "byte %d changed by %02x".formatted(at, change);
                assertThat(progress).as(what).isNotEqualTo(SnapshotReceiver.Progress.WHOLE);
                if (progress == SnapshotReceiver.Progress.REFUSED) {
                    assertThat(receiver.refusal()).as(what).isNotEmpty();
                }
                receiver.abandon();
            }
            var cut = new SnapshotReceiver(node, transfer);
            assertThat(fed(cut, Arrays.copyOf(sent, at), sent.length))
                    .as("cut at %d", at)
                    .isEqualTo(SnapshotReceiver.Progress.MORE);
            cut.abandon();
        }
    }

    @Test
    void aSnapshotOfAnnouncedLengthDamagedAnywhereIsNeverWhole() throws Exception {
        byte[] rdb = snapshot();
        damagedAnywhere(rdb, new Transfer.Sized(rdb.length));
    }

    @Test
    void aSnapshotThatEndsWithAMarkDamagedAnywhereIsNeverWhole() throws Exception {
        damagedAnywhere(marked(snapshot()), new Transfer.Marked(MARK));
    }

    @Test
    void aSnapshotThatHoldsAKeyTwiceIsRefused() throws Exception {
        var writer = new RdbWriter();
        writer.begin(new RdbHeader(1_374_143_700, 1, 0, "a".repeat(40), 17, false).aux());
        writer.entry(0, bytes("balance"), new Value.Text(bytes("10")), -1);
        writer.entry(1, bytes("balance"), new Value.Text(bytes("10")), -1);
        writer.entry(0, bytes("balance"), new Value.Text(bytes("20")), -1);
        writer.end();
        ByteBuffer piece = writer.drain();
        byte[] rdb = new byte[piece.remaining()];
        piece.get(rdb);
        for (Transfer transfer :
                List.of(new Transfer.Sized(rdb.length), new Transfer.Marked(MARK))) {
            var receiver = new SnapshotReceiver(node(), transfer);
            byte[] sent = transfer instanceof Transfer.Sized ? rdb : marked(rdb);
            assertThat(fed(receiver, sent, sent.length))
                    .isEqualTo(SnapshotReceiver.Progress.REFUSED);
            assertThat(receiver.refusal()).contains("a key that is there twice: 3 entries, 2 keys");
            receiver.abandon();
        }
    }
}
