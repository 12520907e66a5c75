package dev.firedrill.engine.keyspace;

import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.base.Prng;
import java.util.function.IntSupplier;

/// One numbered database: keys and what they hold.
///
/// An entry is named by a handle, an `int` from [#find] or from an operation that created or moved
/// it; [#NONE] is no entry. A handle is good until its entry is deleted, set anew, or passed to an
/// operation that answers a new handle. Lookups of other keys leave it good.
///
/// A list, set or hash that became empty is deleted at the next lookup of any kind; its handle may
/// be used until then, so that a command can remove several elements in a row.
public final class Database {
    /// No such entry.
    public static final int NONE = 0;

    /// In place of a time of expiry: none.
    public static final long NEVER = EntrySink.NEVER;

    /// In place of a time of expiry: what the replaced entry had (`SET ... KEEPTTL`).
    public static final long KEEP = -2;

    private final Keyspace keyspace;
    private final int index;
    private final Prng prng;
    private final Strings strings = new Strings(this);
    private final Lists lists = new Lists(this);
    private final Sets sets = new Sets(this);
    private final Hashes hashes = new Hashes(this);
    private final Rankings rankings = new Rankings(this);
    private final Walk walk = new Walk(this);
    private final Expiry expiry;
    private Table table;

    /// The collection that the last command may have emptied.
    private int perhapsEmpty = Table.NOWHERE;

    Database(Keyspace keyspace, int index, Prng prng) {
        this.keyspace = keyspace;
        this.index = index;
        this.prng = prng;
        table =
                new Table(
                        keyspace.memory(),
                        new KeyHash(prng.fork("hash").nextLong()),
                        keyspace.encodingLimits());
        expiry = new Expiry(this, keyspace);
    }

    Table table() {
        return table;
    }

    Prng prng() {
        return prng;
    }

    void table(Table other) {
        reap();
        table = other;
        perhapsEmpty = Table.NOWHERE;
    }

    public int index() {
        return index;
    }

    /// DBSIZE: expired keys that were not deleted yet included.
    public int size() {
        reap();
        return table.size();
    }

    /// How many of them have an expiry.
    public int expiring() {
        reap();
        return table.expiringCount();
    }

    /// How long those with an expiry live on average, as far as active expiry has seen.
    public long averageTtlMillis() {
        return expiry.averageTtlMillis();
    }

    /// Deletes a collection that became empty.
    void reap() {
        int entry = perhapsEmpty;
        if (entry == Table.NOWHERE) {
            return;
        }
        perhapsEmpty = Table.NOWHERE;
        if (table.used(entry)
                && table.type(entry) != ValueType.STRING
                && table.elements().of(entry).size() == 0) {
            table.remove(entry);
        }
    }

    void perhapsEmpty(int entry) {
        if (perhapsEmpty != entry) {
            // One command may empty a list and fill another.
            reap();
        }
        perhapsEmpty = entry;
    }

    /// The entry of a key, or [#NONE]. In mode [ExpiryMode#DELETE] an expired one is deleted here.
    public int find(byte[] key, int offset, int length, long nowMillis) {
        int entry = findQuietly(key, offset, length, nowMillis);
        if (entry != NONE) {
            table.use(entry - 1, keyspace.access());
        }
        return entry;
    }

    /// The same, but does not count as use of the key.
    public int findQuietly(byte[] key, int offset, int length, long nowMillis) {
        reap();
        int entry = table.find(key, offset, length);
        boolean found = entry != Table.NOWHERE && !expiry.goneNow(entry, nowMillis);
        keyspace.access().looked(found);
        return found ? entry + 1 : NONE;
    }

    /// Looks and leaves no trace: nothing is deleted or counted.
    public Presence presence(byte[] key, long nowMillis) {
        reap();
        return expiry.presence(table.find(key, 0, key.length), nowMillis);
    }

    /// The entry of a key, or [#NONE]. An expired entry is found too and is not deleted: for
    /// commands that inspect memory.
    public int findEvenExpired(byte[] key, int offset, int length) {
        reap();
        return table.find(key, offset, length) + 1;
    }

    public int find(byte[] key, long nowMillis) {
        return find(key, 0, key.length, nowMillis);
    }

    public ValueType type(int entry) {
        return table.type(entry - 1);
    }

    EncodingLimits encodingLimits() {
        return keyspace.encodingLimits();
    }

    /// OBJECT ENCODING, as redis-server 7.0 would choose.
    public String encoding(int entry) {
        return type(entry) == ValueType.STRING
                ? Encodings.ofText(table.form(entry - 1), table.text(entry - 1))
                : Encodings.of(table.elements().of(entry - 1));
    }

    public byte[] key(int entry) {
        return table.key(entry - 1);
    }

    /// A copy of the whole value.
    public Value value(int entry) {
        return table.copy(entry - 1);
    }

    /// Unix time or [#NEVER].
    public long expireAtMillis(int entry) {
        return table.expireAt(entry - 1);
    }

    /// @param expireAtMillis Unix time, or [#NEVER] for PERSIST
    /// @return the entry's new handle
    public int setExpireAt(int entry, long expireAtMillis) {
        table.aboutToChange(entry - 1);
        table.setExpireAt(entry - 1, expireAtMillis);
        changed(entry - 1, 1);
        return entry;
    }

