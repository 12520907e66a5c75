package dev.firedrill.engine.server;

import dev.firedrill.engine.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// How many descriptors the kernel gives this process, and so how many clients it can have at once
/// (`ulimit -n`). Some are kept back: a server at its limit must still be able to save, to rewrite
/// its log and to tell a client that it is one too many. Texts of redis-server 7.0, which keeps 32.
///
/// The JVM has raised the soft limit to the hard one before `main` runs, as redis-server does.
record DescriptorLimit(long descriptors) {
    /// The JVM and its libraries have about 25 open, the node's files take 32 at most, and 32
    /// sockets at most wait to be told that they are too many.
    static final int KEPT_BACK = 96;

    private static final Path LIMITS = Path.of("/proc/self/limits");

    /// Without a bound where the system does not say.
    static DescriptorLimit ofThisProcess() {
        try {
            return of(Files.readString(LIMITS));
        } catch (IOException noProc) {
            return new DescriptorLimit(Long.MAX_VALUE);
        }
    }

    /// @param limits `/proc/self/limits`: name, soft limit, hard limit, unit
    static DescriptorLimit of(String limits) {
        return limits.lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.substring("Max open files".length()).strip().split("\\s+", -1)[0])
                .filter(soft -> soft.matches("[0-9]{1,18}"))
                .map(soft -> new DescriptorLimit(Long.parseLong(soft)))
                .findFirst()
                .orElse(new DescriptorLimit(Long.MAX_VALUE));
    }

    /// Lowers `maxclients` to what is possible.
    ///
    /// @return false when not even one client is
    boolean fit(ServerConfig config, Consumer<String> warning) {
        long wanted = config.number("maxclients");
        long needed = wanted + KEPT_BACK;
        if (descriptors <= KEPT_BACK) {
            warning.accept(
                    "Your current 'ulimit -n' of "
                            + descriptors
                            + " is not enough for the server to start. Please increase your open"
                            + " file limit to at least "
                            + needed
                            + ". Exiting.");
            return false;
        }
        long possible = descriptors - KEPT_BACK;
        config.clientsPossible(possible);
        if (wanted > possible) {
            warning.accept(
                    "You requested maxclients of "
                            + wanted
                            + " requiring at least "
                            + needed
                            + " max file descriptors.");
            warning.accept(
                    "Server can't set maximum open files to "
                            + needed
                            + " because of OS error: Operation not permitted.");
            warning.accept(
                    "Current maximum open files is "
                            + descriptors
                            + ". maxclients has been reduced to "
                            + possible
                            + " to compensate for low ulimit. If you need higher maxclients"
                            + " increase 'ulimit -n'.");
        }
        return true;
    }
}
