package dev.firedrill.engine.rdb;

import dev.firedrill.engine.keyspace.EntrySink;
import dev.firedrill.engine.keyspace.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads Redis's snapshot format as it arrives, in chunks of any size, from versions 1 to 10.
///
/// Entries reach the sink before the checksum is known. So the sink is a fresh keyspace, which is
/// swapped in only on [RdbProgress.Complete].
public final class RdbReader {
    private static final int HEADER_BYTES = 9;
    private static final long STRING_BYTES_MAX = 512L * 1024 * 1024;

    private final int databases;
    private final EntrySink sink;
    private final Crc64 checksum = new Crc64();
    private final Map<String, String> aux = new LinkedHashMap<>();
    private byte[] buffer = new byte[16 * 1024];

    /// The item that is being read begins at `start`; `at` moves within it.
    private int start;

    private int at;
    private int end;

    /// Fewer bytes than that cannot complete the present item.
    private int neededBytes;

    private int version;
    private int database;
    private long expireAtMillis = EntrySink.NEVER;
    private long consumed;
    private long entries;
    private boolean ended;
    private @Nullable RdbProgress verdict;

    /// @param databases how many there are; a file that selects another one is refused
    public RdbReader(int databases, EntrySink sink) {
        this.databases = databases;
        this.sink = sink;
    }

    /// The bytes end in the middle of an item: it is tried again when more have come.
    private static final class Underflow extends Exception {
        private static final long serialVersionUID = 1L;

        Underflow() {
            super(null, null, false, false);
        }
    }

    /// Takes the bytes, as far as the file goes.
    ///
    /// @return how many of them belong to the file: all of them unless it ended here
    public int feed(byte[] bytes, int offset, int length) {
        if (verdict != null) {
            return 0;
        }
        reserve(length);
        System.arraycopy(bytes, offset, buffer, end, length);
        end += length;
        while (verdict == null && end - start >= Math.max(1, neededBytes)) {
            at = start;
            neededBytes = 0;
            try {
                item();
            } catch (Underflow _) {
                break;
            } catch (Damaged damaged) {
                verdict = new RdbProgress.Refused(damaged.what(), consumed + at - start);
                return length;
            }
            consumed += at - start;
            start = at;
        }
        if (verdict == null) {
            return length;
        }
        int beyond = end - start;
        end = start;
        return length - beyond;
    }

    private void reserve(int more) {
        if (buffer.length - end >= more) {
            return;
        }
        int used = end - start;
        byte[] target =
                buffer.length - used >= more
                        ? buffer
                        : new byte[Math.max(used + more, buffer.length * 2)];
        System.arraycopy(buffer, start, target, 0, used);
        buffer = target;
        start = 0;
        end = used;
    }

    public RdbProgress progress() {
        RdbProgress known = verdict;
        return known == null ? new RdbProgress.Incomplete(consumed + end - start) : known;
    }

    /// The remarks read so far.
    public RdbAux aux() {
        return new RdbAux(aux);
    }

    public long entries() {
        return entries;
    }

    // One item at a time.

    private void item() throws Underflow, Damaged {
        if (version == 0) {
            header();
        } else if (ended) {
            footer();
            return;
        } else {
            opcode(octet());
        }
        checksum.update(buffer, start, at - start);
    }

    private void header() throws Underflow, Damaged {
        need(HEADER_BYTES);
        String head = new String(buffer, at, HEADER_BYTES, StandardCharsets.ISO_8859_1);
        at += HEADER_BYTES;
        if (!head.startsWith("REDIS")) {
            throw new Damaged("Wrong signature trying to load DB from file");
        }
        try {
            version = Integer.parseInt(head.substring(5));
        } catch (NumberFormatException notANumber) {
            version = 0;
        }
        if (version < 1 || version > RdbTypes.VERSION) {
            throw new Damaged("Can't handle RDB format version " + head.substring(5));
        }
    }

    private void footer() throws Underflow, Damaged {
        if (version < RdbTypes.VERSION_WITH_CHECKSUM) {
            verdict = new RdbProgress.Complete(aux(), entries, consumed);
            return;
        }
        long written = long64();
        if (written != 0 && written != checksum.value()) {
            throw new Damaged(
                    "Wrong RDB checksum expected: (%x) but got (%x)"
                            .formatted(checksum.value(), written));
        }
        verdict = new RdbProgress.Complete(aux(), entries, consumed + Long.BYTES);
    }

