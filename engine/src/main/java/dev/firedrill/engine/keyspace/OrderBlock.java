package dev.firedrill.engine.keyspace;

/// Members of a sorted set by their numbers, next to each other in the order: one piece of it.
final class OrderBlock {
    static final int MEMBERS_MAX = 256;

    private final int[] members = new int[MEMBERS_MAX + 1];
    private int count;

    /// Who read the order before this block was made may hold it; see [BytesRanking].
    private final int madeAt;

    OrderBlock(int madeAt) {
        this.madeAt = madeAt;
    }

    int madeAt() {
        return madeAt;
    }

    int count() {
        return count;
    }

    int member(int at) {
        return members[at];
    }

    int last() {
        return members[count - 1];
    }

    /// Whether one has come too many, so that the block must be split.
    boolean overflows() {
        return count > MEMBERS_MAX;
    }

    void insert(int at, int member) {
        System.arraycopy(members, at, members, at + 1, count - at);
        members[at] = member;
        count++;
    }

    void remove(int at) {
        count--;
        System.arraycopy(members, at + 1, members, at, count - at);
    }

    /// The upper half, which leaves.
    OrderBlock split() {
        var upper = new OrderBlock(madeAt);
        int kept = count / 2;
        upper.count = count - kept;
        System.arraycopy(members, kept, upper.members, 0, upper.count);
        count = kept;
        return upper;
    }

    OrderBlock copy(int copiedAt) {
        var copy = new OrderBlock(copiedAt);
        copy.count = count;
        System.arraycopy(members, 0, copy.members, 0, count);
        return copy;
    }
}
