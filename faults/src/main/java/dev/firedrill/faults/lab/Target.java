package dev.firedrill.faults.lab;

import static dev.firedrill.engine.base.Invariants.check;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which server is put to the test: its kind, and where it matters its version or an image that
/// holds it.
///
/// @param kind of an image that nobody has asked yet: [Kind#ASK_IMAGE]
/// @param version for example `7.0`; empty for the one that a lab prefers
/// @param image from which a lab of containers starts it, where somebody names one
public record Target(Kind kind, String version, Optional<String> image) {
    /// What sort of server it is.
    public enum Kind {
        /// The engine of this project.
        FIREDRILL,
        REDIS,
        VALKEY,
        /// The image says what it holds.
        ASK_IMAGE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Kind> named(String word) {
            return Arrays.stream(values())
                    .filter(one -> one != ASK_IMAGE && one.word().equals(word))
                    .findFirst();
        }
    }

    public static final Target FIREDRILL = new Target(Kind.FIREDRILL, "", Optional.empty());

    private static final Pattern KIND_AND_VERSION =
            Pattern.compile("(?<kind>[a-z]+)(:(?<version>\\d{1,3}(\\.\\d{1,3}){0,2}))?");

    /// As Docker allows them, and nothing that could be taken for an option.
    private static final Pattern IMAGE =
            Pattern.compile("[a-z0-9][a-zA-Z0-9._/:@-]{0,253}[a-zA-Z0-9_-]");

    public Target {
        check(
                kind != Kind.ASK_IMAGE || image.isPresent(),
                "an image that is to be asked must be named");
    }

    /// `firedrill`, `redis`, `redis:VERSION`, `valkey`, `valkey:VERSION` or the name of an image.
    ///
    /// @throws IllegalArgumentException when it is none of these: in one sentence why
    public static Target of(String text) {
        Matcher parts = KIND_AND_VERSION.matcher(text);
        if (parts.matches()) {
            Optional<Kind> kind = Kind.named(parts.group("kind"));
            String version = parts.group("version");
            if (kind.isPresent() && version == null) {
                return new Target(kind.get(), "", Optional.empty());
            }
            if (kind.isPresent() && kind.get() != Kind.FIREDRILL) {
                return new Target(kind.get(), version, Optional.empty());
            }
        }
        boolean named = text.contains(":") || text.contains("/");
        if (named
                && IMAGE.matcher(text).matches()
                && !text.startsWith(Kind.FIREDRILL.word() + ":")) {
            return new Target(Kind.ASK_IMAGE, "", Optional.of(text));
        }
        throw new IllegalArgumentException(
                String.format(
                        Locale.ROOT,
                        "there is no target '%s'; use firedrill, redis, valkey, one of them with"
                                + " its version (redis:6.2), or an image (registry.example/redis:7.2-mine).",
                        text));
    }

    /// Kind and version, whichever image they come from: `redis:7.0`.
    public String server() {
        return kind.word() + (version.isEmpty() ? "" : ":" + version);
    }

    /// As on the command line.
    @Override
    public String toString() {
        return image.orElseGet(this::server);
    }

    /// What this server can do beside what all of them can.
    public Set<Capability> capabilities() {
        return switch (kind) {
            case FIREDRILL -> EnumSet.of(Capability.START_GUARDS, Capability.REWRITE_BY_RENAME);
            case VALKEY -> EnumSet.of(Capability.REWRITE_BY_RENAME);
            case REDIS ->
                    isOlderThan(6, 2)
                            ? EnumSet.noneOf(Capability.class)
                            : EnumSet.of(Capability.REWRITE_BY_RENAME);
            case ASK_IMAGE -> EnumSet.noneOf(Capability.class);
        };
    }

    /// A server without a version is a recent one.
    private boolean isOlderThan(int major, int minor) {
        if (version.isEmpty()) return false;
        String[] numbers = version.split("\\.", -1);
        int ownMajor = Integer.parseInt(numbers[0]);
        int ownMinor = numbers.length > 1 ? Integer.parseInt(numbers[1]) : 0;
        return ownMajor < major || (ownMajor == major && ownMinor < minor);
    }
}
