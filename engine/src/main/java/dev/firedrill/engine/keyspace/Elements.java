package dev.firedrill.engine.keyspace;

import java.util.ArrayList;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/// What a key of any type but string holds, in the form in which commands work on it. The elements
/// lie in the foreign memory of the table, and go back with [#clear].
sealed interface Elements permits BytesList, BytesRanking, Elements.OfSet, Elements.OfHash {
    /// What an element costs beside its bytes.
    long ELEMENT_BYTES = 40;

    ValueType type();

    int size();

    /// Of all elements.
    long bytes();

    /// Whether it has grown out of the one piece in which redis-server keeps it while it is small:
    /// see [EncodingLimits]. A list never does.
    boolean expanded();

    void expanded(boolean is);

    /// Gives all memory back; nothing is in it afterwards.
    void clear();

    /// A copy of the whole value.
    Value copy();

    /// Adds what a part of a value of the same type holds.
    default void addAll(Value part) {
        switch (part) {
            case Value.Text _ -> throw new IllegalArgumentException("a string has no elements");
            case Value.Sequence(var added) -> {
                for (byte[] element : added) {
                    ((BytesList) this).addLast(element, 0, element.length);
                }
            }
            case Value.Members(var added) -> added.forEach(((OfSet) this).members()::put);
            case Value.Fields(var added) -> {
                for (int i = 0; i + 1 < added.size(); i += 2) {
                    ((OfHash) this).fields().put(added.get(i), added.get(i + 1));
                }
            }
            case Value.Ranking(var added) -> {
                for (Value.Ranking.Scored one : added) {
                    ((BytesRanking) this).put(one.member(), 0, one.member().length, one.score());
                }
            }
        }
    }

    /// Where they lie.
    NumberedBytes numbered();

    /// The numbers of all, in the order of the elements if they have one; some may be free. What
    /// changes later does not show.
    default PrimitiveIterator.OfLong numbersInOrder() {
        NumberedBytes lie = numbered();
        return LongStream.range(lie.firstNumber(), lie.endNumber()).iterator();
    }

    /// Nobody needs them any more but a snapshot that is under way: gives all memory back, or lets
    /// the snapshot do so.
    default void drop() {
        if (!numbered().leaveToReader()) {
            clear();
        }
    }

    /// A set's members.
    record OfSet(BytesTable members) implements Elements {
        @Override
        public ValueType type() {
            return ValueType.SET;
        }

        @Override
        public int size() {
            return members.size();
        }

        @Override
        public long bytes() {
            return members.bytes();
        }

        @Override
        public boolean expanded() {
            return members.expanded();
        }

        @Override
        public void expanded(boolean is) {
            members.expanded(is);
        }

        @Override
        public void clear() {
            members.clear();
        }

        @Override
        public NumberedBytes numbered() {
            return members;
        }

        @Override
        public Value copy() {
            var elements = new ArrayList<byte[]>(members.size());
            members.forEach((member, _) -> elements.add(member));
            return new Value.Members(elements);
        }
    }

    /// A hash's fields.
    record OfHash(BytesTable fields) implements Elements {
        @Override
        public ValueType type() {
            return ValueType.HASH;
        }

        @Override
        public int size() {
            return fields.size();
        }

        @Override
        public long bytes() {
            return fields.bytes();
        }

        @Override
        public boolean expanded() {
            return fields.expanded();
        }

        @Override
        public void expanded(boolean is) {
            fields.expanded(is);
        }

        @Override
        public void clear() {
            fields.clear();
        }

        @Override
        public NumberedBytes numbered() {
            return fields;
        }

        @Override
        public Value copy() {
            var pairs = new ArrayList<byte[]>(fields.size() * 2);
            fields.forEach((field, content) -> {
                pairs.add(field);
                pairs.add(content);
            });
            return new Value.Fields(pairs);
        }
    }
}
