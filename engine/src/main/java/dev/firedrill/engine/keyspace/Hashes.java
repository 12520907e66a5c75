package dev.firedrill.engine.keyspace;

import org.jspecify.annotations.Nullable;

/// Hashes of one database. Operations on a handle expect an entry of type [ValueType#HASH].
public final class Hashes {
    private final Database database;

    Hashes(Database database) {
        this.database = database;
    }

    private BytesTable fields(int entry) {
        return ((Elements.OfHash) database.table().elements().of(entry - 1)).fields();
    }

    private void changed(int entry) {
        database.table().elements().changed(entry - 1);
        database.changed(entry - 1, 1);
        database.perhapsEmpty(entry - 1);
    }

    /// An empty hash under a key that does not exist; to be filled before the next lookup.
    public int create(byte[] key, int offset, int length) {
        database.reap();
        var empty = database.table().elements().empty(ValueType.HASH);
        return database.place(key, offset, length, empty, Database.NEVER) + 1;
    }

    public int size(int entry) {
        return fields(entry).size();
    }

    /// Whether the field is new.
    public boolean put(
            int entry,
            byte[] field,
            int fieldOffset,
            int fieldLength,
            byte[] value,
            int valueOffset,
            int valueLength) {
        database.table().aboutToChange(entry - 1);
        boolean added =
                fields(entry).put(field, fieldOffset, fieldLength, value, valueOffset, valueLength);
        BytesTable fields = fields(entry);
        if (database.encodingLimits().expandsHash(fields.size(), fieldLength, valueLength)) {
            fields.expanded(true);
        }
        changed(entry);
        return added;
    }

    /// Null when there is no such field. Not to be written to.
    public byte @Nullable [] get(int entry, byte[] field, int offset, int length) {
        return fields(entry).get(field, offset, length);
    }

    public boolean contains(int entry, byte[] field, int offset, int length) {
        return fields(entry).contains(field, offset, length);
    }

    /// Whether it was there.
    public boolean remove(int entry, byte[] field, int offset, int length) {
        if (!contains(entry, field, offset, length)) {
            return false;
        }
        database.table().aboutToChange(entry - 1);
        fields(entry).remove(field, offset, length);
        changed(entry);
        return true;
    }

    /// HRANDFIELD: one field by chance; the hash must not be empty.
    public byte[] random(int entry) {
        return fields(entry).random(database.prng());
    }

    /// HSCAN: about `count` fields from the cursor on, a small hash as a whole; answers the next
    /// cursor, 0 at the end.
    public long scan(int entry, long cursor, int count, FieldVisitor visitor) {
        BytesTable fields = fields(entry);
        if (SmallElements.mayClose(fields.size())) {
            forEach(entry, visitor);
            return 0;
        }
        return fields.scan(
                cursor,
                count,
                (field, value) -> visitor.field(field, 0, field.length, value, 0, value.length));
    }

    public void forEach(int entry, FieldVisitor visitor) {
        fields(entry)
                .forEach((field, value) ->
                        visitor.field(field, 0, field.length, value, 0, value.length));
    }
}
