package dev.firedrill.engine.keyspace;

/// Sets of one database. Operations on a handle expect an entry of type [ValueType#SET].
public final class Sets {
    private final Database database;

    Sets(Database database) {
        this.database = database;
    }

    private BytesTable members(int entry) {
        return ((Elements.OfSet) database.table().elements().of(entry - 1)).members();
    }

    private boolean removed(int entry, byte[] member, int offset, int length) {
        database.table().aboutToChange(entry - 1);
        members(entry).remove(member, offset, length);
        database.table().elements().changed(entry - 1);
        database.changed(entry - 1, 1);
        database.perhapsEmpty(entry - 1);
        return true;
    }

    /// An empty set under a key that does not exist; to be filled before the next lookup.
    public int create(byte[] key, int offset, int length) {
        database.reap();
        var empty = database.table().elements().empty(ValueType.SET);
        return database.place(key, offset, length, empty, Database.NEVER) + 1;
    }

    public int size(int entry) {
        return members(entry).size();
    }

    /// Whether it was not there yet.
    public boolean add(int entry, byte[] member, int offset, int length) {
        if (members(entry).contains(member, offset, length)) {
            return false;
        }
        database.table().aboutToChange(entry - 1);
        BytesTable members = members(entry);
        members.put(member, offset, length, member, 0, 0);
        if (!members.expanded()
                && database.encodingLimits().expandsSet(members.size(), member, offset, length)) {
            members.expanded(true);
        }
        database.table().elements().changed(entry - 1);
        database.changed(entry - 1, 1);
        return true;
    }

    /// Whether it was there.
    public boolean remove(int entry, byte[] member, int offset, int length) {
        return contains(entry, member, offset, length) && removed(entry, member, offset, length);
    }

    public boolean contains(int entry, byte[] member, int offset, int length) {
        return members(entry).contains(member, offset, length);
    }

    public void forEach(int entry, ElementVisitor visitor) {
        members(entry).forEach((member, _) -> visitor.element(member, 0, member.length));
    }

    /// SSCAN: about `count` members from the cursor on, a small set as a whole; answers the next
    /// cursor, 0 at the end.
    public long scan(int entry, long cursor, int count, ElementVisitor visitor) {
        BytesTable members = members(entry);
        if (SmallElements.mayClose(members.size())) {
            forEach(entry, visitor);
            return 0;
        }
        return members.scan(
                cursor, count, (member, _) -> visitor.element(member, 0, member.length));
    }

    /// Most members are gone: redis-server makes a new set of the rest, which may be in one piece
    /// again.
    public void renew(int entry) {
        BytesTable members = members(entry);
        boolean[] expanded = {false};
        members.forEach((member, _) ->
                expanded[0] |=
                        database.encodingLimits()
                                .expandsSet(members.size(), member, 0, member.length));
        members.expanded(expanded[0]);
        database.table().elements().changed(entry - 1);
    }

    /// SRANDMEMBER: one member by chance; the set must not be empty.
    public byte[] random(int entry) {
        return members(entry).random(database.prng());
    }

    /// SPOP: one member by chance; the set must not be empty.
    public byte[] pop(int entry) {
        byte[] member = random(entry);
        removed(entry, member, 0, member.length);
        return member;
    }
}
