package dev.firedrill.engine.node;

import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.base.TransitMemory;
import dev.firedrill.engine.command.Call;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Tells replicas and the append-only file what has changed, in the order in which it changed. Each
/// of the two has selected a database of its own, and each sees what a command or a transaction
/// changes as a whole: in MULTI and EXEC when that is more than one change, as redis-server 7.0
/// does.
final class Propagation {
    /// Where the bytes of changes go.
    interface Stream {
        /// Whether anyone listens: if not, nothing is encoded.
        boolean wanted();

        /// Whole changes, to be read within the call, or to be taken.
        void append(ReplyWriter changes);
    }

    private static final byte[] MULTI = ascii("*1\r\n$5\r\nMULTI\r\n");
    private static final byte[] EXEC = ascii("*1\r\n$4\r\nEXEC\r\n");
    private static final byte[] DEL = ascii("DEL");
    private static final byte[] UNLINK = ascii("UNLINK");
    private static final byte[] SELECT = ascii("SELECT");

    private final Channel replicas;
    private final Channel file;
    private int depth;

    Propagation(Stream replicas, Stream file, TransitMemory memory) {
        this.replicas = new Channel(replicas, memory);
        this.file = new Channel(file, memory);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// One of the two streams with what it has seen so far.
    private static final class Channel {
        private final Stream stream;
        private final ReplyWriter encoded;
        private final ReplyWriter unit;
        private int selected = -1;
        private int changes;

        Channel(Stream stream, TransitMemory memory) {
            this.stream = stream;
            encoded = new ReplyWriter(memory, false);
            unit = new ReplyWriter(memory, false);
        }

        private void select(int database) {
            if (selected != database) {
                // The first one stands before MULTI, as Redis writes it.
                ReplyWriter to = changes == 0 ? encoded : unit;
                to.array(2);
                to.bulk(SELECT);
                to.bulk(Integer.toString(database));
                selected = database;
            }
        }

        /// @param moved whether nobody needs what lies outside of the heap after this
        void typed(int database, Args args, boolean moved) {
            select(database);
            unit.array(args.count());
            for (int i = 0; i < args.count(); i++) {
                LongBytes outside = args.longAt(i);
                if (outside != null) {
                    unit.bulk(outside, moved);
                } else {
                    unit.bulk(args.array(), args.offset(i), args.length(i));
                }
            }
            changes++;
        }

        /// @param outside what a word stands for that [Call#isLong]
        /// @param moved whether nobody needs that after this
        void replaced(int database, @Nullable LongBytes outside, boolean moved, byte[]... words) {
            select(database);
            unit.array(words.length);
            for (byte[] word : words) {
                if (outside != null && Call.isLong(word)) {
                    unit.bulk(outside, moved);
                } else {
                    unit.bulk(word);
                }
            }
            changes++;
        }

        /// A command that stands for itself, beside what is being collected.
        void pass(byte[] command) {
            var single = new ReplyWriter();
            single.raw(command);
            stream.append(single);
        }

        /// What one command or transaction has changed goes out: whole, also where it is read.
        void close() {
            if (changes == 0) {
                return;
            }
            if (changes == 1 && encoded.length() == 0) {
                // Nearly always: one change, in the database of the last one.
                stream.append(unit);
            } else {
                if (changes > 1) {
                    encoded.raw(MULTI);
                }
                encoded.take(unit);
                if (changes > 1) {
                    encoded.raw(EXEC);
                }
                stream.append(encoded);
            }
            changes = 0;
            unit.clear();
            encoded.clear();
        }
    }

    /// The database that the replication stream has selected; -1 if the next change must say.
    int replicasSelected() {
        return replicas.selected;
    }

    void replicasSelected(int database) {
        replicas.selected = database;
    }

    /// A new file begins, or a replica that has seen nothing of the stream: say the database again.
    void replicasSelectAgain() {
        replicas.close();
        replicas.selected = -1;
    }

    void fileSelectAgain() {
        // The base of the new file holds what has changed so far.
        file.close();
        file.selected = -1;
    }

    /// A command or a transaction, which may hold commands, begins.
    void begin() {
        depth++;
    }

    void end() {
        depth--;
        closeUnit();
    }

    /// In the middle of a transaction: the stream is level with the data.
    void closeSoFar() {
        replicas.close();
        file.close();
    }

    private void closeUnit() {
        if (depth == 0) {
            closeSoFar();
        }
    }

    /// @param toReplicas false for what came from a master: its own bytes are passed on instead
    void changed(int database, Call call, boolean toReplicas) {
        if (toReplicas && replicas.stream.wanted()) {
            pass(replicas, database, call, !file.stream.wanted() && !call.replayed());
        }
        if (file.stream.wanted() && call.propagation() != Call.Propagation.TO_REPLICAS) {
            // The bytes of a master's command are passed on after this.
            pass(file, database, call, !call.replayed());
        }
        closeUnit();
    }

    private void pass(Channel channel, int database, Call call, boolean moved) {
        switch (call.propagation()) {
            case AS_TYPED, FORCED, UNCOUNTED, EMPTIED, TO_REPLICAS ->
                    channel.typed(database, call.args(), moved);
            case REPLACED -> {
                for (byte[][] words : call.replacements()) {
                    channel.replaced(database, call.longWord(), moved, words);
                }
            }
        }
    }

    /// A key has expired or was evicted: replicas wait for their master to say so.
    ///
    /// @param lazily as UNLINK rather than DEL
    void gone(int database, byte[] key, boolean lazily) {
        byte[] word = lazily ? UNLINK : DEL;
        if (replicas.stream.wanted()) {
            replicas.replaced(database, null, false, word, key);
        }
        if (file.stream.wanted()) {
            file.replaced(database, null, false, word, key);
        }
        closeUnit();
    }

    /// What concerns replicas alone: PING and REPLCONF GETACK move their offset, not the data.
    void toReplicasOnly(byte[] encodedCommand) {
        if (replicas.stream.wanted()) {
            replicas.pass(encodedCommand);
        }
    }
}
