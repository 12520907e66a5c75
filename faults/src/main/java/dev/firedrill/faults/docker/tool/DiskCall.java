package dev.firedrill.faults.docker.tool;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A system call that changes a file or makes it durable.
///
/// @param file which of its arguments names the file
record DiskCall(Effect effect, Named file) {
    /// What a disk has to do for it.
    enum Effect {
        WRITES,
        SYNCS,
        /// Opens a file; it counts only when that is opened for writing.
        OPENS,
        /// Creates, renames, cuts or removes.
        CHANGES_FOLDER
    }

    /// Which arguments name the file.
    enum Named {
        /// The first is its descriptor.
        DESCRIPTOR,
        /// The third is.
        THIRD_DESCRIPTOR,
        /// The first is its path.
        PATH,
        /// The first is the descriptor of a folder, the second a path from there.
        PATH_IN_FOLDER
    }

    // As x86-64 numbers them.
    static final int WRITE = 1;
    static final int OPEN = 2;
    static final int CLOSE = 3;
    static final int FSYNC = 74;
    static final int UNLINK = 87;

    private static final Map<Integer, DiskCall> BY_NUMBER = new LinkedHashMap<>();

    private static void known(Effect effect, Named file, int... numbers) {
        for (int number : numbers) {
            BY_NUMBER.put(number, new DiskCall(effect, file));
        }
    }

    static {
        // write, pwrite64, writev, sendfile, fallocate, pwritev, pwritev2
        known(Effect.WRITES, Named.DESCRIPTOR, WRITE, 18, 20, 40, 285, 296, 328);
        // copy_file_range
        known(Effect.WRITES, Named.THIRD_DESCRIPTOR, 326);
        // fsync, fdatasync, sync_file_range
        known(Effect.SYNCS, Named.DESCRIPTOR, FSYNC, 75, 277);
        known(Effect.OPENS, Named.PATH, OPEN);
        // openat
        known(Effect.OPENS, Named.PATH_IN_FOLDER, 257);
        // ftruncate
        known(Effect.CHANGES_FOLDER, Named.DESCRIPTOR, 77);
        // truncate, rename, mkdir, rmdir, creat, link, unlink
        known(Effect.CHANGES_FOLDER, Named.PATH, 76, 82, 83, 84, 85, 86, UNLINK);
        // mkdirat, unlinkat, renameat, linkat, renameat2
        known(Effect.CHANGES_FOLDER, Named.PATH_IN_FOLDER, 258, 263, 264, 265, 316);
    }

    /// Empty for a call that no disk is asked for.
    static Optional<DiskCall> of(long number) {
        return Optional.ofNullable(BY_NUMBER.get((int) number));
    }
}
