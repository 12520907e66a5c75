package dev.firedrill.engine.rdb;

import dev.firedrill.engine.base.LongBytes;

/// Unpacks a long compressed string as it arrives, without ever holding the whole: a reference goes
/// back 8 KB at most, so that much of what was unpacked is kept, and the rest is handed on.
///
/// ```
/// control --short run--> literals --all--> control
///    | \--long reference--> more length --\
///    \----short reference----------------> distance --copied--> control
/// ```
final class LzfStream {
    private static final int LITERALS_MAX = 32;
    private static final int DISTANCE_MAX = 1 << 13;
    private static final int REFERENCE_BYTES_MAX = 264;
    private static final int WINDOW_BYTES = 64 * 1024;

    private enum State {
        CONTROL,
        LITERALS,
        MORE_LENGTH,
        DISTANCE
    }

    private final LongBytes target;
    private final long plainBytes;
    private final byte[] window = new byte[WINDOW_BYTES];
    private State state = State.CONTROL;
    private int handedOn;
    private int at;
    private long unpacked;
    private int left;
    private int distanceHigh;

    /// @param plainBytes what the whole must come to
    LzfStream(LongBytes target, long plainBytes) {
        this.target = target;
        this.plainBytes = plainBytes;
    }

    void feed(byte[] packed, int offset, int length) throws Damaged {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            int next = packed[from] & 0xff;
            switch (state) {
                case CONTROL -> {
                    from++;
                    control(next);
                }
                case LITERALS -> {
                    int copied = Math.min(left, end - from);
                    room(copied);
                    System.arraycopy(packed, from, window, at, copied);
                    from += copied;
                    at += copied;
                    left -= copied;
                    state = left == 0 ? State.CONTROL : State.LITERALS;
                }
                case MORE_LENGTH -> {
                    from++;
                    left += next;
                    state = State.DISTANCE;
                }
                case DISTANCE -> {
                    from++;
                    copy((distanceHigh << 8 | next) + 1);
                    state = State.CONTROL;
                }
            }
        }
    }

    private void control(int control) {
        if (control < LITERALS_MAX) {
            left = control + 1;
            state = State.LITERALS;
            return;
        }
        left = (control >>> 5) + 2;
        distanceHigh = control & 0x1f;
        state = control >>> 5 == 7 ? State.MORE_LENGTH : State.DISTANCE;
    }

    private void copy(int distance) throws Damaged {
        room(left);
        if (distance > at) {
            throw new Damaged("a compressed string refers outside of itself");
        }
        // Byte by byte: source and target may overlap, on purpose.
        for (int i = 0; i < left; i++) {
            window[at] = window[at - distance];
            at++;
        }
    }

    private void room(int wanted) throws Damaged {
        unpacked += wanted;
        if (unpacked > plainBytes) {
            throw wrong();
        }
        if (window.length - at < Math.max(wanted, REFERENCE_BYTES_MAX)) {
            handOn();
            int kept = Math.min(DISTANCE_MAX, at);
            System.arraycopy(window, at - kept, window, 0, kept);
            at = kept;
            handedOn = kept;
        }
    }

    private void handOn() {
        target.append(window, handedOn, at - handedOn);
        handedOn = at;
    }

    /// All packed bytes were fed.
    void end() throws Damaged {
        if (state != State.CONTROL) {
            throw new Damaged("a compressed string is cut off");
        }
        if (unpacked != plainBytes) {
            throw wrong();
        }
        handOn();
    }

    private Damaged wrong() {
        return new Damaged(
                "a compressed string of " + unpacked + " bytes that claims " + plainBytes);
    }
}
