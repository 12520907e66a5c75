package dev.firedrill.engine.keyspace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;

/// The members of a sorted set: a table for the score of a member, and blocks of the members'
/// numbers in the order of score, then of bytes. A block is short enough to be shifted, and there
/// are few enough of them that a rank is a sum over their sizes: no tree to keep in balance.
final class BytesRanking implements Elements {
    /// What a member costs in the order, beside the table.
    private static final long PLACE_BYTES = 32;

    private final BytesTable scores;
    private final List<OrderBlock> blocks = new ArrayList<>();

    /// How often the whole order was read. Blocks older than the last time are copied before they
    /// change, as long as it is read.
    private int reads;

    private final EncodingLimits limits;

    BytesRanking(BytesTable scores, EncodingLimits limits) {
        this.scores = scores;
        this.limits = limits;
    }

    /// All of a value.
    void addAll(List<Value.Ranking.Scored> members) {
        for (Value.Ranking.Scored scored : members) {
            put(scored.member(), 0, scored.member().length, scored.score());
        }
    }

    @Override
    public boolean expanded() {
        return scores.expanded();
    }

    @Override
    public void expanded(boolean is) {
        scores.expanded(is);
    }

    @Override
    public ValueType type() {
        return ValueType.RANKING;
    }

    @Override
    public Value copy() {
        return new Value.Ranking(toList());
    }

    @Override
    public int size() {
        return scores.size();
    }

    @Override
    public long bytes() {
        return scores.bytes() + PLACE_BYTES * scores.size();
    }

    @Override
    public void clear() {
        scores.clear();
        blocks.clear();
    }

    @Override
    public NumberedBytes numbered() {
        return scores;
    }

    /// From the lowest score up, since who loads them so is several times as fast.
    @Override
    public PrimitiveIterator.OfLong numbersInOrder() {
        reads++;
        List<OrderBlock> read = List.copyOf(blocks);
        return new PrimitiveIterator.OfLong() {
            private int at;
            private int place;

            @Override
            public boolean hasNext() {
                return at < read.size();
            }

            @Override
            public long nextLong() {
                OrderBlock block = read.get(at);
                long number = block.member(place++);
                if (place == block.count()) {
                    at++;
                    place = 0;
                }
                return number;
            }
        };
    }

    private OrderBlock writable(int at) {
        OrderBlock block = blocks.get(at);
        if (block.madeAt() == reads || !scores.isBeingRead()) {
            return block;
        }
        OrderBlock copy = block.copy(reads);
        blocks.set(at, copy);
        return copy;
    }

    private double scoreOf(int member) {
        return Double.longBitsToDouble(scores.number(member));
    }

    /// Not a number when there is no such member.
    double score(byte[] member, int offset, int length) {
        int number = scores.find(member, offset, length);
        return number == BytesTable.NOWHERE ? Double.NaN : scoreOf(number);
    }

    /// Zero and minus zero are one score, which is why this is not [Double#compare].
    private int compare(int member, double score, byte[] bytes) {
        double known = scoreOf(member);
        if (known != score) {
            return known < score ? -1 : 1;
        }
        return scores.compareKey(member, bytes);
    }

    private int blockOf(double score, byte[] member) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(blocks.get(middle).last(), score, member) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int placeIn(OrderBlock block, double score, byte[] member) {
        int low = 0;
        int high = block.count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(block.member(middle), score, member) < 0) {
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
        if (added && limits.expandsRanking(size() + 1L, length)) {
            expanded(true);
        }
        // Whole scores are integers there, so that minus zero becomes zero.
        double score = !expanded() && wanted == 0 ? 0 : wanted;
        byte[] copied = Arrays.copyOfRange(member, offset, offset + length);
        if (!added) {
            unplace(old, copied);
        }
        byte[] bits =
                ByteBuffer.allocate(Double.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putDouble(score)
                        .array();
        scores.put(copied, bits);
        place(score, copied);
        return added;
    }

    private void place(double score, byte[] member) {
        if (blocks.isEmpty()) {
            blocks.add(new OrderBlock(reads));
        }
        int at = blockOf(score, member);
        OrderBlock block = writable(at);
        block.insert(placeIn(block, score, member), scores.find(member, 0, member.length));
        if (block.overflows()) {
            blocks.add(at + 1, block.split());
        }
    }

    private void unplace(double score, byte[] member) {
        int at = blockOf(score, member);
        OrderBlock block = writable(at);
        block.remove(placeIn(block, score, member));
        if (block.count() == 0) {
            blocks.remove(at);
        }
    }

    boolean remove(byte[] member, int offset, int length) {
        double score = score(member, offset, length);
        if (Double.isNaN(score)) {
            return false;
        }
        unplace(score, Arrays.copyOfRange(member, offset, offset + length));
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
        int at = blockOf(score, copied);
        return sizeOfFirst(at) + placeIn(blocks.get(at), score, copied);
    }

    private int sizeOfFirst(int count) {
        int size = 0;
        for (int i = 0; i < count; i++) {
            size += blocks.get(i).count();
        }
        return size;
    }

    /// How many lie below, where everything below comes before everything that does not.
    int countBelow(Rankings.Limit limit) {
        int below = 0;
        for (OrderBlock block : blocks) {
            if (liesBelow(limit, block.last())) {
                below += block.count();
                continue;
            }
            int low = 0;
            int high = block.count() - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (liesBelow(limit, block.member(middle))) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return below + low;
        }
        return below;
    }

    private boolean liesBelow(Rankings.Limit limit, int member) {
        return limit.below(scores.key(member), scoreOf(member));
    }

    /// The members from this rank on, upwards or downwards.
    List<Value.Ranking.Scored> range(int from, int count, boolean downwards) {
        var found = new ArrayList<Value.Ranking.Scored>(Math.max(0, Math.min(count, size())));
        int at = 0;
        int before = 0;
        while (at < blocks.size() && before + blocks.get(at).count() <= from) {
            before += blocks.get(at).count();
            at++;
        }
        int place = from - before;
        while (found.size() < count && at >= 0 && at < blocks.size()) {
            OrderBlock block = blocks.get(at);
            int member = block.member(place);
            found.add(new Value.Ranking.Scored(scores.key(member), scoreOf(member)));
            place += downwards ? -1 : 1;
            if (place < 0 || place >= block.count()) {
                at += downwards ? -1 : 1;
                boolean inside = at >= 0 && at < blocks.size();
                place = downwards && inside ? blocks.get(at).count() - 1 : 0;
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
