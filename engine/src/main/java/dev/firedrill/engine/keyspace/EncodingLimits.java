package dev.firedrill.engine.keyspace;

/// Up to which size redis-server keeps a set, hash or sorted set in one piece of memory
/// (`set-max-intset-entries`, `hash-max-listpack-*`, `zset-max-listpack-*`). Here collections are
/// kept in another way, but OBJECT ENCODING tells the same, and whole scores in one piece lose the
/// sign of zero.
///
/// A collection that has grown out of its piece stays so, however small it becomes; one that is in
/// a piece stays in it when a limit is lowered, until it is next written to. Source: behaviour of
/// redis-server 7.0.
public final class EncodingLimits {
    /// Of more members no piece is made, whatever the limit.
    private static final long INTEGERS_MAX = 1L << 30;

    private long setIntegersMax = 512;
    private long hashEntriesMax = 512;
    private long hashBytesMax = 64;
    private long rankingEntriesMax = 128;
    private long rankingBytesMax = 64;

    public void ofSets(long integersMax) {
        setIntegersMax = Math.min(INTEGERS_MAX, integersMax);
    }

    public void ofHashes(long entriesMax, long bytesMax) {
        hashEntriesMax = entriesMax;
        hashBytesMax = bytesMax;
    }

    public void ofRankings(long entriesMax, long bytesMax) {
        rankingEntriesMax = entriesMax;
        rankingBytesMax = bytesMax;
    }

    /// Whether a set with so many members does not fit into a piece because of this one.
    boolean expandsSet(long members, byte[] member, int offset, int length) {
        return members > setIntegersMax || !Encodings.isInteger(member, offset, length);
    }

    boolean expandsHash(long entries, long fieldBytes, long valueBytes) {
        return entries > hashEntriesMax || fieldBytes > hashBytesMax || valueBytes > hashBytesMax;
    }

    boolean expandsRanking(long entries, long memberBytes) {
        return entries > rankingEntriesMax || memberBytes > rankingBytesMax;
    }

    /// Whether a whole value that comes in does not fit into a piece.
    boolean expands(Value value) {
        return expands(value, 0);
    }

    /// The same of a part of a value, behind so many other elements.
    boolean expands(Value part, long before) {
        return switch (part) {
            case Value.Text _, Value.Sequence _ -> false;
            case Value.Members(var members) ->
                    members.stream()
                            .anyMatch(
                                    one -> expandsSet(before + members.size(), one, 0, one.length));
            case Value.Fields(var pairs) -> {
                long entries = before + pairs.size() / 2;
                yield pairs.stream().anyMatch(one -> expandsHash(entries, one.length, 0));
            }
            case Value.Ranking(var members) ->
                    members.stream()
                            .anyMatch(one ->
                                    expandsRanking(before + members.size(), one.member().length));
        };
    }
}
