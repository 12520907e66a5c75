package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Flag;
import dev.firedrill.engine.resp.Args;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How long commands took, as far as a node that never reads a clock can know.
///
/// An input has one time: all its commands run "at" it. How long they took shows in the time of the
/// next input, or of the `settle` that ends the batch. So a command that came alone, as most do, is
/// charged what its input took; commands that came together share that time evenly, and a slow one
/// among many fast ones is understated. What a command says of itself (`DEBUG SLEEP`) is taken as
/// it is. In a simulator an input takes no time unless its owner says so.
final class Timings {
    private static final int WORDS_MAX = 32;
    private static final int WORD_BYTES_MAX = 128;

    /// Of the words of one input's commands; those beyond are timed, but cannot be logged as slow.
    private static final int ARENA_BYTES_MAX = 256 * 1024;

    private static final int NOT_KEPT = -1;
    private static final long UNKNOWN = -1;

    private static final class Run {
        @Nullable CommandSpec<NodeCall> spec;
        @Nullable Session session;
        int place;
        long nanos;
    }

    private final NodeContext node;
    private final List<Run> runs = new ArrayList<>();
    private int count;
    private ByteBuffer arena = ByteBuffer.allocate(1024);
    private long toldNanos = UNKNOWN;

    Timings(NodeContext node) {
        this.node = node;
    }

    /// The command under way takes exactly this long.
    void takes(long nanos) {
        toldNanos = nanos;
    }

    /// A command has run.
    void ran(Session session, CommandSpec<NodeCall> spec, Args args) {
        if (count == runs.size()) {
            runs.add(new Run());
        }
        Run run = runs.get(count++);
        run.spec = spec;
        run.session = session;
        run.nanos = toldNanos;
        toldNanos = UNKNOWN;
        boolean kept = node.slowLog.on() && !spec.is(Flag.SKIP_SLOWLOG);
        run.place = kept ? keep(args) : NOT_KEPT;
    }

    private int keep(Args args) {
        int place = arena.position();
        int words = args.count() > WORDS_MAX ? WORDS_MAX - 1 : args.count();
        int bytes = Integer.BYTES;
        for (int i = 0; i < words; i++) {
            bytes += Integer.BYTES + Math.min(args.length(i), WORD_BYTES_MAX);
        }
        if (place + bytes > ARENA_BYTES_MAX) {
            return NOT_KEPT;
        }
        if (arena.remaining() < bytes) {
            int capacity = Math.max(place + bytes, 2 * arena.capacity());
            arena = ByteBuffer.wrap(Arrays.copyOf(arena.array(), capacity)).position(place);
        }
        arena.putInt(args.count());
        for (int i = 0; i < words; i++) {
            arena.putInt(args.length(i));
            if (args.reachOutside()) {
                arena.put(args.copy(i, WORD_BYTES_MAX));
            } else {
                arena.put(args.array(), args.offset(i), Math.min(args.length(i), WORD_BYTES_MAX));
            }
        }
        return place;
    }

    /// It is later: what has run since the last input took until now.
    void until(long nowNanos) {
        if (count == 0) {
            return;
        }
        int ended = count;
        count = 0;
        long share = Math.max(0, nowNanos - node.nowNanos) / ended;
        for (int i = 0; i < ended; i++) {
            Run run = runs.get(i);
            ended(run, run.nanos == UNKNOWN ? share : run.nanos);
            run.session = null;
        }
        arena.clear();
    }

    private void ended(Run run, long nanos) {
        CommandSpec<NodeCall> spec = Objects.requireNonNull(run.spec);
        CommandUse.Row use = node.commandUse.of(spec);
        use.nanos += nanos;
        if (node.settings.latencyTracking) {
            use.durations.add(nanos);
        }
        if (!spec.is(Flag.SKIP_SLOWLOG)) {
            node.latency.took(spec.is(Flag.FAST) ? "fast-command" : "command", nanos);
        }
        long micros = nanos / 1000;
        if (run.place != NOT_KEPT && micros >= node.settings.slowerThanMicros) {
            node.slowLog.add(micros, words(run.place), Objects.requireNonNull(run.session));
        }
    }

    private List<byte[]> words(int place) {
        ByteBuffer kept = ByteBuffer.wrap(arena.array()).position(place);
        int total = kept.getInt();
        int words = total > WORDS_MAX ? WORDS_MAX - 1 : total;
        var found = new ArrayList<byte[]>();
        for (int i = 0; i < words; i++) {
            int length = kept.getInt();
            byte[] word = new byte[Math.min(length, WORD_BYTES_MAX)];
            kept.get(word);
            if (length > WORD_BYTES_MAX) {
                byte[] remark = ascii("... (%d more bytes)".formatted(length - WORD_BYTES_MAX));
                byte[] cut = Arrays.copyOf(word, WORD_BYTES_MAX + remark.length);
                System.arraycopy(remark, 0, cut, WORD_BYTES_MAX, remark.length);
                word = cut;
            }
            found.add(word);
        }
        if (total > WORDS_MAX) {
            found.add(ascii("... (%d more arguments)".formatted(total - words)));
        }
        return found;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
