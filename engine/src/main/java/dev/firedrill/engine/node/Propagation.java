package dev.firedrill.engine.node;

import dev.firedrill.engine.command.Call;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.nio.charset.StandardCharsets;

/// Tells replicas and the append-only file what has changed, in the order in which it changed. Each
/// of the two has selected a database of its own, and each sees a transaction as a whole.
final class Propagation {
    /// Where the bytes of changes go.
    interface Stream {
        /// Whether anyone listens: if not, nothing is encoded.
        boolean wanted();

        void append(byte[] bytes, int length);
    }

    private static final byte[] MULTI = ascii("*1\r\n$5\r\nMULTI\r\n");
    private static final byte[] EXEC = ascii("*1\r\n$4\r\nEXEC\r\n");
    private static final byte[] DEL = ascii("DEL");
    private static final byte[] UNLINK = ascii("UNLINK");
    private static final byte[] SELECT = ascii("SELECT");

    private final Channel replicas;
    private final Channel file;
    private boolean inTransaction;

    Propagation(Stream replicas, Stream file) {
        this.replicas = new Channel(replicas);
        this.file = new Channel(file);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// One of the two streams with what it has seen so far.
    private static final class Channel {
        private final Stream stream;
        private final ReplyWriter encoded = new ReplyWriter();
        private int selected = -1;
        private boolean inTransaction;

        Channel(Stream stream) {
            this.stream = stream;
        }

        private void open(int database, boolean transaction) {
            if (transaction && !inTransaction) {
                // SELECT stands before MULTI, as Redis writes it.
                select(database);
                encoded.raw(MULTI);
                inTransaction = true;
            }
            select(database);
        }

        private void select(int database) {
            if (selected != database) {
                encoded.array(2);
                encoded.bulk(SELECT);
                encoded.bulk(Integer.toString(database));
                selected = database;
            }
        }

        private void flush() {
            if (encoded.length() > 0) {
                stream.append(encoded.array(), encoded.length());
                encoded.clear();
            }
        }

        void typed(int database, boolean transaction, Args args) {
            open(database, transaction);
            encoded.array(args.count());
            for (int i = 0; i < args.count(); i++) {
                encoded.bulk(args.array(), args.offset(i), args.length(i));
            }
            flush();
        }

        void replaced(int database, boolean transaction, byte[]... words) {
            open(database, transaction);
            encoded.array(words.length);
            for (byte[] word : words) {
                encoded.bulk(word);
            }
            flush();
        }

        void endTransaction() {
            if (inTransaction) {
                encoded.raw(EXEC);
                inTransaction = false;
                flush();
            }
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
        replicas.selected = -1;
    }

    void fileSelectAgain() {
        file.selected = -1;
    }

    void beginTransaction() {
        inTransaction = true;
    }

    void endTransaction() {
        inTransaction = false;
        replicas.endTransaction();
        file.endTransaction();
    }

    /// @param toReplicas false for what came from a master: its own bytes are passed on instead
    void changed(int database, Call call, boolean toReplicas) {
        if (toReplicas && replicas.stream.wanted()) {
            pass(replicas, database, call);
        }
        if (file.stream.wanted() && call.propagation() != Call.Propagation.TO_REPLICAS) {
            pass(file, database, call);
        }
    }

    private void pass(Channel channel, int database, Call call) {
        switch (call.propagation()) {
            case AS_TYPED, FORCED, TO_REPLICAS ->
                    channel.typed(database, inTransaction, call.args());
            case REPLACED -> {
                for (byte[][] words : call.replacements()) {
                    channel.replaced(database, inTransaction, words);
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
            replicas.replaced(database, inTransaction, word, key);
        }
        if (file.stream.wanted()) {
            file.replaced(database, inTransaction, word, key);
        }
    }

    /// What concerns replicas alone: PING and REPLCONF GETACK move their offset, not the data.
    void toReplicasOnly(byte[] encodedCommand) {
        if (replicas.stream.wanted()) {
            replicas.stream.append(encodedCommand, encodedCommand.length);
        }
    }
}
