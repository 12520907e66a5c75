package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.LongBytes;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The entries of one database, in foreign memory: each lies in a block and has a number for as
/// long as it lives.
///
/// Nothing here is one object for each key, so the garbage collector has nothing to look at, and
/// nothing ever grows by a copy of all that is there.
final class Table implements KeyIndex.Entries {
    static final int NOWHERE = -1;

    /// What an entry takes beside its block: its place in the column, and its share of the index.
    private static final long PLACE_BYTES = 4 + 9;

    /// A snapshot takes a collection with at least this number of elements part by part.
    private static final int PART_ELEMENTS_MIN = 512;

    private final Memory memory;
    private final Blocks blocks;
    private final KeyHash hash;
    private final EncodingLimits limits;
    private final KeyIndex index;
    private final EntryBlocks entries;
    private final Column expiring;
    private final EntryElements elements;
    private final Epoch epoch = new Epoch();

    /// Of those that came before anyone told the time.
    private int accessOfUnknown;

    private int size;
    private boolean dropped;

    Table(Memory memory, KeyHash hash, EncodingLimits limits) {
        this.limits = limits;
        this.memory = memory;
        this.hash = hash;
        blocks = new Blocks(memory);
        index = new KeyIndex(blocks, this);
        entries = new EntryBlocks(blocks);
        expiring = new Column(blocks);
        elements = new EntryElements(blocks, hash, entries, limits);
    }

    /// Another, empty one.
    Table fresh() {
        return new Table(memory, hash, limits);
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
        return blocks.usedBytes() + elements.heapBytes();
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

    int keyLength(int entry) {
        return entries.keyLength(entry);
    }

    void copyKey(int entry, byte[] target) {
        entries.copyKey(entry, target);
    }

    /// Prepares for about this number of entries.
    void expect(long entriesWanted) {
        index.expect(entriesWanted);
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
        elements.forget(entry);
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

    TextForm form(int entry) {
        return entries.form(entry);
    }

    void form(int entry, TextForm form) {
        entries.form(entry, form);
    }

    void copyText(int entry, int from, int length, byte[] target, int targetOffset) {
        entries.copyValue(entry, from, length, target, targetOffset);
    }

    /// A string in place of whatever was there.
    void text(int entry, byte[] text, int offset, int length) {
        if (!entries.replaceText(entry, text, offset, length)) {
            elements.forget(entry);
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

    /// Room for a longer string, whose new bytes are to be written.
    void lengthen(int entry, int length) {
        entries.reshape(entry, ValueType.STRING, length, entries.expires(entry), true);
    }

    void write(int entry, int at, byte[] part, int length) {
        entries.write(entry, at, part, 0, length);
    }

    /// The same with bytes that lie outside of the heap.
    ///
    /// @param consumed whether their memory is given back on the way: nobody needs them any more
    void overwrite(int entry, int at, LongBytes part, boolean consumed) {
        int before = textLength(entry);
        int after = Math.max(before, at + Math.toIntExact(part.length()));
        entries.reshape(entry, ValueType.STRING, after, entries.expires(entry), true);
        if (at > before) {
            entries.zero(entry, before, at);
        }
        int[] place = {at};
        Consumer<ByteBuffer> writer =
                piece -> {
                    entries.write(entry, place[0], piece);
                    place[0] += piece.remaining();
                };
        if (consumed) {
            part.consume(writer);
        } else {
            part.forEach(writer);
        }
    }

    // Collections.

    EntryElements elements() {
        return elements;
    }

    int createElements(byte[] key, int offset, int length, Elements created, long expireAtMillis) {
        int entry = create(key, offset, length, created.type(), 0, expireAtMillis);
        elements.put(entry, created);
        return entry;
    }

    /// A copy of the whole value.
    Value copy(int entry) {
        return type(entry) == ValueType.STRING
                ? new Value.Text(text(entry))
                : elements.of(entry).copy();
    }

    /// A long string, or a collection that stays unpacked, which are worth taking part by part;
    /// null of any other entry.
    ///
    /// @param room for what commands change in the collection meanwhile
    @Nullable Parts parts(int entry, KeepingRoom room) {
        if (type(entry) == ValueType.STRING) {
            return textLength(entry) > TextParts.PART_BYTES ? new TextParts(this, entry) : null;
        }
        Elements present = elements.of(entry);
        return SmallElements.mayClose(present.size()) || present.size() <= PART_ELEMENTS_MIN
                ? null
                : new ElementParts(present, elements.table(), room);
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
        boolean text = type(entry) == ValueType.STRING;
        return PLACE_BYTES + entries.bytes(entry) + (text ? 0 : elements.usedBytes(entry));
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
