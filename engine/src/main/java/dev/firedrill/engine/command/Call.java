package dev.firedrill.engine.command;

import dev.firedrill.engine.base.Limits;
import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.keyspace.Keyspace;
import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One command on its way: what was asked, of which data, when, and what becomes of it. One object
/// serves all calls of a node, so that a command costs no allocation; nothing of it may be kept.
///
/// A command that changed data is propagated to replicas and to the append-only file as it was
/// typed, unless it says otherwise: what depends on time or chance must reach a replica as what it
/// came to (`EXPIRE` as `PEXPIREAT`, `SPOP` as `SREM`). Source: Redis replication documentation.
public class Call {
    /// How a change is propagated to replicas and the append-only file.
    public enum Propagation {
        AS_TYPED,
        REPLACED,
        /// Although nothing changed here: the effect may depend on what a replica holds. Counts as
        /// a change.
        FORCED,
        /// The same, but only what has changed counts.
        UNCOUNTED,
        /// As [#UNCOUNTED], and every key of every database is gone, if there were any.
        EMPTIED,
        /// To replicas alone: it concerns their clients, not the data.
        TO_REPLICAS
    }

    /// In a replacement: the argument outside of the heap that [#longWord] answers.
    private static final byte[] LONG_WORD = new byte[0];

    private int longWord;
    private Args args = new Args();
    private ReplyWriter reply = new ReplyWriter();
    private Keyspace keyspace;
    private Database database;
    private long nowMillis;
    private boolean replayed;
    private Propagation propagation = Propagation.AS_TYPED;
    private final List<byte[][]> replacements = new ArrayList<>();
    private @Nullable Blocking blocking;

    public Call(Keyspace keyspace) {
        this.keyspace = keyspace;
        this.database = keyspace.database(0);
    }

    /// @param replayed whether this comes from a master or from a file: then it is carried out to
    ///   the letter, expiry included
    public final void begin(
            Args args, ReplyWriter reply, Database database, long nowMillis, boolean replayed) {
        this.args = args;
        this.reply = reply;
        this.database = database;
        this.nowMillis = nowMillis;
        this.replayed = replayed;
        propagation = Propagation.AS_TYPED;
        replacements.clear();
        blocking = null;
        longWord = 0;
    }

    public final Args args() {
        return args;
    }

    public final ReplyWriter reply() {
        return reply;
    }

    public final Keyspace keyspace() {
        return keyspace;
    }

    /// Another keyspace takes the place of this one, for loading aside.
    public final void keyspace(Keyspace other) {
        keyspace = other;
        database = other.database(0);
    }

    public final Database database() {
        return database;
    }

    public final long nowMillis() {
        return nowMillis;
    }

    public final boolean replayed() {
        return replayed;
    }

    public final Propagation propagation() {
        return propagation;
    }

    public final List<byte[][]> replacements() {
        return replacements;
    }

    /// In place of what was typed; may be called several times, also with nothing.
    public final void propagateInstead(byte[]... command) {
        propagation = Propagation.REPLACED;
        if (command.length > 0) {
            replacements.add(command);
        }
    }

    /// An argument as a word of a replacement. Of those that lie outside of the heap a replacement
    /// can have one.
    public final byte[] word(int index) {
        if (args.longAt(index) == null) {
            return args.copy(index);
        }
        longWord = index;
        return LONG_WORD;
    }

    /// Whether a word of a replacement is [#LONG_WORD] itself, and not another empty one.
    @SuppressWarnings("ReferenceEquality")
    public static boolean isLong(byte[] word) {
        return word == LONG_WORD;
    }

    /// What [#LONG_WORD] stands for.
    public final @Nullable LongBytes longWord() {
        return args.longAt(longWord);
    }

    public final void propagateToReplicas() {
        propagation = Propagation.TO_REPLICAS;
    }

    public final void propagateAlways() {
        propagation = Propagation.FORCED;
    }

    /// As [#propagateAlways], though it is no change if nothing has changed.
    public final void propagateUncounted() {
        propagation = Propagation.UNCOUNTED;
    }

    /// As [#propagateUncounted], and tells persistence that what it is about to save is gone.
    public final void propagateEmptied() {
        propagation = Propagation.EMPTIED;
    }

