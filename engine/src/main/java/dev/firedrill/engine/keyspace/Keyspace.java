package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.base.Prng;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// The data of one node: numbered databases.
///
/// Single-owner, never blocks, never reads a clock. The same seed and the same calls give the same
/// iteration order.
public final class Keyspace implements AutoCloseable {
    private final List<Database> databases = new ArrayList<>();
    private final AccessClock access;
    private final EncodingLimits encodingLimits;
    private final Memory memory;

    /// Tables that nobody needs any more, but for a snapshot.
    private final ArrayDeque<Table> dropped;

    /// Those that are being filled aside, for their memory.
    private final List<Keyspace> asides = new ArrayList<>();

    private boolean closed;

    /// Not one that is filled aside.
    private final boolean owner;

    private ExpiryMode expiryMode = ExpiryMode.DELETE;
    private @Nullable KeyspaceListener listener;
    private boolean watched;
    private @Nullable Snapshot snapshot;
    private long changes;
    private int expireDatabase;

    /// @param prng the source of RANDOMKEY, SPOP and SRANDMEMBER
    public Keyspace(int databases, Prng prng) {
        this(databases, prng, Memory.COLLECTED);
    }

    public Keyspace(int databases, Prng prng, Memory memory) {
        this(databases, prng, memory, new ArrayDeque<>(), new EncodingLimits(), true);
    }

    private Keyspace(
            int databases,
            Prng prng,
            Memory memory,
            ArrayDeque<Table> dropped,
            EncodingLimits encodingLimits,
            boolean owner) {
        this.encodingLimits = encodingLimits;
        this.owner = owner;
        this.memory = memory;
        this.dropped = dropped;
        access = new AccessClock(prng.fork("access"));
        for (int i = 0; i < databases; i++) {
            this.databases.add(new Database(this, i, prng.fork("database " + i)));
        }
    }

    /// Another, empty one, to be filled aside and then to be closed, or adopted by this one.
    public Keyspace aside(Prng prng) {
        var aside = new Keyspace(databases(), prng, memory, dropped, encodingLimits, false);
        asides.removeIf(Keyspace::isClosed);
        asides.add(aside);
        return aside;
    }

    private boolean isClosed() {
        return closed;
    }

    /// Common to a keyspace and those that are filled aside for it.
    public EncodingLimits encodingLimits() {
        return encodingLimits;
    }

    Memory memory() {
        return memory;
    }

    /// Its memory is given back bit by bit: see [#releaseStep].
    void drop(Table table) {
        table.drop();
        if (memory == Memory.RELEASED) {
            dropped.add(table);
        }
    }

    /// Gives a part of the memory of dropped data back to the system: a large dataset takes a long
    /// time, in which nobody would be served.
    ///
    /// @return whether there was any
    public boolean releaseStep() {
        Table first = dropped.peek();
        if (first == null) {
            return false;
        }
        if (!first.isDropped()) {
            // A snapshot still reads it.
            dropped.add(dropped.remove());
        } else if (!first.releaseSome()) {
            dropped.remove();
        }
        return true;
    }

    /// Gives back all memory of dropped data that no snapshot reads.
    public void releaseAll() {
        for (int waiting = dropped.size(); waiting > 0; waiting--) {
            Table first = dropped.remove();
            if (!first.isDropped()) {
                dropped.add(first);
                continue;
            }
            while (first.releaseSome()) {
                // Until nothing is left of it.
            }
        }
    }

    /// Whether there is memory to be given back.
    public boolean releases() {
        return !dropped.isEmpty();
    }

    /// Must be told the time before commands are carried out.
    public AccessClock access() {
        return access;
    }

    /// How many there are.
    public int databases() {
        return databases.size();
    }

    /// The same object for the life of the keyspace, also across [#swap], [#flushAll], [#adopt].
    public Database database(int index) {
        return databases.get(index);
    }

    /// SWAPDB.
    public void swap(int first, int second) {
        Database one = databases.get(first);
        Database other = databases.get(second);
        Table table = one.table();
        one.table(other.table());
        other.table(table);
        changes++;
        replaced(first);
        replaced(second);
    }

    /// Costs the same however many keys there are.
    public void flushAll() {
        databases.forEach(Database::flush);
    }

    /// Takes over all data of another keyspace with as many databases, in place of our own; the
    /// other is closed. So a file or a full resync is loaded aside and swapped in when complete.
    public void adopt(Keyspace loaded) {
        check(loaded.databases() == databases(), "keyspaces of different sizes");
        check(!loaded.snapshotInProgress(), "a keyspace is adopted in the middle of a snapshot");
        for (int i = 0; i < databases(); i++) {
            Table old = databases.get(i).table();
            databases.get(i).table(loaded.databases.get(i).table());
            databases.get(i).table().accessOfUnknown(access.born());
            loaded.databases.get(i).table(old);
            replaced(i);
        }
        changes++;
        loaded.close();
    }

    /// Stores whole entries, replacing existing ones; for loading. No listener is notified.
    public EntrySink loader() {
        return new EntrySink() {
            @Override
            public void expect(int database, long entries) {
                databases.get(database).table().expect(entries);
            }

            @Override
            public void entry(int database, byte[] key, Value value, long expireAtMillis) {
                databases.get(database).load(key, value, expireAtMillis);
            }

            @Override
            public void longText(int database, byte[] key, LongBytes text, long expireAtMillis) {
                databases.get(database).load(key, text, expireAtMillis);
            }

            @Override
            public Growing growing(int database, byte[] key, ValueType type, long expireAtMillis) {
                return databases.get(database).growing(key, type, expireAtMillis);
            }
        };
    }

