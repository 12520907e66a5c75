package dev.firedrill.engine.keyspace;

/// Lists of one database. Operations on a handle expect an entry of type [ValueType#LIST]. Negative
/// positions count from the end, as in the protocol.
public final class Lists {
    private final Database database;

    Lists(Database database) {
        this.database = database;
    }

    private BytesList list(int entry) {
        return (BytesList) database.table().elements().of(entry - 1);
    }

    /// The list, about to be changed: a snapshot has its old elements by now.
    private BytesList changing(int entry) {
        database.table().aboutToChange(entry - 1);
        return list(entry);
    }

    private void changed(int entry, long by) {
        database.table().elements().changed(entry - 1);
        database.changed(entry - 1, by);
        database.perhapsEmpty(entry - 1);
    }

    /// An empty list under a key that does not exist; to be filled before the next lookup.
    public int create(byte[] key, int offset, int length) {
        database.reap();
        return database.place(
                        key,
                        offset,
                        length,
                        database.table().elements().empty(ValueType.LIST),
                        Database.NEVER)
                + 1;
    }

    public int length(int entry) {
        return list(entry).size();
    }

    public void pushFirst(int entry, byte[] element, int offset, int length) {
        changing(entry).addFirst(element, offset, length);
        changed(entry, 1);
    }

    public void pushLast(int entry, byte[] element, int offset, int length) {
        changing(entry).addLast(element, offset, length);
        changed(entry, 1);
    }

    /// The list must not be empty.
    public byte[] popFirst(int entry) {
        byte[] element = changing(entry).removeFirst();
        changed(entry, 1);
        return element;
    }

    /// The list must not be empty.
    public byte[] popLast(int entry) {
        byte[] element = changing(entry).removeLast();
        changed(entry, 1);
        return element;
    }

    /// False, and no visit, when the position is outside.
    public boolean at(int entry, long position, ElementVisitor visitor) {
        BytesList list = list(entry);
        long index = position < 0 ? position + list.size() : position;
        if (index < 0 || index >= list.size()) {
            return false;
        }
        byte[] element = list.get((int) index);
        visitor.element(element, 0, element.length);
        return true;
    }

    /// How many elements `LRANGE from to` has: what the reply announces before the elements.
    public int rangeSize(int entry, long from, long to) {
        int size = list(entry).size();
        // Clamped at both ends: the difference of numbers at their limits is none.
        long last = Math.clamp(to < 0 ? to + size : to, -1, size - 1L);
        return (int) Math.max(0, last - first(size, from) + 1);
    }

    private static int first(int size, long from) {
        return Math.clamp(from < 0 ? from + size : from, 0, size);
    }

    /// LRANGE, both ends included.
    public void range(int entry, long from, long to, ElementVisitor visitor) {
        BytesList list = list(entry);
        int count = rangeSize(entry, from, to);
        int first = first(list.size(), from);
        if (SmallElements.mayClose(count)) {
            // The visitor may look at another collection.
            for (byte[] element : list.toList(first, count)) {
                visitor.element(element, 0, element.length);
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            byte[] element = list.get(first + i);
            visitor.element(element, 0, element.length);
        }
    }

    /// LSET: false when the position is outside.
    public boolean set(int entry, long position, byte[] element, int offset, int length) {
        BytesList list = list(entry);
        long index = position < 0 ? position + list.size() : position;
        if (index < 0 || index >= list.size()) {
            return false;
        }
        changing(entry).set((int) index, element, offset, length);
        changed(entry, 1);
        return true;
    }

    /// LREM: `count` from the head, from the tail if negative, all if 0.
    ///
    /// @return how many were removed
    public int remove(int entry, long count, byte[] element, int offset, int length) {
        if (list(entry).indexOf(element, offset, length) < 0) {
            return 0;
        }
        // The smallest number has no positive counterpart, and is as good as all.
        boolean all = count == 0 || count == Long.MIN_VALUE;
        long most = all ? Long.MAX_VALUE : Math.abs(count);
        BytesList list = changing(entry);
        int removed =
                count < 0
                        ? list.removeFromEnd(element, offset, length, most)
                        : list.removeFromStart(element, offset, length, most);
        changed(entry, removed);
        return removed;
    }

    /// LTRIM: keeps `from` to `to`, both included. Counts as a change of what was removed, which
    /// may be nothing. Clients that watch the key are notified in any case, as in Redis.
    public void trim(int entry, long from, long to) {
        int count = rangeSize(entry, from, to);
        BytesList list = changing(entry);
        int first = first(list.size(), from);
        int removed = list.size() - count;
        if (count == 0) {
            list.clear();
        } else {
            list.keep(first, count);
        }
        changed(entry, removed);
    }

    /// LINSERT: false when there is no such pivot.
    public boolean insert(
            int entry,
            boolean before,
            byte[] pivot,
            int pivotOffset,
            int pivotLength,
            byte[] element,
            int offset,
            int length) {
        int at = list(entry).indexOf(pivot, pivotOffset, pivotLength);
        if (at < 0) {
            return false;
        }
        changing(entry).insert(before ? at : at + 1, element, offset, length);
        changed(entry, 1);
        return true;
    }
}
