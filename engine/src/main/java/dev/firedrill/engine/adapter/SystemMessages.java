package dev.firedrill.engine.adapter;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.stream.Stream;

/// The language in which the operating system gives its reasons. The JVM takes it from the locale,
/// and `Auf dem Gerät ist kein Speicherplatz mehr verfügbar` is neither what redis-server says nor
/// what [FileErrors] can tell from other errors: Java gives the text of an error, not its number.
public final class SystemMessages {
    /// The category of `setlocale(3)` in Linux's C libraries.
    private static final int LC_MESSAGES = 5;

    private static final boolean ENGLISH = systemSpeaksEnglish();

    private SystemMessages() {}

    private static boolean systemSpeaksEnglish() {
        String locale =
                Stream.of("LC_ALL", "LC_MESSAGES", "LANG")
                        .map(System::getenv)
                        .flatMap(value -> Optional.ofNullable(value).stream())
                        .filter(value -> !value.isEmpty())
                        .findFirst()
                        .orElse("C");
        return locale.equals("C")
                || locale.equals("POSIX")
                || locale.startsWith("C.")
                || locale.startsWith("en")
                || !System.getProperty("os.name", "").equals("Linux");
    }

    /// Sets the language for the whole process; free where the locale is English already. Each
    /// [FileDisk] sets it again, because a native library may have changed the locale since.
    @SuppressWarnings("restricted")
    public static synchronized void inEnglish() {
        if (ENGLISH) {
            return;
        }
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> setlocale = linker.defaultLookup().find("setlocale");
        if (setlocale.isEmpty()) {
            return;
        }
        var call =
                linker.downcallHandle(
                        setlocale.get(),
                        FunctionDescriptor.of(
                                ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try (var arena = Arena.ofConfined()) {
            Object _ = call.invoke(LC_MESSAGES, arena.allocateFrom("C"));
        } catch (Throwable impossible) {
            throw new LinkageError("setlocale(3) cannot be called", impossible);
        }
    }
}
