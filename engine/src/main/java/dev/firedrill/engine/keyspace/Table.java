package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

import org.jspecify.annotations.Nullable;

/// The entries of one database, in foreign memory: each lies in a block and has a number for as
/// long as it lives.
///
/// Nothing here is one object for each key, so the garbage collector has nothing to look at, and
/// nothing ever grows by a copy of all that is there. A small collection lies in its entry's block
/// in one piece; it is unpacked to be worked on, and packed again when another one's turn comes. A
/// large one stays unpacked for good.
final class Table implements KeyIndex.Entries {
    static final int NOWHERE = -1;

    /// What an entry takes beside its block: its place in the column, and its share of the index.
    private static final long PLACE_BYTES = 4 + 9;

    private final Memory memory;
    private final Blocks blocks;
    private final KeyHash hash;
    private final KeyIndex index;
    private final EntryBlocks entries;
    private final Column expiring;
    private final CollectionStore large = new CollectionStore();
    private final Epoch epoch = new Epoch();

    // The small collection that is unpacked at the moment.
    private int openEntry = NOWHERE;
    private @Nullable Elements open;
    private boolean openChanged;

    /// Of those that came before anyone told the time.
    private int accessOfUnknown;

    private int size;
    private boolean dropped;

    Table(Memory memory, KeyHash hash) {
        this.memory = memory;
        this.hash = hash;
        blocks = new Blocks(memory);
        index = new KeyIndex(blocks, this);
        entries = new EntryBlocks(blocks);
        expiring = new Column(blocks);
    }

    /// Another, empty one.
    Table fresh() {
        return new Table(memory, hash);
    }

    int size() {
        return size;
    }

    /// One past the last number in use.
    int end() {
        return entries.end();
    }

    boolean used(int entry) {
        return entries.used(entry);
    }

    int expiringCount() {
        return expiring.size();
    }

    int expiring(int place) {
        return expiring.get(place);
    }

    long usedBytes() {
        return blocks.usedBytes() + large.heapBytes();
    }

    /// Foreign memory taken from the system.
    long reservedBytes() {
        return blocks.reservedBytes();
    }

    // Keys.

    int find(byte[] key, int offset, int length) {
        return size == 0 ? NOWHERE : index.find(hash.of(key, offset, length), key, offset, length);
    }

    @Override
    public boolean hasKey(int entry, byte[] key, int offset, int length) {
        return entries.hasKey(entry, key, offset, length);
    }

    @Override
    public long hash(int entry) {
        return entries.hash(entry, hash);
    }

    byte[] key(int entry) {
        return entries.key(entry);
    }

    // Creation and removal.

    int createText(
            byte[] key,
            int offset,
            int length,
            byte[] text,
            int textOffset,
            int textLength,
            long expireAtMillis) {
        int entry = create(key, offset, length, ValueType.STRING, textLength, expireAtMillis);
        entries.write(entry, 0, text, textOffset, textLength);
        return entry;
    }

    int createElements(byte[] key, int offset, int length, Elements elements, long expireAtMillis) {
        closeOpen();
        int entry = create(key, offset, length, elements.type(), 0, expireAtMillis);
        open(entry, elements, true);
        return entry;
    }

    private int create(
            byte[] key,
            int offset,
            int length,
            ValueType type,
            int valueLength,
            long expireAtMillis) {
        boolean expires = expireAtMillis != EntrySink.NEVER;
        int entry = entries.create(key, offset, length, type, valueLength, expires);
        if (expires) {
            joinExpiring(entry, expireAtMillis);
        }
        index.add(hash.of(key, offset, length), entry);
        epoch.born(entry);
        size++;
        return entry;
    }

    void remove(int entry) {
        aboutToChange(entry);
        index.remove(hash(entry), entry);
        if (entries.expires(entry)) {
            leaveExpiring(entries.expiringPlace(entry));
        }
        forgetElements(entry);
        entries.remove(entry);
        size--;
        check(size >= 0, "more entries were deleted than there were");
        if (size == 0) {
            index.clear();
        }
    }

