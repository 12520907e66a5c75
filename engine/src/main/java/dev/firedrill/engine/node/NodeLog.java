package dev.firedrill.engine.node;

/// Where a node's log lines go. The texts are Redis's wherever Redis has one, so that one reader
/// understands the logs of both; the adapter adds time, process id and role as Redis does.
@FunctionalInterface
public interface NodeLog {
    enum Level {
        DEBUG('.'),
        VERBOSE('-'),
        NOTICE('*'),
        WARNING('#');

        private final char mark;

        Level(char mark) {
            this.mark = mark;
        }

        /// The character that Redis prints before the text.
        public char mark() {
            return mark;
        }
    }

    /// @param wallNanos the date of the line, in nanoseconds since the Unix epoch
    void log(long wallNanos, Level level, String text);
}
