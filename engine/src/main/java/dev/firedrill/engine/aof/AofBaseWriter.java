package dev.firedrill.engine.aof;

import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.base.TransitMemory;
import dev.firedrill.engine.keyspace.ScoreText;
import dev.firedrill.engine.keyspace.SnapshotWriter;
import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.ReplyWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/// Writes a snapshot as the commands that make it, for a log whose base shall be text as the rest
/// (`aof-use-rdb-preamble no`). The commands are redis-server's, at most 64 elements in each; what
/// is drained together is one batch with a checksum, as in an increment. The last one ends with a
/// remark that says so: a base that lacks batches at its end must not be taken for a smaller one.
public final class AofBaseWriter implements SnapshotWriter {
    private static final int ELEMENTS_MAX = 64;
    private static final byte[] SELECT = ascii("SELECT");
    private static final byte[] SET = ascii("SET");
    private static final byte[] APPEND = ascii("APPEND");
    private static final byte[] RPUSH = ascii("RPUSH");
    private static final byte[] SADD = ascii("SADD");
    private static final byte[] HMSET = ascii("HMSET");
    private static final byte[] ZADD = ascii("ZADD");
    private static final byte[] PEXPIREAT = ascii("PEXPIREAT");

    private final ReplyWriter out;
    private int selected = -1;
    // Of the entry whose value comes.
    private byte[] present = {};
    private long presentExpireAtMillis;
    private boolean begun;
    private int left;

    private long drained;
    private long entries;

    /// Holds everything on the heap.
    public AofBaseWriter() {
        out = new ReplyWriter();
    }

    /// @param memory where what waits to be drained goes when it is much
    public AofBaseWriter(TransitMemory memory) {
        out = new ReplyWriter(memory, false);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// A remark of when the base was begun, as redis-server has it under `aof-timestamp-enabled`.
    public void timestamp(long unixSeconds) {
        out.raw(ascii("#TS:" + unixSeconds + "\r\n"));
    }

    @Override
    public void entry(int database, byte[] key, Value value, long expireAtMillis) {
        begin(database, key, value.type(), size(value), expireAtMillis);
        part(value);
    }

    private static int size(Value value) {
        return value instanceof Value.Text(byte[] text) ? text.length : value.elementCount();
    }

    @Override
    public void begin(int database, byte[] key, ValueType type, int size, long expireAtMillis) {
        if (database != selected) {
            selected = database;
            out.array(2);
            out.bulk(SELECT);
            out.bulk(ascii(Integer.toString(database)));
        }
        present = key;
        presentExpireAtMillis = expireAtMillis;
        begun = false;
        left = size;
        entries++;
    }

    @Override
    public void part(Value part) {
        byte[] key = present;
        switch (part) {
            case Value.Text(byte[] text) -> {
                // A batch ends between two parts, and may only end between two commands.
                begin(begun ? APPEND : SET, key, 1);
                out.bulk(text);
            }
            case Value.Sequence(List<byte[]> strings) -> inParts(RPUSH, key, strings, 1);
            case Value.Members(List<byte[]> strings) -> inParts(SADD, key, strings, 1);
            case Value.Fields(List<byte[]> pairs) -> inParts(HMSET, key, pairs, 2);
            case Value.Ranking(List<Value.Ranking.Scored> members) -> ranking(key, members);
        }
        begun = true;
        left -= size(part);
        if (left == 0 && presentExpireAtMillis != NEVER) {
            begin(PEXPIREAT, key, 1);
            out.bulk(ascii(Long.toString(presentExpireAtMillis)));
        }
    }

    private void begin(byte[] command, byte[] key, int more) {
        out.array(2 + more);
        out.bulk(command);
        out.bulk(key);
    }

    private void inParts(byte[] command, byte[] key, List<byte[]> words, int wordsEach) {
        int step = ELEMENTS_MAX * wordsEach;
        for (int at = 0; at < words.size(); at += step) {
            List<byte[]> part = words.subList(at, Math.min(words.size(), at + step));
            begin(command, key, part.size());
            part.forEach(out::bulk);
        }
    }

    private void ranking(byte[] key, List<Value.Ranking.Scored> members) {
        for (int at = 0; at < members.size(); at += ELEMENTS_MAX) {
            var part = members.subList(at, Math.min(members.size(), at + ELEMENTS_MAX));
            begin(ZADD, key, 2 * part.size());
            for (Value.Ranking.Scored scored : part) {
                out.bulk(ascii(ScoreText.of(scored.score())));
                out.bulk(scored.member());
            }
        }
    }

    @Override
    public void end() {
        out.raw(AofReader.baseEndLine());
    }

    @Override
    public long pending() {
        return out.length() == 0 ? 0 : AofBatch.HEADER_BYTES + out.length();
    }

    @Override
    public void drainTo(LongBytes.Borrower borrower, Consumer<ByteBuffer> copier) {
        if (out.length() == 0) {
            return;
        }
        var checksum = new CRC32C();
        out.forEach(checksum::update);
        drained += pending();
        copier.accept(ByteBuffer.wrap(AofBatch.line(out.length(), checksum.getValue())));
        out.handOn(borrower, copier);
    }

    @Override
    public void release() {
        out.clear();
    }

    @Override
    public long bytes() {
        return drained + pending();
    }

    @Override
    public long entries() {
        return entries;
    }
}
