package dev.firedrill.engine.config;

import java.util.List;

/// One row of the directive table.
///
/// @param aliases the old names, for example `slave-priority`
/// @param fallback the value without a configuration, as CONFIG GET would answer
/// @param immutable only redis.conf and the command line can set it
/// @param guarded CONFIG SET needs `enable-protected-configs`
/// @param effective whether it changes anything here; if not it is remembered and reported once
record Directive(
        String name,
        List<String> aliases,
        Kind kind,
        String fallback,
        boolean immutable,
        boolean guarded,
        boolean effective) {

    /// Texts for which redis-server 7.0 tells an empty one from none: it has them empty.
    private static final List<String> EMPTY_TEXTS =
            List.of("aclfile", "ignore-warnings", "logfile");

    /// Whether CONFIG GET shows it only when asked for it by its full name.
    boolean hidden() {
        return name.equals("rdb-key-save-delay");
    }

    /// Whether its default is to have no value at all, for which there is no line.
    boolean mayBeUnset() {
        return switch (kind) {
            case Kind.Text _ -> fallback.isEmpty() && !EMPTY_TEXTS.contains(name);
            case Kind.Words _, Kind.Master _ -> true;
            case Kind.YesNo _,
                    Kind.Whole _,
                    Kind.Frequency _,
                    Kind.Memory _,
                    Kind.MemoryOrPercent _,
                    Kind.Octal _,
                    Kind.Choice _,
                    Kind.Choices _,
                    Kind.PlainName _,
                    Kind.EventClasses _,
                    Kind.Percentiles _,
                    Kind.OomScores _,
                    Kind.SavePoints _,
                    Kind.BufferLimits _ ->
                    false;
        };
    }

    /// What a value may look like, and how it is kept.
    sealed interface Kind {
        record YesNo() implements Kind {}

        record Whole(long min, long max) implements Kind {}

        /// A number of times a second: any is taken, and the nearest between 1 and 500 is kept.
        record Frequency() implements Kind {}

        /// Bytes, with units: `1k` is 1000, `1kb` 1024.
        record Memory(long min, long max) implements Kind {}

        record MemoryOrPercent() implements Kind {}

        /// File permissions.
        record Octal() implements Kind {}

        record Choice(List<String> words) implements Kind {}

        /// One or more of them.
        record Choices(List<String> words) implements Kind {}

        /// The name of a file in a folder that another directive names.
        record PlainName(String refusal) implements Kind {}

        /// What `notify-keyspace-events` takes.
        record EventClasses() implements Kind {}

        record Percentiles() implements Kind {}

        /// Three numbers for the kernel's choice of whom to kill.
        record OomScores() implements Kind {}

        record Text() implements Kind {}

        /// Several words.
        record Words() implements Kind {}

        /// `<seconds> <changes>` pairs; several lines add up.
        record SavePoints() implements Kind {}

        /// `<class> <hard> <soft> <seconds>` for some of the classes.
        record BufferLimits() implements Kind {}

        /// `<host> <port>` or `no one`.
        record Master() implements Kind {}

        /// Whether a line may hold the name and nothing else.
        default boolean mayLackWords() {
            return switch (this) {
                case Choices _, Percentiles _, Words _, SavePoints _, BufferLimits _ -> true;
                case YesNo _, Whole _, Frequency _, Memory _, MemoryOrPercent _, Octal _ -> false;
                case Choice _, Text _, PlainName _, EventClasses _, OomScores _, Master _ -> false;
            };
        }

        /// Whether one word with blanks in it means several.
        default boolean takesSeveralWords() {
            return switch (this) {
                case Choices _, Percentiles _, OomScores _, Words _, SavePoints _ -> true;
                case BufferLimits _, Master _ -> true;
                case YesNo _, Whole _, Frequency _, Memory _, MemoryOrPercent _, Octal _ -> false;
                case Choice _, Text _, PlainName _, EventClasses _ -> false;
            };
        }
    }
}
