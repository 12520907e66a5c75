package dev.firedrill.engine.rdb;

import dev.firedrill.engine.keyspace.EntrySink;
import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.keyspace.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads one value of a snapshot in any of its encodings. When the bytes end in the middle of a
/// collection, what was read of it is kept here, and reading goes on behind it.
final class RdbValueReader {
    private static final int UNKNOWN = -1;
    private static final int ROOM_MAX = 64;
    private static final Comparator<Value.Ranking.Scored> ASCENDING =
            Comparator.comparingDouble(Value.Ranking.Scored::score)
                    .thenComparing(Value.Ranking.Scored::member, Arrays::compareUnsigned);

    /// A collection of which so much waits on the heap goes into its place, and the rest follows.
    private static final int PART_BYTES = 1024 * 1024;

    /// What an element takes on the heap beside its bytes.
    private static final int ELEMENT_BYTES = 40;

    private final RdbInput in;
    private Function<ValueType, EntrySink.@Nullable Growing> place = _ -> null;
    private EntrySink.@Nullable Growing growing;
    private long elementsExpected;
    private int partBytes;
    private int type;
    private long left;
    private int container;
    private List<byte[]> elements = List.of();
    private List<Value.Ranking.Scored> scored = List.of();

    /// Its score comes next.
    private byte @Nullable [] member;

    RdbValueReader(RdbInput in) {
        this.in = in;
    }

    /// @param key to name it in a refusal
    /// @param place begins a collection that comes in parts; null where it must come whole
    void begin(int type, byte[] key, Function<ValueType, EntrySink.@Nullable Growing> place)
            throws Damaged {
        this.place = place;
        growing = null;
        elementsExpected = 0;
        partBytes = 0;
        if (!RdbTypes.isRead(type)) {
            throw new Damaged(
                    "the key '%s' holds a %s, which is not supported"
                            .formatted(
                                    RdbTypes.shown(new String(key, StandardCharsets.ISO_8859_1)),
                                    RdbTypes.name(type)));
        }
        this.type = type;
        left = UNKNOWN;
        container = UNKNOWN;
        member = null;
    }

    static boolean isEmpty(Value value) {
        return switch (value) {
            case Value.Text _ -> false;
            case Value.Sequence(List<byte[]> elements) -> elements.isEmpty();
            case Value.Members(List<byte[]> elements) -> elements.isEmpty();
            case Value.Fields(List<byte[]> pairs) -> pairs.isEmpty();
            case Value.Ranking(List<Value.Ranking.Scored> members) -> members.isEmpty();
        };
    }

    Value read() throws Underflow, Damaged {
        return switch (type) {
            case RdbTypes.STRING -> new Value.Text(in.string());
            case RdbTypes.LIST -> new Value.Sequence(strings(1));
            case RdbTypes.SET -> members(strings(1));
            case RdbTypes.HASH -> fields(strings(2));
            case RdbTypes.ZSET, RdbTypes.ZSET_TEXT_SCORES -> ranking();
            case RdbTypes.HASH_ZIPMAP -> fields(Packed.zipmap(in.string()));
            case RdbTypes.LIST_ZIPLIST -> new Value.Sequence(Packed.ziplist(in.string()));
            case RdbTypes.SET_INTSET -> new Value.Members(Packed.intset(in.string()));
            case RdbTypes.HASH_ZIPLIST -> fields(Packed.ziplist(in.string()));
            case RdbTypes.ZSET_ZIPLIST -> scored(Packed.ziplist(in.string()));
            case RdbTypes.HASH_LISTPACK -> fields(Packed.listpack(in.string()));
            case RdbTypes.ZSET_LISTPACK -> scored(Packed.listpack(in.string()));
            case RdbTypes.LIST_QUICKLIST, RdbTypes.LIST_QUICKLIST_2 -> quicklist();
            default -> throw new Damaged("a " + RdbTypes.name(type) + " is not supported");
        };
    }

    /// @param each how many strings belong to one element
    private void count(int each) throws Underflow, Damaged {
        if (left != UNKNOWN) {
            return;
        }
        long announced = in.length();
        if (announced > Long.MAX_VALUE / 2) {
            // Twice as many would pass for none at all.
            throw new Damaged("a length beyond all bounds");
        }
        in.commit();
        left = each * announced;
        int room = (int) Math.min(left, ROOM_MAX);
        if (type == RdbTypes.ZSET || type == RdbTypes.ZSET_TEXT_SCORES) {
            scored = new ArrayList<>(room);
        } else {
            elements = new ArrayList<>(room);
        }
    }

    private List<byte[]> strings(int each) throws Underflow, Damaged {
        count(each);
        for (; left > 0; left--) {
            if (left % each == 0) {
                partPerhaps();
            }
            byte[] element = in.string();
            in.commit();
            elements.add(element);
            partBytes += element.length + ELEMENT_BYTES;
        }
        return elements;
    }

