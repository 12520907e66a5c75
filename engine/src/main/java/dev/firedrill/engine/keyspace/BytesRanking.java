package dev.firedrill.engine.keyspace;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The members of a sorted set: a table for the score of a member, and blocks of members in the
/// order of score, then of bytes. A block is short enough to be shifted, and there are few enough
/// of them that a rank is a sum over their sizes: no tree to keep in balance.
final class BytesRanking {
    private static final int BLOCK_MEMBERS_MAX = 256;

    /// What a member costs in the order, beside the table.
    private static final long PLACE_BYTES = 32;

    private static final int PACKED_MEMBERS_MAX = 128;
    private static final int PACKED_MEMBER_BYTES_MAX = 64;

    private final BytesTable scores = new BytesTable();
    private final List<Block> blocks = new ArrayList<>();

    private static final class Block {
        final List<Value.Ranking.Scored> members = new ArrayList<>();

        Value.Ranking.Scored last() {
            return members.get(members.size() - 1);
        }
    }

    /// Whether Redis would keep it in one piece, where whole scores are integers, so that minus
    /// zero becomes zero. Once it has grown out of that it stays out.
    private boolean packed = true;

    static BytesRanking of(List<Value.Ranking.Scored> members) {
        var ranking = new BytesRanking();
        ranking.packed =
                members.size() <= PACKED_MEMBERS_MAX
                        && members.stream()
                                .allMatch(one -> one.member().length <= PACKED_MEMBER_BYTES_MAX);
        for (Value.Ranking.Scored scored : members) {
            ranking.put(scored.member(), 0, scored.member().length, scored.score());
        }
        return ranking;
    }

    boolean packed() {
        return packed;
    }

    int size() {
        return scores.size();
    }

    long bytes() {
        return scores.bytes() + PLACE_BYTES * scores.size();
    }

    /// Not a number when there is no such member.
    double score(byte[] member, int offset, int length) {
        byte[] bits = scores.get(member, offset, length);
        return bits == null ? Double.NaN : ByteBuffer.wrap(bits).getDouble();
    }

    /// Zero and minus zero are one score, which is why this is not [Double#compare].
    private static int compare(Value.Ranking.Scored one, Value.Ranking.Scored other) {
        if (one.score() != other.score()) {
            return one.score() < other.score() ? -1 : 1;
        }
        return Arrays.compareUnsigned(one.member(), other.member());
    }

    private int blockOf(Value.Ranking.Scored wanted) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(blocks.get(middle).last(), wanted) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int placeIn(Block block, Value.Ranking.Scored wanted) {
        int low = 0;
        int high = block.members.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(block.members.get(middle), wanted) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Whether the member is new.
    boolean put(byte[] member, int offset, int length, double wanted) {
        double old = score(member, offset, length);
        boolean added = Double.isNaN(old);
        if (added && (size() >= PACKED_MEMBERS_MAX || length > PACKED_MEMBER_BYTES_MAX)) {
            packed = false;
        }
        double score = packed && wanted == 0 ? 0 : wanted;
        byte[] copied = Arrays.copyOfRange(member, offset, offset + length);
        if (!added) {
            unplace(new Value.Ranking.Scored(copied, old));
        }
        byte[] bits = ByteBuffer.allocate(Double.BYTES).putDouble(score).array();
        scores.put(member, offset, length, bits);
        place(new Value.Ranking.Scored(copied, score));
        return added;
    }

    private void place(Value.Ranking.Scored scored) {
        if (blocks.isEmpty()) {
            blocks.add(new Block());
        }
        int at = blockOf(scored);
        Block block = blocks.get(at);
        block.members.add(placeIn(block, scored), scored);
        if (block.members.size() > BLOCK_MEMBERS_MAX) {
            var second = new Block();
            var half = block.members.subList(BLOCK_MEMBERS_MAX / 2, block.members.size());
            second.members.addAll(half);
            half.clear();
            blocks.add(at + 1, second);
        }
    }

    private void unplace(Value.Ranking.Scored scored) {
        int at = blockOf(scored);
        Block block = blocks.get(at);
        block.members.remove(placeIn(block, scored));
        if (block.members.isEmpty()) {
            blocks.remove(at);
        }
    }

    boolean remove(byte[] member, int offset, int length) {
        double score = score(member, offset, length);
        if (Double.isNaN(score)) {
            return false;
        }
        byte[] copied = Arrays.copyOfRange(member, offset, offset + length);
        unplace(new Value.Ranking.Scored(copied, score));
        scores.remove(member, offset, length);
        return true;
    }

    /// How many come before it; -1 when there is no such member.
    int rank(byte[] member, int offset, int length) {
        double score = score(member, offset, length);
        if (Double.isNaN(score)) {
            return -1;
        }
        byte[] copied = Arrays.copyOfRange(member, offset, offset + length);
        var scored = new Value.Ranking.Scored(copied, score);
        int at = blockOf(scored);
        return sizeOfFirst(at) + placeIn(blocks.get(at), scored);
    }

    private int sizeOfFirst(int count) {
        int size = 0;
        for (int i = 0; i < count; i++) {
            size += blocks.get(i).members.size();
        }
        return size;
    }

    /// How many lie below, where everything below comes before everything that does not.
    int countBelow(Rankings.Limit limit) {
        int below = 0;
        for (Block block : blocks) {
            if (liesBelow(limit, block.last())) {
                below += block.members.size();
                continue;
            }
            int low = 0;
            int high = block.members.size() - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (liesBelow(limit, block.members.get(middle))) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return below + low;
        }
        return below;
    }

    private static boolean liesBelow(Rankings.Limit limit, Value.Ranking.Scored scored) {
        return limit.below(scored.member(), scored.score());
    }

    /// The members from this rank on, upwards or downwards.
    List<Value.Ranking.Scored> range(int from, int count, boolean downwards) {
        var found = new ArrayList<Value.Ranking.Scored>(Math.max(0, count));
        int at = 0;
        int before = 0;
        while (at < blocks.size() && before + blocks.get(at).members.size() <= from) {
            before += blocks.get(at).members.size();
            at++;
        }
        int place = from - before;
        while (found.size() < count && at >= 0 && at < blocks.size()) {
            List<Value.Ranking.Scored> members = blocks.get(at).members;
            found.add(members.get(place));
            place += downwards ? -1 : 1;
            if (place < 0 || place >= members.size()) {
                at += downwards ? -1 : 1;
                boolean inside = at >= 0 && at < blocks.size();
                place = downwards && inside ? blocks.get(at).members.size() - 1 : 0;
            }
        }
        return found;
    }

    List<Value.Ranking.Scored> toList() {
        return range(0, size(), false);
    }

    BytesTable table() {
        return scores;
    }
}