    /// Nothing to answer yet: the client waits, if it may. Null takes it back.
    public final void block(@Nullable Blocking until) {
        blocking = until;
    }

    public final @Nullable Blocking blocking() {
        return blocking;
    }

    /// What a string may grow to: `proto-max-bulk-len` of a client, which does not bind a master.
    public long stringBytesMax() {
        return Limits.STRING_BYTES_MAX;
    }

    // What must fit.

    /// Refuses a command that would take more of the heap for itself than one may.
    public void needsHeap(long bytes) throws Refused {
        // Only a whole server knows how much there is.
    }

    /// Whether nobody needs a long argument once the command has run: no file and no replica.
    public boolean consumesLong() {
        return false;
    }

    /// Refuses a command that would take more outside of the heap than there is.
    public void needsForeign(long bytes) throws Refused {
        // Only a whole server knows how much there is.
    }

    /// Of a value that is copied onto the heap as a whole.
    public final void needsCopyOf(int entry) throws Refused {
        if (entry != Database.NONE) {
            needsHeap(heapBytesOf(entry));
        }
    }

    /// What the value takes as objects: about twice as much as where it lies.
    public final long heapBytesOf(int entry) {
        return database.type(entry) == ValueType.STRING
                ? database.strings().length(entry)
                : 2 * database.usedBytes(entry);
    }

    // What commands need all the time.

    /// The entry under the key at that place, or [Database#NONE].
    public final int find(int keyIndex) {
        return database.find(args.array(), args.offset(keyIndex), args.length(keyIndex), nowMillis);
    }

    /// The same for a command that also writes: this is the part of it that reads, so it counts
    /// among the hits and misses.
    public final int findToRead(int keyIndex) {
        boolean before = keyspace.access().readsCount();
        keyspace.access().readsCount(true);
        int entry = find(keyIndex);
        keyspace.access().readsCount(before);
        return entry;
    }

    public final int findToRead(int keyIndex, ValueType type) throws Refused {
        return ofType(findToRead(keyIndex), type);
    }

    /// What neither counts as use of the key nor among the hits and misses.
    public final int findUncounted(int keyIndex) {
        boolean before = keyspace.access().readsCount();
        keyspace.access().readsCount(false);
        int entry = findQuietly(keyIndex);
        keyspace.access().readsCount(before);
        return entry;
    }

    /// The entry at that place, expired or not; leaves no trace.
    public final int findEvenExpired(int keyIndex) {
        return database.findEvenExpired(args.array(), args.offset(keyIndex), args.length(keyIndex));
    }

    /// The entry at that place; does not count as use of the key.
    public final int findQuietly(int keyIndex) {
        return database.findQuietly(
                args.array(), args.offset(keyIndex), args.length(keyIndex), nowMillis);
    }

    /// The entry at that place, refused when it holds something else.
    public final int find(int keyIndex, ValueType type) throws Refused {
        return ofType(find(keyIndex), type);
    }

    private int ofType(int entry, ValueType type) throws Refused {
        if (entry != Database.NONE && database.type(entry) != type) {
            throw Refused.wrongType();
        }
        return entry;
    }

    public final long integer(int index) throws Refused {
        return Numbers.integer(args.array(), args.offset(index), args.length(index));
    }

    /// A count that is not negative.
    public final long atLeastZero(int index) throws Refused {
        String otherwise = "ERR value is out of range, must be positive";
        long value;
        try {
            value = integer(index);
        } catch (Refused notANumber) {
            throw new Refused(otherwise);
        }
        if (value < 0) {
            throw new Refused(otherwise);
        }
        return value;
    }

    /// For counts and places in memory.
    public final int smallInteger(int index) throws Refused {
        return (int) integerBetween(index, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /// @param min the smallest that is taken
    /// @param max the largest
    public final long integerBetween(int index, long min, long max) throws Refused {
        long value = integer(index);
        if (value < min || value > max) {
            throw new Refused(
                    String.format(
                            Locale.ROOT,
                            "ERR value is out of range, value must between %d and %d",
                            min,
                            max));
        }
        return value;
    }
}
