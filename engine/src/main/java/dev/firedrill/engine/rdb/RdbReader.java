package dev.firedrill.engine.rdb;

import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.keyspace.EntrySink;
import dev.firedrill.engine.keyspace.Value;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads Redis's snapshot format as it arrives, in chunks of any size, from versions 1 to 10. What
/// was read is not read again, however large the item that it belongs to.
///
/// Entries reach the sink before the checksum is known. So the sink is a fresh keyspace, which is
/// swapped in only on [RdbProgress.Complete].
public final class RdbReader {
    private static final int HEADER_BYTES = 9;
    private static final int NO_TYPE = -1;

    private final int databases;
    private final boolean checked;
    private final EntrySink sink;
    private final ReadingRoom room;
    private final RdbInput in;
    private final RdbValueReader values;
    private final Map<String, String> aux = new LinkedHashMap<>();

    private int version;
    private int database;
    private long expireAtMillis = EntrySink.NEVER;

    /// Of the entry that is being read; its key comes next where it is still missing.
    private int type = NO_TYPE;

    private byte @Nullable [] key;

    /// A remark is being read; its name comes next where it is still missing.
    private boolean remark;

    private @Nullable String remarkName;
    private long entries;
    private boolean ended;
    private @Nullable RdbProgress verdict;

    /// @param databases how many there are; a file that selects another one is refused
    public RdbReader(int databases, EntrySink sink) {
        this(databases, true, sink);
    }

    /// @param checked whether a wrong checksum is a reason to refuse; one of zero, which stands for
    ///   none, never is
    public RdbReader(int databases, boolean checked, EntrySink sink) {
        this(databases, checked, sink, ReadingRoom.HEAP);
    }

    public RdbReader(int databases, boolean checked, EntrySink sink, ReadingRoom room) {
        this.room = room;
        in = new RdbInput(room);
        values = new RdbValueReader(in);
        this.databases = databases;
        this.checked = checked;
        this.sink = sink;
    }

    /// Takes the bytes, as far as the file goes.
    ///
    /// @return how many of them belong to the file: all of them unless it ended here
    public int feed(byte[] bytes, int offset, int length) {
        if (verdict != null) {
            return 0;
        }
        in.append(bytes, offset, length);
        try {
            room.checkGrowth(length);
            while (verdict == null) {
                step();
                in.commit();
            }
        } catch (Underflow _) {
            in.rewind();
            return length;
        } catch (Damaged damaged) {
            verdict = new RdbProgress.Refused(damaged.what(), in.offset());
            release();
            return length;
        }
        return length - in.left();
    }

    /// Nothing more is fed: gives back what lies outside of the heap.
    public void release() {
        in.release();
        values.release();
    }

    public RdbProgress progress() {
        RdbProgress known = verdict;
        return known == null ? new RdbProgress.Incomplete(in.given()) : known;
    }

    /// The remarks read so far.
    public RdbAux aux() {
        return new RdbAux(aux);
    }

    public long entries() {
        return entries;
    }

    private void step() throws Underflow, Damaged {
        if (type != NO_TYPE) {
            entry();
        } else if (remark) {
            remark();
        } else if (version == 0) {
            header();
        } else if (ended) {
            footer();
        } else {
            opcode(in.octet());
        }
    }

    private void header() throws Underflow, Damaged {
        String head = new String(in.few(HEADER_BYTES), StandardCharsets.ISO_8859_1);
        if (!head.startsWith("REDIS")) {
            throw new Damaged("Wrong signature trying to load DB from file");
        }
        try {
            version = Integer.parseInt(head.substring(5));
        } catch (NumberFormatException notANumber) {
            version = 0;
        }
        if (version < 1 || version > RdbTypes.VERSION) {
            throw new Damaged(
                    "Can't handle RDB format version " + RdbTypes.shown(head.substring(5)));
        }
    }

    private void footer() throws Underflow, Damaged {
        long written = in.long64();
        if (checked && written != 0 && written != in.checksum()) {
            throw new Damaged(
                    "Wrong RDB checksum expected: (%x) but got (%x)"
                            .formatted(in.checksum(), written));
        }
        verdict = new RdbProgress.Complete(aux(), entries, in.offset());
    }

    private void opcode(int opcode) throws Underflow, Damaged {
        switch (opcode) {
            case RdbTypes.END -> {
                ended = true;
                if (version < RdbTypes.VERSION_WITH_CHECKSUM) {
                    verdict = new RdbProgress.Complete(aux(), entries, in.offset());
                }
            }
            case RdbTypes.SELECT_DATABASE -> {
                long wanted = in.length();
                if (wanted >= databases) {
                    throw new Damaged("database " + wanted + " does not exist here");
                }
                database = (int) wanted;
            }
            case RdbTypes.EXPIRE_SECONDS -> expireAtMillis = in.int32() * 1000L;
            case RdbTypes.EXPIRE_MILLIS -> expireAtMillis = in.long64();
            case RdbTypes.RESIZE_DATABASE -> {
                long entriesNext = in.length();
                in.length();
                sink.expect(database, entriesNext);
            }
            case RdbTypes.AUX -> remark = true;
            case RdbTypes.IDLE -> in.length();
            case RdbTypes.FREQUENCY -> in.octet();
            case RdbTypes.MODULE_AUX, RdbTypes.FUNCTION, RdbTypes.FUNCTION_PRE_GA ->
                    throw new Damaged("a " + RdbTypes.name(opcode) + " is not supported");
            default -> type = opcode;
        }
    }

    private void remark() throws Underflow, Damaged {
        String text = new String(in.string(), StandardCharsets.ISO_8859_1);
        String name = remarkName;
        if (name == null) {
            remarkName = text;
            return;
        }
        aux.put(name, text);
        remarkName = null;
        remark = false;
    }

    private void entry() throws Underflow, Damaged {
        byte[] named = key;
        if (named == null) {
            named = in.string();
            in.commit();
            key = named;
            byte[] its = named;
            values.begin(type, named, kind -> sink.growing(database, its, kind, expireAtMillis));
        }
        if (!longText(named)) {
            Value value = values.read();
            EntrySink.Growing growing = values.growing();
            if (growing != null) {
                values.end(growing, value);
                entries++;
            } else if (!RdbValueReader.isEmpty(value)) {
                // Redis leaves out a key that holds nothing, too: there is no empty list.
                sink.entry(database, named, value, expireAtMillis);
                entries++;
            }
        }
        expireAtMillis = EntrySink.NEVER;
        type = NO_TYPE;
        key = null;
    }

    /// Whether a string was read that is too long for the heap.
    private boolean longText(byte[] named) throws Underflow, Damaged {
        LongBytes text = type == RdbTypes.STRING ? in.longString() : null;
        if (text == null) {
            return false;
        }
        sink.longText(database, named, text, expireAtMillis);
        text.release();
        entries++;
        return true;
    }
}