    // Strings.

    ValueType type(int entry) {
        return entries.type(entry);
    }

    int textLength(int entry) {
        return entries.valueLength(entry);
    }

    byte[] text(int entry) {
        return entries.value(entry);
    }

    void copyText(int entry, int from, int length, byte[] target, int targetOffset) {
        entries.copyValue(entry, from, length, target, targetOffset);
    }

    /// A string in place of whatever was there.
    void text(int entry, byte[] text, int offset, int length) {
        if (!entries.replaceText(entry, text, offset, length)) {
            forgetElements(entry);
            entries.reshape(entry, ValueType.STRING, length, entries.expires(entry), false);
            entries.write(entry, 0, text, offset, length);
        }
    }

    /// Other bytes from a position on; a gap before it is filled with zeros.
    void overwrite(int entry, int at, byte[] part, int offset, int length) {
        int before = textLength(entry);
        int after = Math.max(before, at + length);
        entries.reshape(entry, ValueType.STRING, after, entries.expires(entry), true);
        if (at > before) {
            entries.zero(entry, before, at);
        }
        entries.write(entry, at, part, offset, length);
    }

    // Collections.

    /// An empty one, which is not in the table yet.
    Elements emptyElements(ValueType type) {
        return switch (type) {
            case STRING -> throw new IllegalArgumentException("a string has no elements");
            case LIST -> new BytesList(blocks);
            case SET -> new Elements.OfSet(new BytesTable(blocks, hash));
            case HASH -> new Elements.OfHash(new BytesTable(blocks, hash));
            case RANKING -> new BytesRanking(new BytesTable(blocks, hash));
        };
    }

    Elements elements(int entry) {
        Elements present = open;
        if (entry == openEntry && present != null) {
            return present;
        }
        if (entries.isNumber(entry)) {
            return large.get(entries.number(entry));
        }
        closeOpen();
        Elements unpacked = emptyElements(entries.type(entry));
        SmallElements.unpack(entries.value(entry), unpacked);
        open(entry, unpacked, false);
        return unpacked;
    }

    /// Must be called after a collection has changed.
    void elementsChanged(int entry) {
        openChanged |= entry == openEntry;
    }

    /// A collection in place of whatever was there.
    void elements(int entry, Elements elements) {
        forgetElements(entry);
        closeOpen();
        entries.reshape(entry, elements.type(), 0, entries.expires(entry), false);
        open(entry, elements, true);
    }

    /// Takes a collection out of its entry, which is then to be removed.
    Elements takeElements(int entry) {
        Elements taken = elements(entry);
        if (entry == openEntry) {
            openEntry = NOWHERE;
            open = null;
        } else {
            large.remove(entries.number(entry));
        }
        entries.reshape(entry, ValueType.STRING, 0, entries.expires(entry), false);
        return taken;
    }

    private void open(int entry, Elements elements, boolean changed) {
        openEntry = entry;
        open = elements;
        openChanged = changed;
    }

    private void closeOpen() {
        int entry = openEntry;
        Elements closed = open;
        if (closed == null) {
            return;
        }
        openEntry = NOWHERE;
        open = null;
        if (!openChanged) {
            closed.clear();
            return;
        }
        ValueType type = closed.type();
        boolean expires = entries.expires(entry);
        byte[] packed = SmallElements.pack(closed);
        if (packed == null) {
            entries.reshape(entry, type, Integer.BYTES, expires, false);
            entries.number(entry, large.add(closed));
        } else {
            entries.reshape(entry, type, packed.length, expires, false);
            entries.write(entry, 0, packed, 0, packed.length);
            closed.clear();
        }
    }

    private void forgetElements(int entry) {
        if (entry == openEntry && open != null) {
            open.clear();
            open = null;
            openEntry = NOWHERE;
        } else if (entries.isNumber(entry)) {
            large.remove(entries.number(entry)).clear();
        }
    }

