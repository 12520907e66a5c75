package dev.firedrill.engine.keyspace;

import org.jspecify.annotations.Nullable;

/// One numbered database: keys and what they hold.
///
/// An entry is named by a handle, an `int` from [#find] or from an operation that created or moved
/// it; [#NONE] is no entry. A handle is good until its entry is deleted, set anew, or passed to an
/// operation that answers a new handle. Lookups of other keys leave it good.
///
/// A list, set or hash that became empty is deleted at the next lookup of any kind; its handle may
/// be used until then, so that a command can remove several elements in a row.
@SuppressWarnings("DoNotCallSuggester")
public final class Database {
    /// No such entry.
    public static final int NONE = 0;

    /// In place of a time of expiry: none.
    public static final long NEVER = EntrySink.NEVER;

    /// In place of a time of expiry: what the replaced entry had (`SET ... KEEPTTL`).
    public static final long KEEP = -2;

    Database() {}

    public int index() {
        throw new UnsupportedOperationException();
    }

    /// DBSIZE: expired keys that were not deleted yet included.
    public int size() {
        throw new UnsupportedOperationException();
    }

    /// How many of them have an expiry.
    public int expiring() {
        throw new UnsupportedOperationException();
    }

    /// The entry of a key, or [#NONE]. In mode [ExpiryMode#DELETE] an expired one is deleted here.
    public int find(byte[] key, int offset, int length, long nowMillis) {
        throw new UnsupportedOperationException();
    }

    public int find(byte[] key, long nowMillis) {
        return find(key, 0, key.length, nowMillis);
    }

    public ValueType type(int entry) {
        throw new UnsupportedOperationException();
    }

    /// OBJECT ENCODING, as redis-server 7.0 would choose with its defaults.
    public String encoding(int entry) {
        throw new UnsupportedOperationException();
    }

    public byte[] key(int entry) {
        throw new UnsupportedOperationException();
    }

    /// A copy of the whole value.
    public Value value(int entry) {
        throw new UnsupportedOperationException();
    }

    /// Unix time or [#NEVER].
    public long expireAtMillis(int entry) {
        throw new UnsupportedOperationException();
    }

    /// @param expireAtMillis Unix time, or [#NEVER] for PERSIST
    /// @return the entry's new handle
    public int setExpireAt(int entry, long expireAtMillis) {
        throw new UnsupportedOperationException();
    }

    /// DEL.
    public void delete(int entry) {
        throw new UnsupportedOperationException();
    }

    /// DEL: whether there was a key that had not expired.
    public boolean delete(byte[] key, int offset, int length, long nowMillis) {
        throw new UnsupportedOperationException();
    }

    /// RENAME: replaces what the new name held; the expiry goes along.
    ///
    /// @return the entry's new handle
    public int rename(int entry, byte[] newKey, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /// Puts a whole value in place of what was there.
    public int put(byte[] key, Value value, long expireAtMillis) {
        throw new UnsupportedOperationException();
    }

    /// FLUSHDB; costs the same however many keys there are.
    public void flush() {
        throw new UnsupportedOperationException();
    }

    /// All entries that have not expired, in a repeatable order.
    public void forEach(long nowMillis, EntryVisitor visitor) {
        throw new UnsupportedOperationException();
    }

    /// SCAN: visits about `count` entries from the cursor on and answers the next cursor, 0 at the
    /// end. What is there during the whole scan is visited at least once, whatever comes and goes.
    public long scan(long cursor, int count, long nowMillis, EntryVisitor visitor) {
        throw new UnsupportedOperationException();
    }

    /// Some entry that has not expired, or [#NONE].
    public int randomEntry(long nowMillis) {
        throw new UnsupportedOperationException();
    }

    public Strings strings() {
        throw new UnsupportedOperationException();
    }

    public Lists lists() {
        throw new UnsupportedOperationException();
    }

    public Sets sets() {
        throw new UnsupportedOperationException();
    }

    public Hashes hashes() {
        throw new UnsupportedOperationException();
    }

    /// The sorted set of an entry, best score last, or null when it holds something else. Read
    /// only.
    public Value.@Nullable Ranking ranking(int entry) {
        throw new UnsupportedOperationException();
    }
}
