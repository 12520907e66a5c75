package dev.firedrill.faults.sim;

import static dev.firedrill.engine.base.Invariants.check;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Virtual time: what is due next happens next, and what is due at the same moment happens in the
/// order in which it was asked for. That order is what makes a run repeat byte for byte.
///
/// A binary heap of its own, because a run is millions of events: the two numbers that order them
/// lie in arrays, so that neither an object nor a call of a comparator is needed for each. A task
/// stays in one slot while its event moves through the heap: to store a reference costs the checks
/// of an array of objects and of the garbage collector, to store the slot's number does not. What
/// is asked for at once, as a third of all events are, does not go through the heap: it waits in
/// line behind whatever the heap holds for the same moment, which was asked for earlier.
final class EventQueue {
    private static final int CAPACITY = 1024;

    private long[] atNanos = new long[CAPACITY];
    private long[] sequences = new long[CAPACITY];
    private @Nullable Runnable[] tasks = new @Nullable Runnable[CAPACITY];

    /// Where the task of each event lies; from `size` on the slots that are free.
    private int[] slots = numbered(new int[CAPACITY], 0);

    private int size;
    private final ArrayDeque<Runnable> atOnce = new ArrayDeque<>();
    private long nowNanos;
    private long sequence;

    long nowNanos() {
        return nowNanos;
    }

    void at(long wantedNanos, Runnable task) {
        if (wantedNanos <= nowNanos) {
            atOnce.add(task);
            return;
        }
        if (size == tasks.length) {
            atNanos = Arrays.copyOf(atNanos, 2 * size);
            sequences = Arrays.copyOf(sequences, 2 * size);
            tasks = Arrays.copyOf(tasks, 2 * size);
            slots = numbered(Arrays.copyOf(slots, 2 * size), size);
        }
        int slot = slots[size];
        tasks[slot] = task;
        rise(size++, wantedNanos, sequence++, slot);
    }

    private static int[] numbered(int[] slots, int from) {
        for (int i = from; i < slots.length; i++) {
            slots[i] = i;
        }
        return slots;
    }

    void after(long delayNanos, Runnable task) {
        at(nowNanos + delayNanos, task);
    }

    /// Lets everything happen up to that moment, and the clock stand there.
    void runUntil(long untilNanos) {
        check(untilNanos >= nowNanos, "time cannot run backwards");
        for (Runnable task = next(untilNanos); task != null; task = next(untilNanos)) {
            task.run();
        }
        nowNanos = untilNanos;
    }

    private @Nullable Runnable next(long untilNanos) {
        boolean earlier = size > 0 && atNanos[0] == nowNanos;
        if (!earlier && !atOnce.isEmpty()) {
            return atOnce.removeFirst();
        }
        if (size == 0 || atNanos[0] > untilNanos) {
            return null;
        }
        nowNanos = atNanos[0];
        return removeFirst();
    }

    private Runnable removeFirst() {
        int freed = slots[0];
        Runnable first = Objects.requireNonNull(tasks[freed]);
        tasks[freed] = null;
        int last = --size;
        int moved = slots[last];
        slots[last] = freed;
        if (last > 0) {
            sink(atNanos[last], sequences[last], moved);
        }
        return first;
    }

    /// Puts an event into its place on the way from a free leaf to the root.
    private void rise(int leaf, long at, long number, int slot) {
        int place = leaf;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (isBefore(parent, at, number)) {
                break;
            }
            copy(parent, place);
            place = parent;
        }
        put(place, at, number, slot);
    }

    /// Puts an event into its place on the way from the free root to a leaf.
    private void sink(long at, long number, int slot) {
        int place = 0;
        for (int child = 1; child < size; child = 2 * place + 1) {
            int right = child + 1;
            if (right < size && isBefore(right, atNanos[child], sequences[child])) {
                child = right;
            }
            if (!isBefore(child, at, number)) {
                break;
            }
            copy(child, place);
            place = child;
        }
        put(place, at, number, slot);
    }

    private boolean isBefore(int place, long at, long number) {
        return atNanos[place] != at ? atNanos[place] < at : sequences[place] < number;
    }

    private void copy(int from, int to) {
        atNanos[to] = atNanos[from];
        sequences[to] = sequences[from];
        slots[to] = slots[from];
    }

    private void put(int place, long at, long number, int slot) {
        atNanos[place] = at;
        sequences[place] = number;
        slots[place] = slot;
    }
}