    /// What the present type's elements make up.
    private Value part() throws Damaged {
        return switch (type) {
            case RdbTypes.SET -> members(elements);
            case RdbTypes.HASH -> fields(elements);
            case RdbTypes.ZSET, RdbTypes.ZSET_TEXT_SCORES -> sorted(scored);
            default -> new Value.Sequence(elements);
        };
    }

    private void partPerhaps() throws Damaged {
        if (partBytes < PART_BYTES) {
            return;
        }
        Value part = part();
        EntrySink.Growing target = growing;
        if (target == null) {
            target = place.apply(part.type());
            growing = target;
        }
        partBytes = 0;
        if (target == null) {
            return;
        }
        elementsExpected += part.elementCount();
        target.part(part);
        elements = new ArrayList<>();
        scored = new ArrayList<>();
    }

    /// What takes the collection in parts, if it has begun to.
    EntrySink.@Nullable Growing growing() {
        return growing;
    }

    /// The last part of a collection.
    void end(EntrySink.Growing target, Value last) throws Damaged {
        elementsExpected += last.elementCount();
        target.part(last);
        if (target.size() != elementsExpected) {
            throw new Damaged("a collection that holds the same twice");
        }
        target.end();
        growing = null;
    }

    /// Nothing more is read.
    void release() {
        EntrySink.Growing target = growing;
        if (target != null) {
            growing = null;
            target.abandon();
        }
    }

    private Value quicklist() throws Underflow, Damaged {
        count(1);
        boolean first = type == RdbTypes.LIST_QUICKLIST;
        for (; left > 0; left--) {
            partPerhaps();
            if (container == UNKNOWN) {
                container = first ? RdbTypes.NODE_PACKED : node(in.length());
                in.commit();
            }
            byte[] node = in.string();
            in.commit();
            partBytes += 4 * node.length + ELEMENT_BYTES;
            if (container == RdbTypes.NODE_PLAIN) {
                elements.add(node);
            } else {
                elements.addAll(first ? Packed.ziplist(node) : Packed.listpack(node));
            }
            container = UNKNOWN;
        }
        return new Value.Sequence(elements);
    }

    private static int node(long kind) throws Damaged {
        if (kind != RdbTypes.NODE_PLAIN && kind != RdbTypes.NODE_PACKED) {
            throw new Damaged("a list with a node of kind " + kind);
        }
        return (int) kind;
    }

    private static Value members(List<byte[]> members) throws Damaged {
        Duplicates.refuse(members, 1);
        return new Value.Members(members);
    }

    private static Value fields(List<byte[]> pairs) throws Damaged {
        Duplicates.refuse(pairs(pairs), 2);
        return new Value.Fields(pairs);
    }

    private static List<byte[]> pairs(List<byte[]> elements) throws Damaged {
        if (elements.size() % 2 != 0) {
            throw new Damaged("a field or member without its value");
        }
        return elements;
    }

    private Value ranking() throws Underflow, Damaged {
        count(1);
        for (; left > 0; left--) {
            byte[] named = member;
            if (named == null) {
                partPerhaps();
                named = in.string();
                in.commit();
                member = named;
            }
            double score =
                    type == RdbTypes.ZSET ? Double.longBitsToDouble(in.long64()) : scoreAsText();
            in.commit();
            scored.add(new Value.Ranking.Scored(named, number(score)));
            partBytes += named.length + 2 * ELEMENT_BYTES;
            member = null;
        }
        return sorted(scored);
    }

    private double scoreAsText() throws Underflow, Damaged {
        int length = in.octet();
        return switch (length) {
            case 253 -> Double.NaN;
            case 254 -> Double.POSITIVE_INFINITY;
            case 255 -> Double.NEGATIVE_INFINITY;
            default -> ScoreOfFile.of(in.few(length));
        };
    }

    private static double number(double score) throws Damaged {
        if (Double.isNaN(score)) {
            throw new Damaged("a score that is no number");
        }
        return score;
    }

    private static Value scored(List<byte[]> elements) throws Damaged {
        pairs(elements);
        var members = new ArrayList<Value.Ranking.Scored>(elements.size() / 2);
        for (int i = 0; i < elements.size(); i += 2) {
            members.add(
                    new Value.Ranking.Scored(
                            elements.get(i), number(ScoreOfFile.of(elements.get(i + 1)))));
        }
        return sorted(members);
    }

    private static Value sorted(List<Value.Ranking.Scored> members) throws Damaged {
        Duplicates.refuse(members.size(), i -> members.get(i).member());
        members.sort(ASCENDING);
        return new Value.Ranking(members);
    }
}
