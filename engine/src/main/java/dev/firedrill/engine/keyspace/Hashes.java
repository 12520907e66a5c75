package dev.firedrill.engine.keyspace;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Hashes of one database. Operations on a handle expect an entry of type [ValueType#HASH].
public final class Hashes {
    private final Database database;

    Hashes(Database database) {
        this.database = database;
    }

    private BytesTable fields(int entry) {
        return ((Table.BytesHash) database.table().value(entry - 1)).fields();
    }

    private void changed(int entry, int sizeBefore, long bytesBefore) {
        BytesTable fields = fields(entry);
        database.table().changedBy(fields.size() - sizeBefore, fields.bytes() - bytesBefore);
        database.changed(entry - 1, 1);
        database.perhapsEmpty(entry - 1);
    }

    /// An empty hash under a key that does not exist; to be filled before the next lookup.
    public int create(byte[] key, int offset, int length) {
        database.reap();
        var empty = new Table.BytesHash(new BytesTable());
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
        BytesTable fields = fields(entry);
        int sizeBefore = fields.size();
        long bytesBefore = fields.bytes();
        byte[] copied = Arrays.copyOfRange(value, valueOffset, valueOffset + valueLength);
        boolean added = fields.put(field, fieldOffset, fieldLength, copied);
        changed(entry, sizeBefore, bytesBefore);
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
        BytesTable fields = fields(entry);
        int sizeBefore = fields.size();
        long bytesBefore = fields.bytes();
        fields.remove(field, offset, length);
        changed(entry, sizeBefore, bytesBefore);
        return true;
    }

    /// HRANDFIELD: one field by chance; the hash must not be empty.
    public byte[] random(int entry) {
        return fields(entry).random(database.prng());
    }

    /// HSCAN: about `count` fields from the cursor on; answers the next cursor, 0 at the end.
    public long scan(int entry, long cursor, int count, FieldVisitor visitor) {
        return fields(entry)
                .scan(
                        cursor,
                        count,
                        (field, value) -> {
                            byte[] content = Objects.requireNonNull(value);
                            visitor.field(field, 0, field.length, content, 0, content.length);
                        });
    }

    public void forEach(int entry, FieldVisitor visitor) {
        fields(entry)
                .forEach((field, value) -> {
                    byte[] content = Objects.requireNonNull(value);
                    visitor.field(field, 0, field.length, content, 0, content.length);
                });
    }
}
