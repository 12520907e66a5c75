package dev.firedrill.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.aof.AofBatch;
import dev.firedrill.engine.aof.AofReader;
import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.base.TransitMemory;
import dev.firedrill.engine.keyspace.EntrySink;
import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.rdb.RdbAux;
import dev.firedrill.engine.rdb.RdbProgress;
import dev.firedrill.engine.rdb.RdbReader;
import dev.firedrill.engine.rdb.RdbWriter;
import dev.firedrill.engine.rdb.ReadingRoom;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.CommandEncoder;
import dev.firedrill.engine.resp.RequestParser;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A long value arrives outside of the heap in pieces of any size, comes out as it was sent, and
/// leaves nothing behind.
class LongValuesInPiecesTest {
    private static final int PIECE_BYTES_MAX = 200_000;

    private final TransitMemory memory = new TransitMemory(true);

    @AfterEach
    void everythingIsGivenBack() {
        assertThat(memory.usedBytes()).isZero();
        memory.close();
    }

    private static byte[] value(Prng prng, int length) {
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++) {
            value[i] = (byte) ('a' + prng.nextInt(26));
        }
        return value;
    }

    private static List<ByteBuffer> pieces(Prng prng, byte[] stream) {
        var pieces = new ArrayList<ByteBuffer>();
        for (int at = 0; at < stream.length; ) {
            int length = Math.min(stream.length - at, 1 + prng.nextInt(PIECE_BYTES_MAX));
            pieces.add(ByteBuffer.wrap(stream, at, length).slice());
            at += length;
        }
        return pieces;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void requests(long seed) {
        var prng = new Prng(seed);
        var sent = new ByteArrayOutputStream();
        var values = new ArrayList<byte[]>();
        for (int i = 0; i < 6; i++) {
            byte[] value = value(prng, prng.nextInt(1_500_000));
            values.add(value);
            sent.writeBytes(
                    CommandEncoder.encode(
                            List.of(new byte[] {'X'}, value, new byte[] {'y'}, value)));
        }
        var parser = new RequestParser(memory);
        var args = new Args();
        var passedOn = new ByteArrayOutputStream();
        int commands = 0;
        for (ByteBuffer piece : pieces(prng, sent.toByteArray())) {
            parser.feed(piece);
            while (parser.next(args) == RequestParser.Outcome.COMMAND) {
                assertThat(args.copy(1)).isEqualTo(values.get(commands));
                assertThat(args.copy(3)).isEqualTo(values.get(commands));
                assertThat(args.text(2)).isEqualTo("y");
                parser.forEachOfCommand(part -> passedOn.writeBytes(bytes(part)));
                Args retained = args.retained();
                retained.ontoHeap();
                assertThat(retained.copy(1)).isEqualTo(values.get(commands));
                retained.release();
                commands++;
            }
            assertThat(parser.heldBytes()).isLessThan(3_000_000);
        }
        assertThat(commands).isEqualTo(values.size());
        assertThat(passedOn.toByteArray()).isEqualTo(sent.toByteArray());
        parser.release();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theAppendOnlyFile(long seed) {
        var prng = new Prng(seed);
        var file = new ByteArrayOutputStream();
        var values = new ArrayList<byte[]>();
        for (int i = 0; i < 6; i++) {
            byte[] value = value(prng, prng.nextInt(2_000_000));
            values.add(value);
            byte[] command =
                    CommandEncoder.encode(List.of(new byte[] {'S'}, new byte[] {'k'}, value));
            if (prng.nextInt(2) == 0) {
                var checksum = new CRC32C();
                checksum.update(command);
                file.writeBytes(AofBatch.line(command.length, checksum.getValue()));
            }
            file.writeBytes(command);
        }
        var read = new ArrayList<byte[]>();
        var reader =
                new AofReader(
                        args -> {
                            read.add(args.copy(2));
                            return null;
                        },
                        memory);
        for (ByteBuffer piece : pieces(prng, file.toByteArray())) {
            assertThat(reader.feed(piece)).as(reader.refusal()).isTrue();
        }
        assertThat(reader.goodBytes()).isEqualTo(file.size());
        assertThat(read).hasSameSizeAs(values);
        for (int i = 0; i < values.size(); i++) {
            assertThat(read.get(i)).isEqualTo(values.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aSnapshot(long seed) {
        var prng = new Prng(seed);
        byte[] value = value(prng, 600_000 + prng.nextInt(1_500_000));
        var writer = new RdbWriter(false, true, memory);
        writer.begin(new RdbAux(Map.of()));
        writer.entry(0, new byte[] {'k'}, new Value.Text(value), EntrySink.NEVER);
        writer.end();
        var file = new ByteArrayOutputStream();
        writer.drainTo(
                (piece, done) -> {
                    file.writeBytes(bytes(piece));
                    done.run();
                },
                piece -> file.writeBytes(bytes(piece)));

        var sink = new Texts();
        var reader = new RdbReader(16, true, sink, new ReadingRoom(memory, 64 * 1024));
        for (ByteBuffer piece : pieces(prng, file.toByteArray())) {
            byte[] fed = bytes(piece);
            reader.feed(fed, 0, fed.length);
        }
        assertThat(reader.progress()).isInstanceOf(RdbProgress.Complete.class);
        assertThat(sink.text).isEqualTo(value);
    }

    private static final class Texts implements EntrySink {
        private byte @Nullable [] text;

        @Override
        public void entry(int database, byte[] key, Value value, long expireAtMillis) {
            throw new AssertionError("a long string came by way of the heap");
        }

        @Override
        public void longText(int database, byte[] key, LongBytes value, long expireAtMillis) {
            byte[] copied = new byte[Math.toIntExact(value.length())];
            value.copyTo(copied, 0);
            text = copied;
        }
    }
}
