package dev.firedrill.engine.keyspace;

import java.util.List;

/// Sorted sets of one database. Operations on a handle expect an entry of type [ValueType#RANKING].
/// Ranks count from 0 for the lowest score; among equal scores the bytes of the member decide.
public final class Rankings {
    /// Parts the members in two: those below come first.
    @FunctionalInterface
    public interface Limit {
        boolean below(byte[] member, double score);
    }

    /// Receives a member, which is not to be written to.
    @FunctionalInterface
    public interface ScoredVisitor {
        void scored(byte[] member, double score);
    }

    private final Database database;

    Rankings(Database database) {
        this.database = database;
    }

    private BytesRanking ranking(int entry) {
        return (BytesRanking) database.table().elements().of(entry - 1);
    }

    private void changed(int entry) {
        database.table().elements().changed(entry - 1);
        database.changed(entry - 1, 1);
        database.perhapsEmpty(entry - 1);
    }

    /// An empty sorted set under a key that does not exist; to be filled before the next lookup.
    public int create(byte[] key, int offset, int length) {
        database.reap();
        return database.place(
                        key,
                        offset,
                        length,
                        database.table().elements().empty(ValueType.RANKING),
                        Database.NEVER)
                + 1;
    }

    public int size(int entry) {
        return ranking(entry).size();
    }

    /// Not a number when there is no such member.
    public double score(int entry, byte[] member, int offset, int length) {
        return ranking(entry).score(member, offset, length);
    }

    /// How many members come before it; -1 when there is no such member.
    public int rank(int entry, byte[] member, int offset, int length) {
        return ranking(entry).rank(member, offset, length);
    }

    /// Whether the member is new.
    public boolean put(int entry, byte[] member, int offset, int length, double score) {
        database.table().aboutToChange(entry - 1);
        BytesRanking ranking = ranking(entry);
        boolean added = ranking.put(member, offset, length, score);
        changed(entry);
        return added;
    }

    /// Whether it was there.
    public boolean remove(int entry, byte[] member, int offset, int length) {
        BytesRanking ranking = ranking(entry);
        if (Double.isNaN(ranking.score(member, offset, length))) {
            return false;
        }
        database.table().aboutToChange(entry - 1);
        ranking.remove(member, offset, length);
        changed(entry);
        return true;
    }

    /// How many members lie below the limit: the rank of the first that does not.
    public int countBelow(int entry, Limit limit) {
        return ranking(entry).countBelow(limit);
    }

    /// At most `count` members from a rank on, upwards or downwards; a copy.
    public List<Value.Ranking.Scored> range(int entry, int from, int count, boolean downwards) {
        return ranking(entry).range(from, count, downwards);
    }

    /// In order.
    public void forEach(int entry, ScoredVisitor visitor) {
        for (Value.Ranking.Scored scored : ranking(entry).toList()) {
            visitor.scored(scored.member(), scored.score());
        }
    }

    /// ZRANDMEMBER: one member by chance; the sorted set must not be empty.
    public byte[] random(int entry) {
        return ranking(entry).table().random(database.prng());
    }

    /// ZSCAN: about `count` members from the cursor on, a small sorted set as a whole; answers the
    /// next cursor, 0 at the end.
    public long scan(int entry, long cursor, int count, ScoredVisitor visitor) {
        BytesRanking ranking = ranking(entry);
        if (SmallElements.mayClose(ranking.size())) {
            forEach(entry, visitor);
            return 0;
        }
        return ranking.table()
                .scan(
                        cursor,
                        count,
                        (member, _) ->
                                visitor.scored(member, ranking.score(member, 0, member.length)));
    }
}
