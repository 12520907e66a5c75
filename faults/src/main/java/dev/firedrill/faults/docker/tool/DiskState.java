package dev.firedrill.faults.docker.tool;

import java.time.Duration;
import java.util.List;

/// How the disk below a data folder answers the calls of a server.
///
/// @param fsyncDelay how long an fsync is held up before the kernel sees it
public record DiskState(
        boolean readOnly,
        boolean failsWrite,
        boolean full,
        boolean failsFsync,
        Duration fsyncDelay) {
    public static final DiskState SOUND = new DiskState(false, false, false, false, Duration.ZERO);

    private static final int FIELDS = 5;

    /// With which error a call fails; 0 when the kernel decides. In the order in which a kernel
    /// finds out.
    int errno(DiskCall.Effect effect) {
        return switch (effect) {
            case WRITES ->
                    readOnly
                            ? Errno.READ_ONLY
                            : failsWrite ? Errno.INPUT_OUTPUT : full ? Errno.NO_SPACE : 0;
            case SYNCS -> failsFsync ? Errno.INPUT_OUTPUT : 0;
            case CHANGES_FOLDER, OPENS -> readOnly ? Errno.READ_ONLY : 0;
        };
    }

    /// As one word of an order.
    public String text() {
        return bit(readOnly)
                + ","
                + bit(failsWrite)
                + ","
                + bit(full)
                + ","
                + bit(failsFsync)
                + ","
                + fsyncDelay.toMillis();
    }

    private static String bit(boolean set) {
        return set ? "1" : "0";
    }

    public static DiskState parse(String text) {
        List<String> fields = List.of(text.split(",", -1));
        if (fields.size() != FIELDS) {
            throw new IllegalArgumentException("no state of a disk: " + text);
        }
        return new DiskState(
                fields.get(0).equals("1"),
                fields.get(1).equals("1"),
                fields.get(2).equals("1"),
                fields.get(3).equals("1"),
                Duration.ofMillis(Long.parseLong(fields.get(4))));
    }
}
