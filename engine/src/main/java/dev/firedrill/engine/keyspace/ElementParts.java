package dev.firedrill.engine.keyspace;

import java.util.ArrayList;
import java.util.List;

/// The elements of a large collection, part by part.
final class ElementParts implements Parts {
    /// Holes in a table that are passed over for each element wanted.
    private static final int HOLES_PER_ELEMENT = 10;

    private final Elements elements;

    /// A number of the table, or a place in the order.
    private int at;

    private int left;
    private long bytes;

    ElementParts(Elements elements) {
        this.elements = elements;
        left = elements.size();
    }

    @Override
    public ValueType type() {
        return elements.type();
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public boolean more() {
        return left > 0;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    /// May be none where many were removed, but gets on.
    @Override
    public Value next(int countMax, long bytesMax) {
        bytes = 0;
        return switch (elements) {
            case BytesList list -> new Value.Sequence(ofList(list, countMax, bytesMax));
            case BytesRanking ranking -> new Value.Ranking(ofRanking(ranking, countMax));
            case Elements.OfSet(var table) ->
                    new Value.Members(ofTable(table, countMax, bytesMax, false));
            case Elements.OfHash(var table) ->
                    new Value.Fields(ofTable(table, countMax, bytesMax, true));
        };
    }

    private List<byte[]> ofList(BytesList list, int countMax, long bytesMax) {
        var part = new ArrayList<byte[]>();
        while (left > 0 && part.size() < countMax && bytes < bytesMax) {
            byte[] element = list.get(at++);
            part.add(element);
            bytes += element.length;
            left--;
        }
        return part;
    }

    /// Members of sorted sets are not bounded by their bytes here: those of a rank are looked up
    /// together.
    private List<Value.Ranking.Scored> ofRanking(BytesRanking ranking, int countMax) {
        List<Value.Ranking.Scored> part = ranking.range(at, Math.min(left, countMax), false);
        for (Value.Ranking.Scored scored : part) {
            bytes += scored.member().length + Double.BYTES;
        }
        at += part.size();
        left -= part.size();
        return part;
    }

    private List<byte[]> ofTable(
            BytesTable table, int countMax, long bytesMax, boolean withValues) {
        var part = new ArrayList<byte[]>();
        long holes = (long) HOLES_PER_ELEMENT * countMax;
        int count = 0;
        while (left > 0 && count < countMax && bytes < bytesMax && holes > 0) {
            int number = at++;
            if (!table.used(number)) {
                holes--;
                continue;
            }
            byte[] key = table.key(number);
            part.add(key);
            bytes += key.length;
            if (withValues) {
                byte[] value = table.value(number);
                part.add(value);
                bytes += value.length;
            }
            count++;
            left--;
        }
        return part;
    }
}
