package dev.firedrill.engine.rdb;

import static dev.firedrill.engine.rdb.RdbBytes.latin;
import static dev.firedrill.engine.rdb.RdbBytes.listpack;
import static dev.firedrill.engine.rdb.RdbBytes.listpackText;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.keyspace.EntrySink;
import dev.firedrill.engine.keyspace.Value;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Snapshots made to hurt: what they cost is in proportion to the bytes that came.
class RdbHostileTest {
    private static final EntrySink NOWHERE = (_, _, _, _) -> {};

    private static byte[] huge(int octets) {
        byte[] length = new byte[octets];
        length[0] = (byte) 0x81;
        length[1] = 0x10;
        return length;
    }

    private static RdbProgress progress(byte[] file) {
        var reader = new RdbReader(16, NOWHERE);
        reader.feed(file, 0, file.length);
        return reader.progress();
    }

    private static long allocated(Runnable work) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /// The old way to read it, from its start with each piece, would take hours here.
    @Test
    @Timeout(60)
    void aLargeCollectionInSmallPiecesTakesTheTimeOfItsLength() {
        int count = 1_500_000;
        var file = RdbBytes.version(10).raw(0xfe, 0).key(2, "set").length(count);
        for (int i = 0; i < count; i++) {
            file.string("member" + i);
        }
        byte[] bytes = file.end();
        var sizes = new ArrayList<Integer>();
        var reader =
                new RdbReader(
                        16,
                        (_, _, value, _) -> sizes.add(((Value.Members) value).elements().size()));
        for (int at = 0; at < bytes.length; at += 1000) {
            reader.feed(bytes, at, Math.min(1000, bytes.length - at));
        }
        assertThat(reader.progress()).isInstanceOf(RdbProgress.Complete.class);
        assertThat(sizes).containsExactly(count);
    }

    @Test
    void aLongStringInSmallPiecesIsCopiedAFewTimesOnly() {
        int length = 40_000_000;
        byte[] text = new byte[length];
        new java.util.Random(5).nextBytes(text);
        byte[] bytes = RdbBytes.version(10).key(0, "key").string(text).end();
        var read = new ArrayList<byte[]>();
        var reader = new RdbReader(16, (_, _, value, _) -> read.add(((Value.Text) value).bytes()));
        long cost =
                allocated(() -> {
                    for (int at = 0; at < bytes.length; at += 997) {
                        reader.feed(bytes, at, Math.min(997, bytes.length - at));
                    }
                });
        assertThat(read.getFirst()).isEqualTo(text);
        assertThat(cost).isLessThan(4L * length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14, 16, 17, 18})
    void whatIsAnnouncedAndDoesNotComeCostsNothing(int type) {
        byte[] file =
                RdbBytes.version(10)
                        .raw(0xfe, 0)
                        .key(type, "k")
                        .raw(huge(9))
                        .raw(new byte[64])
                        .bytes();
        byte[] half = RdbBytes.version(10).key(type, "k").length(500_000_000).bytes();
        long cost =
                allocated(() -> {
                    for (int i = 0; i < 20; i++) {
                        progress(file);
                        assertThat(progress(half)).isInstanceOf(RdbProgress.Incomplete.class);
                    }
                });
        assertThat(cost).isLessThan(8_000_000);
        assertThat(progress(file)).isNotInstanceOf(RdbProgress.Complete.class);
    }

    @Test
    void aCompressedStringThatClaimsMoreThanItCanComeToIsRefusedAtOnce() {
        byte[] claim =
                RdbBytes.version(10).key(0, "k").raw(0xc3).length(1000).length(88_001).bytes();
        assertThat(progress(claim).toString()).contains("1000 bytes that claims 88001");
        byte[] most =
                RdbBytes.version(10).key(0, "k").raw(0xc3).length(1000).length(88_000).bytes();
        assertThat(progress(most)).isInstanceOf(RdbProgress.Incomplete.class);
    }

    /// It claims as much as is possible, and is nothing but literals.
    @Test
    void noMemoryIsTakenForACompressedStringThatComesToLess() {
        int packed = 33 * 30_000;
        var file = RdbBytes.version(10).key(0, "k").raw(0xc3).length(packed).length(88L * packed);
        for (int i = 0; i < 30_000; i++) {
            file.raw(31).raw(new byte[32]);
        }
        byte[] bytes = file.end();
        long cost =
                allocated(() ->
                        assertThat(progress(bytes).toString())
                                .contains("960000 bytes that claims 87120000"));
        assertThat(cost).isLessThan(10_000_000);
    }

    @Test
    void aKeyIsNamedInTheLogWithoutWhatWouldDisturbIt() {
        byte[] file =
                RdbBytes.version(10).key(15, "two\r\nlines" + "x".repeat(1000)).length(1).bytes();
        assertThat(progress(file))
                .isInstanceOfSatisfying(
                        RdbProgress.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .startsWith("the key 'two\\x0d\\x0alinesxxx")
                                        .endsWith("...' holds a stream, which is not supported")
                                        .hasSizeLessThan(250));
    }