    private void opcode(int opcode) throws Underflow, Damaged {
        switch (opcode) {
            case RdbTypes.END -> {
                ended = true;
                if (version < RdbTypes.VERSION_WITH_CHECKSUM) {
                    verdict = new RdbProgress.Complete(aux(), entries, consumed + 1);
                }
            }
            case RdbTypes.SELECT_DATABASE -> {
                long wanted = length();
                if (wanted < 0 || wanted >= databases) {
                    throw new Damaged("database " + wanted + " does not exist here");
                }
                database = (int) wanted;
            }
            case RdbTypes.EXPIRE_SECONDS -> expireAtMillis = unsigned32() * 1000;
            case RdbTypes.EXPIRE_MILLIS -> expireAtMillis = long64();
            case RdbTypes.RESIZE_DATABASE -> {
                length();
                length();
            }
            case RdbTypes.AUX -> {
                String name = new String(string(), StandardCharsets.ISO_8859_1);
                aux.put(name, new String(string(), StandardCharsets.ISO_8859_1));
            }
            case RdbTypes.IDLE -> length();
            case RdbTypes.FREQUENCY -> octet();
            case RdbTypes.MODULE_AUX, RdbTypes.FUNCTION, RdbTypes.FUNCTION_PRE_GA ->
                    throw new Damaged("a " + RdbTypes.name(opcode) + " is not supported");
            default -> entry(opcode);
        }
    }

    private void entry(int type) throws Underflow, Damaged {
        byte[] key = string();
        Value value = value(type, key);
        sink.entry(database, key, value, expireAtMillis);
        expireAtMillis = EntrySink.NEVER;
        entries++;
    }

    private Value value(int type, byte[] key) throws Underflow, Damaged {
        return switch (type) {
            case RdbTypes.STRING -> new Value.Text(string());
            case RdbTypes.LIST -> new Value.Sequence(strings(length()));
            case RdbTypes.SET -> new Value.Members(strings(length()));
            case RdbTypes.HASH -> new Value.Fields(strings(twice(length())));
            case RdbTypes.ZSET, RdbTypes.ZSET_TEXT_SCORES -> ranking(type);
            case RdbTypes.LIST_ZIPLIST -> new Value.Sequence(Packed.ziplist(string()));
            case RdbTypes.SET_INTSET -> new Value.Members(Packed.intset(string()));
            case RdbTypes.HASH_ZIPLIST -> new Value.Fields(pairs(Packed.ziplist(string())));
            case RdbTypes.HASH_LISTPACK -> new Value.Fields(pairs(Packed.listpack(string())));
            case RdbTypes.ZSET_ZIPLIST -> scored(Packed.ziplist(string()));
            case RdbTypes.ZSET_LISTPACK -> scored(Packed.listpack(string()));
            case RdbTypes.LIST_QUICKLIST -> quicklist(false);
            case RdbTypes.LIST_QUICKLIST_2 -> quicklist(true);
            default ->
                    throw new Damaged(
                            "the key '%s' holds a %s, which is not supported"
                                    .formatted(
                                            new String(key, StandardCharsets.ISO_8859_1),
                                            RdbTypes.name(type)));
        };
    }

    /// So many pairs as strings: a count that overflows would pass for none at all.
    private static long twice(long pairs) throws Damaged {
        if (pairs > Long.MAX_VALUE / 2) {
            throw new Damaged("a length beyond all bounds");
        }
        return 2 * pairs;
    }

    private Value quicklist(boolean second) throws Underflow, Damaged {
        long nodes = length();
        var elements = new ArrayList<byte[]>();
        for (long i = 0; i < nodes; i++) {
            long container = second ? length() : 2;
            byte[] packed = string();
            if (container == 1) {
                elements.add(packed);
            } else {
                elements.addAll(second ? Packed.listpack(packed) : Packed.ziplist(packed));
            }
        }
        return new Value.Sequence(elements);
    }

    private static List<byte[]> pairs(List<byte[]> elements) throws Damaged {
        if (elements.size() % 2 != 0) {
            throw new Damaged("a hash with a field that has no value");
        }
        return elements;
    }

    private Value ranking(int type) throws Underflow, Damaged {
        long count = length();
        var members = new ArrayList<Value.Ranking.Scored>();
        for (long i = 0; i < count; i++) {
            byte[] member = string();
            double score =
                    type == RdbTypes.ZSET ? Double.longBitsToDouble(long64()) : scoreAsText();
            members.add(new Value.Ranking.Scored(member, score));
        }
        return sorted(members);
    }