    /// A copy of the whole value.
    Value copy(int entry) {
        return type(entry) == ValueType.STRING
                ? new Value.Text(text(entry))
                : elements(entry).copy();
    }

    /// The same for a value on its way in.
    Elements elementsOf(Value value) {
        return switch (value) {
            case Value.Text _ -> throw new IllegalArgumentException("a string has no elements");
            case Value.Sequence(var elements) -> {
                var list = new BytesList(blocks);
                list.replaceAll(elements);
                yield list;
            }
            case Value.Members(var elements) -> {
                var members = new BytesTable(blocks, hash);
                elements.forEach(members::put);
                yield new Elements.OfSet(members);
            }
            case Value.Fields(var pairs) -> {
                var fields = new BytesTable(blocks, hash);
                for (int i = 0; i + 1 < pairs.size(); i += 2) {
                    fields.put(pairs.get(i), pairs.get(i + 1));
                }
                yield new Elements.OfHash(fields);
            }
            case Value.Ranking(var members) -> {
                var ranking = new BytesRanking(new BytesTable(blocks, hash));
                ranking.addAll(members);
                yield ranking;
            }
        };
    }

    // Expiry.

    long expireAt(int entry) {
        return entries.expireAt(entry);
    }

    void setExpireAt(int entry, long millis) {
        boolean expired = entries.expires(entry);
        boolean expires = millis != EntrySink.NEVER;
        if (expired && expires) {
            entries.expireAt(entry, millis);
        } else if (expired) {
            leaveExpiring(entries.expiringPlace(entry));
            entries.reshape(entry, type(entry), textLength(entry), false, true);
        } else if (expires) {
            entries.reshape(entry, type(entry), textLength(entry), true, true);
            joinExpiring(entry, millis);
        }
    }

    private void joinExpiring(int entry, long millis) {
        entries.expireAt(entry, millis);
        entries.expiringPlace(entry, expiring.size());
        expiring.add(entry);
    }

    /// The last one takes the place.
    private void leaveExpiring(int place) {
        int moved = expiring.removeLast();
        if (place < expiring.size()) {
            expiring.set(place, moved);
            entries.expiringPlace(moved, place);
        }
    }

    // Use.

    int access(int entry) {
        int stamp = entries.access(entry);
        return stamp == AccessClock.UNKNOWN ? accessOfUnknown : stamp;
    }

    void access(int entry, int stamp) {
        entries.access(entry, stamp);
    }

    /// The entry was used, by the clock's time.
    void use(int entry, AccessClock clock) {
        entries.access(entry, clock.used(access(entry)));
    }

    void accessOfUnknown(int stamp) {
        accessOfUnknown = stamp;
    }

    /// What it takes of memory.
    long usedBytes(int entry) {
        long bytes = PLACE_BYTES + entries.bytes(entry);
        if (type(entry) != ValueType.STRING && (entry == openEntry || entries.isNumber(entry))) {
            Elements elements = elements(entry);
            bytes += elements.size() * Elements.ELEMENT_BYTES + elements.bytes();
        }
        return bytes;
    }

    // Snapshot.

    /// Must be called before an entry changes in any way.
    void aboutToChange(int entry) {
        epoch.aboutToChange(this, entry);
    }

    Epoch epoch() {
        return epoch;
    }

    void beginSnapshot(Snapshot begun, int database) {
        epoch.begin(begun, database, end());
    }

    // The end.

    /// Nobody needs the entries any more, but for a snapshot that is under way.
    void drop() {
        dropped = true;
    }

    /// Whether its memory may go.
    boolean isDropped() {
        return dropped && !epoch.underWay();
    }

    /// Gives a part of the memory of a dropped table back; false when none is left.
    boolean releaseSome() {
        return blocks.releaseSome();
    }
}
