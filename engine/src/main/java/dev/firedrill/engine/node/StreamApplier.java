package dev.firedrill.engine.node;

import dev.firedrill.engine.command.Flag;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import dev.firedrill.engine.resp.RequestParser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Applies a master's stream: each command to the letter, and its bytes unchanged to our own
/// history, so that a replica of ours stands at the same offset as we do.
///
/// A transaction counts once it is whole: a link that dies inside of one leaves no half of it, and
/// the offset before it.
final class StreamApplier {
    /// More than the largest command and less than what the parser can hold: what is longer than
    /// that never ends.
    private static final long HELD_BYTES_MAX = 768L * 1024 * 1024;

    private final NodeContext node;
    private final RequestParser parser;
    private final StreamErrors errors;
    private final Args args = new Args();
    private int database;
    private @Nullable List<Args> transaction;
    private final ReplyWriter transactionBytes;
    private @Nullable String broken;
    private boolean ackWanted;

    StreamApplier(NodeContext node, int database) {
        this.node = node;
        errors = new StreamErrors(node);
        this.database = database;
        parser = new RequestParser(node.transit);
        transactionBytes = new ReplyWriter(node.transit, false);
        node.propagation.replicasSelected(database);
    }

    /// What the master sent that is no stream; null while all is well.
    @Nullable String broken() {
        return broken;
    }

    /// Whether the master has asked since the last call.
    boolean ackWanted() {
        boolean wanted = ackWanted;
        ackWanted = false;
        return wanted;
    }

    void received(ByteBuffer bytes) {
        node.stats.replicationBytesIn += bytes.remaining();
        if (unappliedBytes() + bytes.remaining() > HELD_BYTES_MAX) {
            broken =
                    String.format(
                            Locale.ROOT,
                            "a command or transaction does not end after %d bytes",
                            HELD_BYTES_MAX);
            return;
        }
        node.room.measure();
        parser.feed(bytes);
        applyOn();
    }

    /// Applies what is whole. While files are finished for the end of the process nothing is: it
    /// would stand behind the last line of the log, or be missing in the last snapshot.
    void applyOn() {
        while (!node.shuttingDown) {
            switch (parser.next(args)) {
                case INCOMPLETE -> {
                    return;
                }
                case BROKEN -> {
                    broken = parser.error();
                    return;
                }
                case COMMAND -> {
                    command();
                    if (broken != null) {
                        return;
                    }
                }
            }
        }
    }

    long unappliedBytes() {
        return parser.pendingBytes() + (transaction == null ? 0 : transactionBytes.length());
    }

    /// The link is gone, with what has not ended.
    void release() {
        parser.release();
        transactionBytes.clear();
        List<Args> queue = transaction;
        if (queue != null) {
            queue.forEach(Args::release);
        }
    }

    private void command() {
        byte[] buffer = parser.buffer();
        int from = parser.commandOffset();
        if (buffer[from] != '*') {
            // No master writes lines: we read somewhere in the middle of a command.
            broken = "Master using the inline protocol. Desync?";
            return;
        }
        if (args.incomplete()) {
            broken = "there is no memory for a command of " + args.bytes() + " bytes";
            return;
        }
        if (node.room.overfull() && takesMemory()) {
            // The link ends. What the master deletes later arrives with the next full resync.
            broken = "there is no memory left for its writes";
            return;
        }
        if (args.is(0, "MULTI")) {
            node.dispatcher.applied(args);
            transaction = new ArrayList<>();
            transactionBytes.clear();
            parser.forEachOfCommand(transactionBytes::raw);
            return;
        }
        List<Args> queue = transaction;
        if (queue == null) {
            apply(args);
            parser.forEachOfCommand(node.masterSide::append);
            passedOn();
            return;
        }
        parser.forEachOfCommand(transactionBytes::raw);
        if (!args.is(0, "EXEC")) {
            queue.add(args.retained());
            return;
        }
        transaction = null;
        node.propagation.begin();
        queue.forEach(this::apply);
        node.dispatcher.applied(args);
        node.propagation.end();
        queue.forEach(Args::release);
        transactionBytes.forEach(node.masterSide::append);
        transactionBytes.clear();
        passedOn();
    }

    private boolean takesMemory() {
        var spec = node.dispatcher.lookup(args);
        return spec != null && spec.is(Flag.DENYOOM);
    }

    private void passedOn() {
        node.propagation.replicasSelected(database);
    }

    private void apply(Args command) {
        if (command.is(0, "SELECT") && command.count() == 2) {
            database = selected(command.text(1));
            node.dispatcher.applied(command);
        } else if (command.is(0, "REPLCONF")) {
            ackWanted |= command.count() > 1 && command.is(1, "GETACK");
            node.dispatcher.applied(command);
        } else if (command.is(0, "PING")) {
            node.dispatcher.applied(command);
        } else {
            String wrong = node.dispatcher.replay(command, database, false);
            if (wrong != null) {
                errors.refused(Dispatcher.lower(command.text(0)), wrong);
            }
        }
    }

    private int selected(String text) {
        try {
            int wanted = Integer.parseInt(text);
            if (wanted >= 0 && wanted < node.keyspace.databases()) {
                return wanted;
            }
        } catch (NumberFormatException _) {
            // Falls through to the same refusal as a number that is out of range.
        }
        broken = "the stream selects database '" + text + "', which does not exist here";
        return database;
    }
}
