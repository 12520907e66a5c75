package dev.firedrill.engine.aof;

import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.RequestParser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the commands of an append-only file as it is fed. A transaction counts as one: of one that
/// is cut off nothing is carried out.
public final class AofReader {
    /// Carries a command out; answers what was wrong with it, or null.
    public interface Replay {
        @Nullable String command(Args args);
    }

    private static final String PLACE = "#REPL:";

    private final Replay replay;
    private final RequestParser parser = new RequestParser();
    private final Args args = new Args();
    private @Nullable List<Args> transaction;
    private long fed;
    private long goodBytes;
    private long commands;
    private @Nullable String refusal;
    private @Nullable Args place;

    public AofReader(Replay replay) {
        this.replay = replay;
    }

    /// False once something was found that no crash explains; see [#refusal].
    public boolean feed(ByteBuffer bytes) {
        fed += bytes.remaining();
        parser.feed(bytes);
        while (refusal == null) {
            switch (parser.next(args)) {
                case INCOMPLETE -> {
                    return true;
                }
                case BROKEN -> refusal = parser.error();
                case COMMAND -> command();
            }
        }
        return false;
    }

    private void command() {
        List<Args> queue = transaction;
        if (args.length(0) > 0 && args.array()[args.offset(0)] == '#') {
            remark(args.text(0), args);
            whole();
        } else if (args.is(0, "MULTI")) {
            transaction = new ArrayList<>();
        } else if (args.is(0, "EXEC") && queue != null) {
            transaction = null;
            queue.forEach(this::carryOut);
            whole();
        } else if (queue != null) {
            queue.add(args.retained());
        } else {
            carryOut(args);
            whole();
        }
    }

    /// Time stamps of redis-server, or where an orderly end left the replication history.
    private void remark(String first, Args words) {
        place = first.equals(PLACE) && words.count() >= 3 ? words.retained() : null;
    }

    /// The line that says where the history stood when the file ended: only meant if nothing
    /// follows it. redis-server skips lines that begin with a number sign.
    ///
    /// @param database what the replication stream had selected
    public static byte[] placeLine(String replicationId, long offset, int database) {
        return (PLACE + " " + replicationId + " " + offset + " " + database + "\r\n")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /// Replication id, or empty when the file does not end with its place.
    public String placeId() {
        Args known = place;
        return known == null ? "" : known.text(1);
    }

    public String placeOffset() {
        Args known = place;
        return known == null ? "" : known.text(2);
    }

    /// Empty when it was not said.
    public String placeDatabase() {
        Args known = place;
        return known == null || known.count() < 4 ? "" : known.text(3);
    }

    private void carryOut(Args command) {
        place = null;
        if (refusal == null) {
            commands++;
            refusal = replay.command(command);
        }
    }

    private void whole() {
        if (transaction == null && refusal == null) {
            goodBytes = fed - parser.pendingBytes();
        }
    }

    /// How far the file holds whole commands.
    public long goodBytes() {
        return goodBytes;
    }

    /// Whether bytes are left that make up no whole command: the file was cut off.
    public boolean cutOff() {
        return goodBytes < fed;
    }

    public long commands() {
        return commands;
    }

    public String refusal() {
        return refusal == null ? "" : refusal;
    }
}
