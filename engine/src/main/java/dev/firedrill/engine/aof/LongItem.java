package dev.firedrill.engine.aof;

import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.base.TransitMemory;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.RequestParser;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A batch, or a command without one, that is too long for the heap: it arrives outside of it.
abstract sealed class LongItem {
    final RequestParser parser;
    private final Args args = new Args();
    private final Consumer<Args> commands;
    private @Nullable String refusal;

    private LongItem(TransitMemory memory, Consumer<Args> commands) {
        parser = new RequestParser(memory);
        this.commands = commands;
    }

    /// Takes what belongs to it, as far as that is there.
    ///
    /// @return whether it is whole, or refused
    abstract boolean feed(ByteBuffer bytes);

    @Nullable String refusal() {
        return refusal;
    }

    boolean refuse(String why) {
        refusal = why;
        return true;
    }

    abstract void release();

    /// Hands the next command on; a remark is handed on too, as a command of its words.
    RequestParser.Outcome next() {
        RequestParser.Outcome outcome = parser.next(args);
        if (outcome == RequestParser.Outcome.COMMAND) {
            if (args.incomplete()) {
                refuse("there is no memory for a command of " + args.bytes() + " bytes");
            } else {
                commands.accept(args);
            }
        }
        return outcome;
    }

    /// One whose commands are carried out when it is whole and its checksum is right.
    static final class Batch extends LongItem {
        private final AofBatch.Header header;
        private final TransitMemory memory;
        private final LongBytes held;
        private final CRC32C checksum = new CRC32C();

        Batch(AofBatch.Header header, TransitMemory memory, Consumer<Args> commands) {
            super(memory, commands);
            this.header = header;
            this.memory = memory;
            held = new LongBytes(memory);
        }

        @Override
        boolean feed(ByteBuffer bytes) {
            int taken = (int) Math.min(bytes.remaining(), header.length() - held.length());
            if (!memory.admits(taken)) {
                return refuse("there is no memory for a batch of " + header.length() + " bytes");
            }
            ByteBuffer ours = bytes.slice(bytes.position(), taken);
            bytes.position(bytes.position() + taken);
            checksum.update(ours.duplicate());
            held.append(ours);
            if (held.length() < header.length()) {
                return false;
            }
            if ((int) checksum.getValue() != header.checksum()) {
                return refuse("the checksum of a batch is wrong");
            }
            held.lend((piece, done) -> {
                parser.feed(piece);
                done.run();
                while (refusal() == null && next() == RequestParser.Outcome.COMMAND) {
                    // Each was handed on.
                }
            });
            return parser.pendingBytes() == 0 || refuse("a batch that ends inside of a command");
        }

        @Override
        void release() {
            held.release();
            parser.release();
        }
    }

    /// One that redis-server appended, which has no checksum.
    static final class Command extends LongItem {
        Command(TransitMemory memory, Consumer<Args> commands) {
            super(memory, commands);
        }

        @Override
        boolean feed(ByteBuffer bytes) {
            parser.feed(bytes);
            return switch (next()) {
                case INCOMPLETE -> false;
                case COMMAND -> true;
                case BROKEN -> refuse(parser.error());
            };
        }

        /// What was fed and belongs to what follows.
        ByteBuffer rest() {
            return parser.takeRest();
        }

        @Override
        void release() {
            parser.release();
        }
    }
}