    void changed(int entry, long by) {
        keyspace.changed(by);
        if (keyspace.watched()) {
            keyspace.touched(index, table.key(entry));
        }
    }

    /// Several steps of one command, which Redis does not count one by one.
    ///
    /// @param steps answer how many changes they are, if any
    public void counted(IntSupplier steps) {
        long before = keyspace.changes();
        int changes = steps.getAsInt();
        if (keyspace.changes() > before) {
            keyspace.changed(before + changes - keyspace.changes());
        }
    }

    /// DEL.
    public void delete(int entry) {
        remove(entry);
        keyspace.changed(1);
    }

    private void remove(int entry) {
        byte[] key = table.key(entry - 1);
        table.remove(entry - 1);
        keyspace.touched(index, key);
    }

    /// A command has no value for the key: it goes, and nobody looks whether it had expired.
    public void deleteUnseen(byte[] key, int offset, int length) {
        reap();
        int entry = table.find(key, offset, length);
        if (entry != Table.NOWHERE) {
            delete(entry + 1);
        }
    }

    /// DEL: whether there was a key that had not expired.
    public boolean delete(byte[] key, int offset, int length, long nowMillis) {
        int entry = find(key, offset, length, nowMillis);
        if (entry != NONE) {
            delete(entry);
        }
        return entry != NONE;
    }

    /// RENAME: replaces what the new name held; the expiry goes along.
    ///
    /// @return the entry's new handle
    public int rename(int entry, byte[] newKey, int offset, int length) {
        long expireAtMillis = table.expireAt(entry - 1);
        int access = table.access(entry - 1);
        int renamed;
        if (type(entry) == ValueType.STRING) {
            renamed = renameText(entry, newKey, offset, length, expireAtMillis);
        } else {
            table.aboutToChange(entry - 1);
            // A snapshot has the old value by now, so the object itself may move on.
            Elements elements = table.elements().take(entry - 1);
            remove(entry);
            renamed = place(newKey, offset, length, elements, expireAtMillis);
        }
        table.access(renamed, access);
        changed(renamed, 1);
        return renamed + 1;
    }

    private int renameText(int entry, byte[] newKey, int offset, int length, long expireAtMillis) {
        int size = table.textLength(entry - 1);
        if (size <= TextParts.PART_BYTES) {
            byte[] text = table.text(entry - 1);
            TextForm form = table.form(entry - 1);
            remove(entry);
            int placed = placeText(newKey, offset, length, text, 0, size, expireAtMillis);
            table.form(placed, form);
            return placed;
        }
        if (table.hasKey(entry - 1, newKey, offset, length)) {
            return entry - 1;
        }
        int renamed = placeCopy(this, entry, newKey, offset, length, expireAtMillis);
        remove(entry);
        return renamed;
    }

    /// Copies it in parts, so that a long one does not pass through the heap as a whole.
    private int placeCopy(
            Database source, int entry, byte[] key, int offset, int length, long expireAtMillis) {
        int size = source.table.textLength(entry - 1);
        int placed = placeText(key, offset, length, key, 0, 0, expireAtMillis);
        if (size > 0) {
            byte[] part = new byte[Math.min(size, TextParts.PART_BYTES)];
            table.lengthen(placed, size);
            for (int at = 0; at < size; at += part.length) {
                int count = Math.min(part.length, size - at);
                source.table.copyText(entry - 1, at, count, part, 0);
                table.write(placed, at, part, count);
            }
        }
        table.form(placed, source.table.form(entry - 1));
        return placed;
    }

    /// Puts a string under a key, in place of what was there.
    int placeText(
            byte[] key,
            int offset,
            int length,
            byte[] text,
            int textOffset,
            int textLength,
            long expireAtMillis) {
        int entry = expiry.unexpired(table.find(key, offset, length));
        if (entry != Table.NOWHERE) {
            replaced(entry);
            table.text(entry, text, textOffset, textLength);
            expireAt(entry, expireAtMillis);
            return entry;
        }
        long at = expireAtMillis == KEEP ? NEVER : expireAtMillis;
        int created = table.createText(key, offset, length, text, textOffset, textLength, at);
        table.access(created, keyspace.access().born());
        return created;
    }

    /// Puts a collection under a key, in place of what was there.
    int place(byte[] key, int offset, int length, Elements elements, long expireAtMillis) {
        int entry = expiry.unexpired(table.find(key, offset, length));
        if (entry != Table.NOWHERE) {
            replaced(entry);
            table.elements().put(entry, elements);
            expireAt(entry, expireAtMillis);
            return entry;
        }
        long at = expireAtMillis == KEEP ? NEVER : expireAtMillis;
        int created = table.createElements(key, offset, length, elements, at);
        table.access(created, keyspace.access().born());
        return created;
    }

    private void replaced(int entry) {
        table.use(entry, keyspace.access());
        table.aboutToChange(entry);
    }

    private void expireAt(int entry, long expireAtMillis) {
        if (expireAtMillis != KEEP) {
            table.setExpireAt(entry, expireAtMillis);
        }
    }

