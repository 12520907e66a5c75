package dev.firedrill.engine.keyspace;

/// The bytes of a long string, part by part. It must not change meanwhile: before a change, the
/// caller takes the rest of the parts.
final class TextParts implements Parts {
    /// What is no longer goes as a whole; what is longer, in parts of this length.
    static final int PART_BYTES = 64 * 1024;

    private final Table table;
    private final int entry;
    private final int size;
    private int at;
    private long bytes;

    TextParts(Table table, int entry) {
        this.table = table;
        this.entry = entry;
        size = table.textLength(entry);
    }

    boolean areOf(Table itsTable, int itsEntry) {
        return table == itsTable && entry == itsEntry;
    }

    @Override
    public ValueType type() {
        return ValueType.STRING;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean more() {
        return at < size;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long bytesPreserved() {
        return 0;
    }

    @Override
    public void close() {
        at = size;
    }

    @Override
    public Value next(int countMax, long bytesMax) {
        byte[] part = new byte[(int) Math.min(Math.min(PART_BYTES, bytesMax), size - at)];
        table.copyText(entry, at, part.length, part, 0);
        at += part.length;
        bytes = part.length;
        return new Value.Text(part);
    }
}