    @Test
    void theChecksumIsLookedAtUnlessThatIsSwitchedOff() {
        byte[] file = RdbBytes.version(10).key(0, "k").string("v").end();
        assertThat(progress(file)).isInstanceOf(RdbProgress.Complete.class);
        file[file.length - 1] = 1;
        assertThat(progress(file)).isInstanceOf(RdbProgress.Refused.class);
        var unchecked = new RdbReader(16, false, NOWHERE);
        unchecked.feed(file, 0, file.length);
        assertThat(unchecked.progress()).isInstanceOf(RdbProgress.Complete.class);
    }

    private record Entry(String key, String value, long expireAtMillis) {}

    private static List<Entry> entries(byte[] file, int pieceBytes) {
        var entries = new ArrayList<Entry>();
        var reader =
                new RdbReader(
                        16,
                        (_, key, value, expireAtMillis) ->
                                entries.add(
                                        new Entry(
                                                new String(
                                                        key,
                                                        java.nio.charset.StandardCharsets
                                                                .ISO_8859_1),
                                                RdbReaderFuzzTest.shown(value),
                                                expireAtMillis)));
        for (int at = 0; at < file.length; at += pieceBytes) {
            int length = Math.min(pieceBytes, file.length - at);
            assertThat(reader.feed(file, at, length)).isEqualTo(length);
        }
        assertThat(reader.progress())
                .isInstanceOfSatisfying(
                        RdbProgress.Complete.class,
                        complete -> assertThat(complete.bytesRead()).isEqualTo(file.length));
        return entries;
    }

    /// Every place at which a piece can end, in each kind of value.
    @Test
    void whereAPieceEndsMakesNoDifference() {
        String text = "t".repeat(20_000);
        byte[] file =
                RdbBytes.version(10)
                        .raw(0xfa)
                        .string(text)
                        .string("remark")
                        .raw(0xfe, 3, 0xfb, 7, 7)
                        .raw(0xfd)
                        .little(4, 2_000_000_000L)
                        .key(0, text)
                        .string(text)
                        .raw(0xfc)
                        .little(8, 77)
                        .key(1, "l")
                        .length(2)
                        .string("a")
                        .string(text)
                        .key(5, "z")
                        .length(2)
                        .string(text)
                        .raw(RdbBytes.score(2))
                        .string("b")
                        .raw(RdbBytes.score(1))
                        .key(3, "y")
                        .length(1)
                        .string(text)
                        .raw(3)
                        .raw(latin("1.5"))
                        .key(18, "q")
                        .length(2)
                        .length(1)
                        .string(text)
                        .length(2)
                        .string(
                                listpack(
                                        listpackText("a"),
                                        listpackText("u".repeat(16_000)),
                                        listpackText("w")))
                        .key(4, "h")
                        .length(1)
                        .string(text)
                        .raw(0xc2, 1, 2, 3, 4)
                        .key(0, "p")
                        .raw(0xc3)
                        .length(5)
                        .length(265)
                        .raw(0, 'a', 0xe0, 0xff, 0)
                        .end();
        List<Entry> whole = entries(file, file.length);
        assertThat(whole).hasSize(7);
        for (int pieceBytes : new int[] {1, 2, 3, 7, 16_383, 16_384, 16_385, 20_001}) {
            assertThat(entries(file, pieceBytes)).as("pieces of %d", pieceBytes).isEqualTo(whole);
        }
    }

    @Test
    void whatIsCompressedComesBack() throws Exception {
        var prng = new Prng(11);
        var lzf = new Lzf();
        for (int i = 0; i < 5_000; i++) {
            byte[] plain = new byte[1 + prng.nextInt(i < 4_900 ? 600 : 40_000)];
            int letters = 1 + prng.nextInt(1 + prng.nextInt(256));
            int repeated = 1 + prng.nextInt(300);
            for (int at = 0; at < plain.length; at++) {
                plain[at] =
                        at >= repeated && prng.chance(0.95)
                                ? plain[at - repeated]
                                : (byte) prng.nextInt(letters);
            }
            byte[] packed = new byte[plain.length];
            int length = lzf.pack(plain, plain.length, packed, plain.length);
            if (length > 0) {
                byte[] exact = java.util.Arrays.copyOf(packed, length);
                Lzf.checkPromise(length, plain.length, Integer.MAX_VALUE);
                assertThat(Lzf.unpack(exact, plain.length)).as("case %d", i).isEqualTo(plain);
            }
        }
        byte[] zeros = new byte[1_000_000];
        assertThat(lzf.pack(zeros, zeros.length, new byte[zeros.length], zeros.length))
                .isBetween(11_000, 12_000);
    }
}
