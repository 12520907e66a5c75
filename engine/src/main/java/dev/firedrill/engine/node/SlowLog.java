package dev.firedrill.engine.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// The commands that took long, the latest first. Their times come from [Timings].
final class SlowLog {
    /// @param words as far as they are kept
    record Entry(
            long id, long unixSeconds, long micros, List<byte[]> words, String peer, String name) {
        private static final int EACH = 150;
        private static final int EACH_WORD = 24;

        long heapBytes() {
            long bytes = (long) EACH + peer.length() + name.length();
            for (byte[] word : words) {
                bytes += EACH_WORD + word.length;
            }
            return bytes;
        }
    }

    private final NodeContext node;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long ids;
    private long bytes;

    SlowLog(NodeContext node) {
        this.node = node;
    }

    boolean on() {
        return node.settings.slowerThanMicros >= 0;
    }

    void add(long micros, List<byte[]> words, Session session) {
        var entry = new Entry(ids++, node.nowSeconds(), micros, words, session.peer, session.name);
        entries.addFirst(entry);
        bytes += entry.heapBytes();
        trim();
    }

    /// After each change of `slowlog-max-len` the next entry trims, as in Redis. However long it
    /// may be, it has a share of the heap only.
    private void trim() {
        while (entries.size() > node.settings.slowLogEntriesMax
                || bytes > node.room.slowLogBytesMax()) {
            bytes -= entries.removeLast().heapBytes();
        }
    }

    /// @param count -1 for all
    List<Entry> latest(long count) {
        var found = new ArrayList<Entry>();
        Iterator<Entry> all = entries.iterator();
        while (all.hasNext() && (count < 0 || found.size() < count)) {
            found.add(all.next());
        }
        return found;
    }

    int size() {
        return entries.size();
    }

    void reset() {
        entries.clear();
        bytes = 0;
    }
}