    private double scoreAsText() throws Underflow, Damaged {
        int length = octet();
        return switch (length) {
            case 253 -> Double.NaN;
            case 254 -> Double.POSITIVE_INFINITY;
            case 255 -> Double.NEGATIVE_INFINITY;
            default -> score(bytes(length));
        };
    }

    private static double score(byte[] text) throws Damaged {
        try {
            return Double.parseDouble(
                    new String(text, StandardCharsets.ISO_8859_1).replace("inf", "Infinity"));
        } catch (NumberFormatException notANumber) {
            throw new Damaged("a score that is no number");
        }
    }

    private static Value scored(List<byte[]> elements) throws Damaged {
        var members = new ArrayList<Value.Ranking.Scored>();
        pairs(elements);
        for (int i = 0; i < elements.size(); i += 2) {
            double score = score(elements.get(i + 1));
            members.add(new Value.Ranking.Scored(elements.get(i), score));
        }
        return sorted(members);
    }

    private static Value sorted(List<Value.Ranking.Scored> members) {
        members.sort(
                java.util.Comparator.comparingDouble(Value.Ranking.Scored::score)
                        .thenComparing(Value.Ranking.Scored::member, Arrays::compareUnsigned));
        return new Value.Ranking(members);
    }

    // Parts of an item.

    private void need(long bytes) throws Underflow {
        if (end - at < bytes) {
            neededBytes = (int) Math.min(Integer.MAX_VALUE, at - start + bytes);
            throw new Underflow();
        }
    }

    private int octet() throws Underflow {
        need(1);
        return buffer[at++] & 0xff;
    }

    private long unsigned32() throws Underflow {
        need(4);
        long value = 0;
        for (int i = 0; i < 4; i++) {
            value |= (buffer[at++] & 0xffL) << (8 * i);
        }
        return value;
    }

    private long long64() throws Underflow {
        need(8);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value |= (buffer[at++] & 0xffL) << (8 * i);
        }
        return value;
    }

    private byte[] bytes(long length) throws Underflow, Damaged {
        if (length < 0 || length > STRING_BYTES_MAX) {
            throw new Damaged("a string of " + length + " bytes");
        }
        need(length);
        byte[] bytes = Arrays.copyOfRange(buffer, at, at + (int) length);
        at += (int) length;
        return bytes;
    }

    private long length() throws Underflow, Damaged {
        int first = octet();
        return switch (first >>> 6) {
            case RdbTypes.LENGTH_6 -> first & 0x3f;
            case RdbTypes.LENGTH_14 -> (first & 0x3f) << 8 | octet();
            case 2 -> longLength(first);
            default -> throw new Damaged("an encoded string stands where a length belongs");
        };
    }

    private long longLength(int first) throws Underflow, Damaged {
        int bytes =
                switch (first) {
                    case RdbTypes.LENGTH_32 -> 4;
                    case RdbTypes.LENGTH_64 -> 8;
                    default -> throw new Damaged("a length of kind " + first);
                };
        need(bytes);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (buffer[at++] & 0xff);
        }
        if (value < 0) {
            throw new Damaged("a length beyond all bounds");
        }
        return value;
    }

    private byte[] string() throws Underflow, Damaged {
        int first = octet();
        if (first >>> 6 != RdbTypes.ENCODED) {
            at--;
            return bytes(length());
        }
        int encoding = first & 0x3f;
        if (encoding == RdbTypes.ENCODED_LZF) {
            long packed = length();
            long plain = length();
            return Packed.lzf(bytes(packed), plain);
        }
        if (encoding > RdbTypes.ENCODED_INT32) {
            throw new Damaged("a string of encoding " + encoding);
        }
        int width = 1 << encoding;
        need(width);
        long value = 0;
        for (int i = 0; i < width; i++) {
            value |= (buffer[at++] & 0xffL) << (8 * i);
        }
        int unused = 64 - 8 * width;
        return Long.toString(value << unused >> unused).getBytes(StandardCharsets.US_ASCII);
    }

    private List<byte[]> strings(long count) throws Underflow, Damaged {
        var strings = new ArrayList<byte[]>();
        for (long i = 0; i < count; i++) {
            strings.add(string());
        }
        return strings;
    }
}
