package dev.firedrill.engine.aof;

import dev.firedrill.engine.base.TransitMemory;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.RequestParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Reads the commands of an append-only file as it is fed. A batch with a checksum is carried out
/// only when it is whole and right. A transaction counts as one: of one that is cut off nothing is
/// carried out.
///
/// ```
/// between batches --#FD line, batch whole and right--> inside a batch --its end--> between batches
///       |  commands and remarks without a checksum: written by redis-server
/// ```
public final class AofReader {
    /// Carries a command out; answers what was wrong with it, or null.
    public interface Replay {
        @Nullable String command(Args args);
    }

    private static final String PLACE = "#REPL:";
    private static final String BASE_END = "#FD-END";
    private static final String FORMAT = "Bad file format";

    /// As far as redis-server reads for the end of a line.
    private static final int LINE_BYTES_MAX = 128;

    private final Replay replay;
    private final @Nullable TransitMemory memory;
    private @Nullable LongItem longItem;
    private final AofCommand command = new AofCommand();
    private byte[] buffer = new byte[64 * 1024];
    private int at;
    private int end;

    /// Where the present batch ends; -1 between batches.
    private int batchEnd = -1;

    private @Nullable List<Args> transaction;
    private long fed;
    private long goodBytes;
    private long commands;
    private @Nullable String refusal;
    private String placeId = "";
    private String placeOffset = "";
    private String placeDatabase = "";
    private boolean sealed;
    private boolean baseEnded;

    /// Holds everything on the heap.
    public AofReader(Replay replay) {
        this.replay = replay;
        memory = null;
    }

    /// @param memory where what is too long for the heap arrives
    public AofReader(Replay replay, TransitMemory memory) {
        this.replay = replay;
        this.memory = memory;
    }

    /// False once something was found that no crash explains; see [#refusal].
    public boolean feed(ByteBuffer bytes) {
        fed += bytes.remaining();
        LongItem present = longItem;
        if (present == null || takesEnd(present, bytes)) {
            hold(bytes);
            while (refusal == null && at < end && item()) {
                whole();
            }
        }
        return refusal == null;
    }

    private void hold(ByteBuffer bytes) {
        int length = bytes.remaining();
        reserve(length);
        bytes.get(buffer, end, length);
        end += length;
    }

    /// A long batch or command begins with what is in the buffer. Whether it is whole already.
    private boolean begins(LongItem begun) {
        longItem = begun;
        var held = ByteBuffer.wrap(buffer, at, end - at);
        at = end;
        if (!takesEnd(begun, held)) {
            return false;
        }
        hold(held);
        return true;
    }

    /// Whether the long batch or command is whole; then `bytes` has what follows it.
    private boolean takesEnd(LongItem present, ByteBuffer bytes) {
        if (!present.feed(bytes)) {
            return false;
        }
        longItem = null;
        String wrong = present.refusal();
        if (wrong != null) {
            refuse(wrong);
        } else if (present instanceof LongItem.Command command) {
            hold(command.rest());
        } else {
            batchEnd = at;
        }
        present.release();
        whole(bytes.remaining());
        return refusal == null;
    }

    private void reserve(int more) {
        if (buffer.length - end >= more) {
            return;
        }
        int used = end - at;
        byte[] target =
                buffer.length - used >= more
                        ? buffer
                        : new byte[Math.max(used + more, buffer.length * 2)];
        System.arraycopy(buffer, at, target, 0, used);
        batchEnd = batchEnd < 0 ? -1 : batchEnd - at;
        buffer = target;
        at = 0;
        end = used;
    }

    private void refuse(String why) {
        if (refusal == null) {
            refusal = why;
        }
    }

    /// One command or line; false when it is not whole yet, or refused.
    private boolean item() {
        return switch (buffer[at]) {
            case '#' -> line();
            case '*' -> command();
            default -> {
                refuse(FORMAT);
                yield false;
            }
        };
    }

    private boolean line() {
        int limit = batchEnd < 0 ? end : batchEnd;
        int close = at;
        while (close < limit && buffer[close] != '\n') {
            close++;
        }
        if (close - at >= LINE_BYTES_MAX) {
            refuse("a remark without an end");
            return false;
        }
        if (close == limit) {
            return cutOffHere();
        }
        int length = close - at;
        boolean returned = length > 0 && buffer[close - 1] == '\r';
        String text =
                new String(buffer, at, returned ? length - 1 : length, StandardCharsets.ISO_8859_1);
        if (AofBatch.begins(text)) {
            return returned ? batch(text, close + 1) : damaged();
        }
        remark(text);
        at = close + 1;
        return true;
    }

    private boolean damaged() {
        refuse("a damaged checksum record");
        return false;
    }

    /// The bytes end in the middle: more may come, but not inside a batch, which is there whole.
    private boolean cutOffHere() {
        if (batchEnd >= 0) {
            refuse("a batch that ends inside of a command");
        }
        return false;
    }

