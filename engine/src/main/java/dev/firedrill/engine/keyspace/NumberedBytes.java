package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

import org.jspecify.annotations.Nullable;

/// Where the elements of a collection lie: each under a number that it keeps for as long as it is
/// there. A snapshot can therefore take a large one number by number while commands go on changing
/// it, and needs to be told only of the numbers that change.
abstract sealed class NumberedBytes permits BytesList, BytesTable {
    private @Nullable ElementParts reader;

    /// The lowest number that may be in use.
    abstract long firstNumber();

    /// One past the highest number in use.
    abstract long endNumber();

    /// Whether an element has this number.
    abstract boolean has(long number);

    /// An element of a list, a member or a field; a copy.
    abstract byte[] first(long number);

    /// A field's value or the eight bytes of a score, else empty; a copy.
    abstract byte[] second(long number);

    /// Must be called before an element comes under a number, changes or leaves.
    final void aboutToChange(long number) {
        ElementParts open = reader;
        if (open != null) {
            open.aboutToChange(number);
        }
    }

    final boolean isBeingRead() {
        return reader != null;
    }

    final void beginReading(ElementParts begun) {
        check(reader == null, "a collection is taken twice by one snapshot");
        reader = begun;
    }

    final void endReading() {
        reader = null;
    }

    /// Leaves the elements to the snapshot that reads them, if there is one: it gives their memory
    /// back when it has them all.
    final boolean leaveToReader() {
        ElementParts open = reader;
        if (open != null) {
            open.inherit();
        }
        return open != null;
    }
}
