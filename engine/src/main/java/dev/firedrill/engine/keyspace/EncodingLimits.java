package dev.firedrill.engine.keyspace;

/// The limits below which redis-server keeps a set, hash or sorted set in a compact encoding, an
/// intset or a listpack (`set-max-intset-entries`, `hash-max-listpack-*`, `zset-max-listpack-*`).
/// This server stores collections differently, but OBJECT ENCODING gives the same answer, and a
/// score of -0 in a listpack loses its sign.
///
/// A collection that has outgrown its compact encoding never returns to it, however small it
/// becomes. After a limit is lowered, a compact collection stays compact until the next write to
/// it. Source: behaviour of redis-server 7.0.
public final class EncodingLimits {
    /// redis-server makes no larger intset, whatever the limit.
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

    /// Whether this member forces a set of the given size out of the intset encoding.
    boolean expandsSet(long members, byte[] member, int offset, int length) {
        return members > setIntegersMax || !Encodings.isInteger(member, offset, length);
    }

    boolean expandsHash(long entries, long fieldBytes, long valueBytes) {
        return entries > hashEntriesMax || fieldBytes > hashBytesMax || valueBytes > hashBytesMax;
    }

    boolean expandsRanking(long entries, long memberBytes) {
        return entries > rankingEntriesMax || memberBytes > rankingBytesMax;
    }

    /// Whether a value that arrives as a whole is too large for a compact encoding.
    boolean expands(Value value) {
        return expands(value, 0);
    }

    /// The same for one part of a value.
    ///
    /// @param before the number of elements in the parts before this one
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