    private boolean batch(String line, int begin) {
        AofBatch.Header header;
        try {
            header = AofBatch.parse(line);
        } catch (AofBatch.Malformed _) {
            return damaged();
        }
        if (batchEnd >= 0 || transaction != null) {
            refuse("a batch inside of another, or of a transaction");
            return false;
        }
        if (end - begin < header.length()) {
            if (memory != null && header.length() >= RequestParser.LONG_BYTES_MIN) {
                at = begin;
                sealed = true;
                return begins(new LongItem.Batch(header, memory, this::carryOutOrRemark));
            }
            return false;
        }
        int length = (int) header.length();
        if (AofBatch.checksum(buffer, begin, length) != header.checksum()) {
            refuse("the checksum of a batch is wrong");
            return false;
        }
        sealed = true;
        batchEnd = begin + length;
        at = begin;
        return true;
    }

    private boolean command() {
        int limit = batchEnd < 0 ? end : batchEnd;
        return switch (command.parse(buffer, at, limit)) {
            case INCOMPLETE -> {
                if (memory != null && batchEnd < 0 && command.waitsForLong()) {
                    placeId = "";
                    yield begins(new LongItem.Command(memory, this::carryOutOrQueue));
                }
                yield cutOffHere();
            }
            case BROKEN -> {
                refuse(FORMAT);
                yield false;
            }
            case WHOLE -> {
                at = command.end();
                placeId = "";
                carryOutOrQueue(command.args());
                yield refusal == null;
            }
        };
    }

    private void carryOutOrQueue(Args args) {
        List<Args> queue = transaction;
        if (args.is(0, "MULTI")) {
            transaction = new ArrayList<>();
        } else if (args.is(0, "EXEC") && queue != null) {
            transaction = null;
            for (Args one : queue) {
                carryOut(one);
                one.release();
            }
        } else if (queue != null) {
            queue.add(args.retained());
        } else {
            carryOut(args);
        }
    }

    private void carryOutOrRemark(Args args) {
        if (args.length(0) > 0 && args.copy(0, 1)[0] == '#') {
            var words = new StringJoiner(" ");
            for (int i = 0; i < args.count(); i++) {
                words.add(args.text(i));
            }
            remark(words.toString());
        } else {
            placeId = "";
            carryOutOrQueue(args);
        }
    }

    private void carryOut(Args args) {
        if (refusal == null) {
            commands++;
            refusal = replay.command(args);
        }
    }

    /// Time stamps of redis-server, where an orderly end left the replication history, or the end
    /// of a base.
    private void remark(String line) {
        baseEnded |= line.equals(BASE_END);
        String[] words = line.split(" ", -1);
        boolean place = words.length >= 3 && words[0].equals(PLACE);
        placeId = place ? words[1] : "";
        placeOffset = place ? words[2] : "";
        placeDatabase = place && words.length > 3 ? words[3] : "";
    }

    /// The line that says where the history stood when the file ended: only meant if nothing
    /// follows it. redis-server skips lines that begin with a number sign.
    ///
    /// @param database what the replication stream had selected
    public static byte[] placeLine(String replicationId, long offset, int database) {
        return (PLACE + " " + replicationId + " " + offset + " " + database + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// The last line of a base that was written with checksums.
    static byte[] baseEndLine() {
        return (BASE_END + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /// Whether this may be a whole base: one of redis-server, or one of ours up to its last line.
    public boolean wholeBase() {
        return baseEnded || !sealed;
    }

    /// Replication id, or empty when the file does not end with its place.
    public String placeId() {
        return placeId;
    }

    public String placeOffset() {
        return placeOffset;
    }

    /// Empty when it was not said.
    public String placeDatabase() {
        return placeDatabase;
    }

    private void whole() {
        whole(0);
    }

    /// @param notHeld bytes that follow and are not in the buffer yet
    private void whole(int notHeld) {
        if (at == batchEnd) {
            batchEnd = -1;
            if (transaction != null) {
                // Cutting the file there would cut the batch, whose line counts its bytes.
                refuse("a batch that ends inside of a transaction");
            }
        }
        if (transaction == null && batchEnd < 0 && refusal == null) {
            goodBytes = fed - (end - at) - notHeld;
        }
    }

    /// How far the file holds whole commands, in whole batches.
    public long goodBytes() {
        return goodBytes;
    }

    /// Whether bytes are left that make up no whole command: the file was cut off.
    public boolean cutOff() {
        return goodBytes < fed;
    }

    /// Whether what is cut off is a transaction whose end is missing.
    public boolean insideTransaction() {
        return transaction != null;
    }

    public long commands() {
        return commands;
    }

    public String refusal() {
        return refusal == null ? "" : refusal;
    }
}