    /// Hands out everything as it is now, without a pause; for tests and small data.
    public void forEach(EntrySink sink) {
        for (Database database : databases) {
            database.forEachEntry(sink);
        }
    }

    /// Starts as [ExpiryMode#DELETE].
    public ExpiryMode expiryMode() {
        return expiryMode;
    }

    public void expiryMode(ExpiryMode mode) {
        expiryMode = mode;
    }

    public void listener(@Nullable KeyspaceListener told) {
        listener = told;
    }

    /// Whether [KeyspaceListener#touched] and [KeyspaceListener#replaced] are called; off at first,
    /// so that writes cost nothing while no client watches a key.
    public void watch(boolean on) {
        watched = on;
    }

    boolean watched() {
        return watched;
    }

    void expired(int database, byte[] key) {
        KeyspaceListener told = listener;
        if (told != null) {
            told.expired(database, key);
        }
    }

    void touched(int database, byte[] key) {
        KeyspaceListener told = listener;
        if (watched && told != null) {
            told.touched(database, key);
        }
    }

    void replaced(int database) {
        KeyspaceListener told = listener;
        if (watched && told != null) {
            told.replaced(database);
        }
    }

    void changed(long by) {
        changes += by;
    }

    /// Active expiry: looks at the next `entriesMax` entries with an expiry, round robin, and
    /// deletes the expired. Nothing happens unless the mode is [ExpiryMode#DELETE].
    ///
    /// @return how many were deleted
    public int expireStep(long nowMillis, int entriesMax) {
        if (expiryMode != ExpiryMode.DELETE) {
            return 0;
        }
        int deleted = 0;
        int left = entriesMax;
        for (int i = 0; i < databases() && left > 0; i++) {
            Database database = databases.get(expireDatabase);
            int looked = Math.min(left, database.expiring());
            deleted += database.expiry().step(nowMillis, looked);
            left -= looked;
            if (left > 0) {
                expireDatabase = (expireDatabase + 1) % databases();
            }
        }
        return deleted;
    }

    /// Opens an epoch: from here on every entry that exists now will reach the sink as it is now.
    /// Only one snapshot at a time.
    public Snapshot beginSnapshot(PartsSink sink) {
        return beginSnapshot(sink, _ -> true);
    }

    /// @param hasRoom whether that many more bytes may be allocated off the heap: if not, for an
    ///   old value that must be kept, the snapshot ends as [Snapshot#outOfRoom]
    public Snapshot beginSnapshot(PartsSink sink, LongPredicate hasRoom) {
        check(snapshot == null, "a second snapshot begins while one is under way");
        databases.forEach(Database::reap);
        var tables = databases.stream().map(Database::table).toList();
        var begun = new Snapshot(this, sink, tables, hasRoom);
        snapshot = begun;
        return begun;
    }

    void snapshotEnded() {
        snapshot = null;
    }

    public boolean snapshotInProgress() {
        return snapshot != null;
    }

    /// `DEBUG DIGEST` as redis-server computes it: 20 bytes, all zero for no data. The order of
    /// insertion does not matter. Expired keys that were not deleted yet count.
    public byte[] digest() {
        var digest = new DatasetDigest();
        for (Database database : databases) {
            if (database.size() > 0) {
                digest.database(database.index());
                database.forEachEntry((_, key, value, expireAtMillis) ->
                        digest.entry(key, value, expireAtMillis));
            }
        }
        return digest.bytes();
    }

    /// Keys of all databases, expired ones that were not deleted yet included.
    public long keys() {
        long keys = 0;
        for (Database database : databases) {
            keys += database.size();
        }
        return keys;
    }

    /// Changes since the beginning: one for each element or key changed, as Redis's `dirty`.
    public long changes() {
        return changes;
    }

    /// Memory in use by entries and tables: what `maxmemory` is compared with.
    public long usedBytes() {
        long bytes = 0;
        for (Database database : databases) {
            bytes += database.table().usedBytes();
        }
        return bytes;
    }

    /// [#reservedBytes] with what is filled aside, and with what was dropped and goes back bit by
    /// bit.
    public long foreignBytes() {
        long bytes = reservedBytes();
        for (Table table : dropped) {
            bytes += table.reservedBytes();
        }
        for (Keyspace aside : asides) {
            bytes += aside.closed ? 0 : aside.reservedBytes();
        }
        return bytes;
    }

    /// Foreign memory taken from the system.
    public long reservedBytes() {
        long bytes = 0;
        for (Database database : databases) {
            bytes += database.table().reservedBytes();
        }
        return bytes;
    }

    /// Lets go of everything; no database may be used afterwards. The memory of one that was filled
    /// aside goes back with that of its origin.
    @Override
    public void close() {
        Snapshot open = snapshot;
        if (open != null) {
            open.abort();
        }
        closed = true;
        databases.forEach(Database::drop);
        while (owner && releaseStep()) {
            check(snapshot == null, "memory goes back while a snapshot reads it");
        }
    }
}
