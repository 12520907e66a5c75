package dev.firedrill.engine.base;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Large blocks straight from `malloc`, because an [Arena] fills with zeros what it hands out. A
/// page that nobody has written to takes no memory: so a long value can be moved into its place bit
/// by bit, and never lies in two places as a whole.
public final class UntouchedMemory {
    /// Parameter of glibc's `mallopt`; see there.
    private static final int MMAP_THRESHOLD = -3;

    private static final int MMAP_THRESHOLD_BYTES = 60 * 1024;

    private static final Linker.Option NO_CALLBACK = Linker.Option.critical(false);
    private static final @Nullable MethodHandle MALLOC =
            function("malloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final @Nullable MethodHandle FREE =
            function("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

    static {
        returnedAtOnce();
    }

    private UntouchedMemory() {}

    /// Says to `malloc` that large blocks go back to the system when they are freed. Else glibc
    /// keeps blocks as large as any that was freed before, and a container counts them.
    private static void returnedAtOnce() {
        MethodHandle setting =
                function(
                        "mallopt",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        if (setting == null) {
            // Another C library, which has no such setting.
            return;
        }
        try {
            int _ = (int) setting.invokeExact(MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES);
        } catch (Throwable impossible) {
            throw new IllegalStateException("mallopt cannot be called", impossible);
        }
    }

    @SuppressWarnings("restricted")
    private static @Nullable MethodHandle function(String name, FunctionDescriptor descriptor) {
        var linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find(name)
                .map(found -> linker.downcallHandle(found, descriptor, NO_CALLBACK))
                .orElse(null);
    }

    /// A block with any content, which lives as long as the arena.
    @SuppressWarnings("restricted")
    public static MemorySegment take(Arena arena, long bytes) {
        if (MALLOC == null || FREE == null) {
            return arena.allocate(bytes, Long.BYTES);
        }
        MemorySegment taken;
        try {
            taken = (MemorySegment) MALLOC.invokeExact(bytes);
        } catch (Throwable impossible) {
            throw new IllegalStateException("malloc cannot be called", impossible);
        }
        if (taken.address() == 0) {
            throw new OutOfMemoryError("malloc of " + bytes + " bytes");
        }
        return taken.reinterpret(bytes, arena, UntouchedMemory::free);
    }

    private static void free(MemorySegment taken) {
        try {
            Objects.requireNonNull(FREE).invokeExact(taken);
        } catch (Throwable impossible) {
            throw new IllegalStateException("free cannot be called", impossible);
        }
    }
}