    /// Puts a whole value in place of what was there.
    public int put(byte[] key, Value value, long expireAtMillis) {
        reap();
        int entry = place(key, value, expireAtMillis);
        changed(entry, 1);
        return entry + 1;
    }

    /// COPY and MOVE: puts a copy in place of what was there, in the form that it has here.
    public int copyTo(int entry, Database target, byte[] key) {
        long expireAtMillis = expireAtMillis(entry);
        if (type(entry) == ValueType.STRING) {
            target.reap();
            int text = target.placeCopy(this, entry, key, 0, key.length, expireAtMillis);
            target.changed(text, 1);
            return text + 1;
        }
        Value value = value(entry);
        boolean expanded = table.elements().of(entry - 1).expanded();
        target.reap();
        Elements copy = target.table.elements().from(value, expanded);
        int placed = target.place(key, 0, key.length, copy, expireAtMillis);
        target.changed(placed, 1);
        return placed + 1;
    }

    /// COPY with REPLACE: the copy is as new.
    public void copyOver(int entry, Database target, byte[] key) {
        counted(() -> {
            int placed = copyTo(entry, target, key);
            target.table.access(placed - 1, keyspace.access().born());
            return 1;
        });
    }

    /// The entry is another one's with another name, so it was used as that was.
    public void usedAs(int entry, Database other, int same) {
        table.access(entry - 1, other.table.access(same - 1));
    }

    void load(byte[] key, Value value, long expireAtMillis) {
        place(key, value, expireAtMillis);
    }

    void load(byte[] key, LongBytes text, long expireAtMillis) {
        int entry = placeText(key, 0, key.length, key, 0, 0, expireAtMillis);
        table.overwrite(entry, 0, text, true);
    }

    /// A collection that comes in parts, under a key once it is whole.
    EntrySink.Growing growing(byte[] key, ValueType type, long expireAtMillis) {
        Elements elements = table.elements().empty(type);
        // Only the last part tells whether all of it fits into a piece.
        elements.expanded(true);
        return new EntrySink.Growing() {
            private boolean expanded;

            @Override
            public void part(Value part) {
                expanded |= keyspace.encodingLimits().expands(part, elements.size());
                elements.addAll(part);
            }

            @Override
            public int size() {
                return elements.size();
            }

            @Override
            public void end() {
                elements.expanded(expanded);
                place(key, 0, key.length, elements, expireAtMillis);
            }

            @Override
            public void abandon() {
                elements.clear();
            }
        };
    }

    private int place(byte[] key, Value value, long expireAtMillis) {
        if (value instanceof Value.Text(byte[] text)) {
            return placeText(key, 0, key.length, text, 0, text.length, expireAtMillis);
        }
        return place(key, 0, key.length, table.elements().from(value), expireAtMillis);
    }

    /// FLUSHDB; costs the same however many keys there are.
    public void flush() {
        reap();
        keyspace.changed(table.size());
        drop();
        keyspace.replaced(index);
    }

    void drop() {
        // A snapshot that is under way keeps the old table and goes on with it.
        Table old = table;
        table = old.fresh();
        perhapsEmpty = Table.NOWHERE;
        keyspace.drop(old);
    }

    void forEachEntry(EntrySink sink) {
        reap();
        for (int entry = 0; entry < table.end(); entry++) {
            if (table.used(entry)) {
                sink.entry(index, table.key(entry), table.copy(entry), table.expireAt(entry));
            }
        }
    }

    /// Since when it was not used; only while times are kept.
    public long idleMillis(int entry) {
        return keyspace.access().idleMillis(table.access(entry - 1));
    }

    /// How often it is used, 255 at most; only while frequencies are kept.
    public int frequency(int entry) {
        return keyspace.access().frequency(table.access(entry - 1));
    }

    /// RESTORE's IDLETIME and FREQ; without effect while the other of the two is kept.
    public void idleMillis(int entry, long millis) {
        if (!keyspace.access().countsUses()) {
            table.access(entry - 1, keyspace.access().stampOfIdle(millis));
        }
    }

    public void frequency(int entry, int frequency) {
        if (keyspace.access().countsUses()) {
            table.access(entry - 1, keyspace.access().stampOfFrequency(frequency));
        }
    }

    /// What the entry takes of memory, by our own reckoning.
    public long usedBytes(int entry) {
        return table.usedBytes(entry - 1);
    }

    /// `DEBUG DIGEST-VALUE` as redis-server computes it.
    public byte[] digest(int entry) {
        return DatasetDigest.of(value(entry), expireAtMillis(entry));
    }

    /// It goes although nobody asked for it: memory is short.
    public void evict(int entry) {
        remove(entry);
    }

    Expiry expiry() {
        return expiry;
    }

    /// Entries that are asked for without their key.
    public Walk walk() {
        return walk;
    }

    public Strings strings() {
        return strings;
    }

    public Lists lists() {
        return lists;
    }

    public Sets sets() {
        return sets;
    }

    public Hashes hashes() {
        return hashes;
    }

    public Rankings rankings() {
        return rankings;
    }
}
