package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/// The elements of a large collection, part by part, as they were when this was made. Commands may
/// change the collection meanwhile, and pay for the one element that they change.
final class ElementParts implements Parts {
    /// Numbers without an element that are passed over for each element wanted.
    private static final int HOLES_PER_ELEMENT = 10;

    private final Elements elements;
    private final NumberedBytes source;
    private final int size;
    private final long first;
    private final long end;
    private final PrimitiveIterator.OfLong order;

    /// Which have gone already, the first number being 0.
    private final BitSet passed = new BitSet();

    /// What was under numbers that were not reached yet and have changed since.
    private final KeptElements kept;

    private final KeepingRoom room;

    private int left;
    private long bytes;
    private long bytesPreserved;
    private boolean inherited;

    ElementParts(Elements elements, BytesTable kept, KeepingRoom room) {
        this.elements = elements;
        this.kept = new KeptElements(kept);
        this.room = room;
        source = elements.numbered();
        size = elements.size();
        left = size;
        first = source.firstNumber();
        end = source.endNumber();
        source.beginReading(this);
        order = elements.numbersInOrder();
    }

    @Override
    public ValueType type() {
        return elements.type();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean more() {
        return left > 0;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long bytesPreserved() {
        return bytesPreserved;
    }

    void aboutToChange(long number) {
        if (number < first || number >= end) {
            return;
        }
        if (passed.get((int) (number - first)) || kept.has(number)) {
            return;
        }
        KeptElements.Element present = present(number);
        long size = present == null ? 0 : present.bytes();
        if (room.admits(size)) {
            bytesPreserved += size;
            kept.keep(number, present);
        }
    }

    /// Nobody else needs the elements any more.
    void inherit() {
        inherited = true;
    }

    @Override
    public void close() {
        source.endReading();
        kept.clear();
        left = 0;
        if (inherited) {
            elements.clear();
        }
    }

    /// May be none where many were removed, but gets on.
    @Override
    public Value next(int countMax, long bytesMax) {
        bytes = 0;
        long holes = (long) HOLES_PER_ELEMENT * countMax;
        var part = new ArrayList<KeptElements.Element>();
        while (left > 0 && part.size() < countMax && bytes < bytesMax && holes > 0) {
            check(
                    order.hasNext(),
                    "a collection's elements were lost on their way into a snapshot");
            KeptElements.Element element = element(order.nextLong());
            if (element == null) {
                holes--;
            } else {
                bytes += element.bytes();
                part.add(element);
                left--;
            }
        }
        return value(part);
    }

    private KeptElements.@Nullable Element element(long number) {
        passed.set((int) (number - first));
        return kept.has(number) ? kept.take(number) : present(number);
    }

    private KeptElements.@Nullable Element present(long number) {
        return source.has(number)
                ? new KeptElements.Element(source.first(number), source.second(number))
                : null;
    }

    private Value value(List<KeptElements.Element> part) {
        return switch (elements.type()) {
            case STRING -> throw new IllegalStateException("a string has no elements");
            case LIST -> new Value.Sequence(firsts(part));
            case SET -> new Value.Members(firsts(part));
            case HASH -> {
                var pairs = new ArrayList<byte[]>(2 * part.size());
                for (KeptElements.Element field : part) {
                    pairs.add(field.first());
                    pairs.add(field.second());
                }
                yield new Value.Fields(pairs);
            }
            case RANKING -> {
                var scored = new ArrayList<Value.Ranking.Scored>(part.size());
                for (KeptElements.Element member : part) {
                    scored.add(new Value.Ranking.Scored(member.first(), score(member.second())));
                }
                yield new Value.Ranking(scored);
            }
        };
    }

    private static List<byte[]> firsts(List<KeptElements.Element> part) {
        var firsts = new ArrayList<byte[]>(part.size());
        for (KeptElements.Element element : part) {
            firsts.add(element.first());
        }
        return firsts;
    }

    private static double score(byte[] bits) {
        return ByteBuffer.wrap(bits).order(ByteOrder.LITTLE_ENDIAN).getDouble();
    }
}
