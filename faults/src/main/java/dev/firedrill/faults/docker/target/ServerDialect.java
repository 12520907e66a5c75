package dev.firedrill.faults.docker.target;

import dev.firedrill.faults.lab.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// A real server: what one version knows and how its log is worded. The facts about [#TESTED] were
/// asked of those servers themselves; for versions between them they follow the release notes.
///
/// Valkey says primary where redis says master in its log, and master in INFO and redis.conf as
/// redis does. Its numbers go on from redis 7.2.
public record ServerDialect(Target.Kind kind, int major, int minor, String image)
        implements Dialect {
    /// The first with PSYNC and CONFIG REWRITE. It knows no announced address, so a replica is
    /// called by the address of its socket; no WAIT; one append-only file; one replication id.
    /// Unlike later ones it takes a memory size that is no number for 0.
    public static final ServerDialect REDIS_2_8 = ofOwnImage(Target.Kind.REDIS, 2, 8);

    public static final ServerDialect REDIS_6_2 = ofOwnImage(Target.Kind.REDIS, 6, 2);
    public static final ServerDialect REDIS_7_0 = ofOwnImage(Target.Kind.REDIS, 7, 0);
    public static final ServerDialect VALKEY_8_0 = ofOwnImage(Target.Kind.VALKEY, 8, 0);

    /// Those that `docker/images` makes, and whose logs were recorded.
    public static final List<ServerDialect> TESTED =
            List.of(REDIS_2_8, REDIS_6_2, REDIS_7_0, VALKEY_8_0);

    private static ServerDialect ofOwnImage(Target.Kind kind, int major, int minor) {
        return new ServerDialect(
                kind,
                major,
                minor,
                String.format(Locale.ROOT, "firedrill/%s:%d.%d", kind.word(), major, minor));
    }

    /// Of a target without a version: the image that `docker/images` makes of the latest version.
    /// Of one with a version: its official image, unless `docker/images` makes one of it.
    ///
    /// @throws IllegalArgumentException for a version that the lab cannot drive: why
    static ServerDialect of(Target target) {
        ServerDialect usual = target.kind() == Target.Kind.VALKEY ? VALKEY_8_0 : REDIS_7_0;
        if (target.version().isEmpty()) {
            return usual;
        }
        String[] numbers = target.version().split("\\.", -1);
        int major = Integer.parseInt(numbers[0]);
        int minor = numbers.length > 1 ? Integer.parseInt(numbers[1]) : 0;
        if (major < 2 || (major == 2 && minor < 8)) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%s is too old: the lab drives redis from 2.8 on, the first with PSYNC"
                                    + " and CONFIG REWRITE.",
                            target.server()));
        }
        String image =
                target.image()
                        .or(() -> ownImage(target))
                        .orElseGet(() ->
                                (target.kind() == Target.Kind.VALKEY ? "valkey/" : "")
                                        + target.server());
        return new ServerDialect(target.kind(), major, minor, image);
    }

    private static Optional<String> ownImage(Target target) {
        return TESTED.stream()
                .filter(one -> one.targetName().equals(target.server()))
                .map(ServerDialect::image)
                .findFirst();
    }

    public String targetName() {
        return String.format(Locale.ROOT, "%s:%d.%d", kind.word(), major, minor);
    }

    private boolean isFrom(int firstMajor, int firstMinor) {
        return major > firstMajor || (major == firstMajor && minor >= firstMinor);
    }

    /// `replica` since 5.0, which still takes the older names.
    private String replicaWord() {
        return isFrom(5, 0) ? "replica" : "slave";
    }

    @Override
    public LogDialect log(String configFile) {
        return new ServerLog(
                isFrom(3, 0) ? LogLine.Prefix.PROCESS_ID_AND_ROLE : LogLine.Prefix.PROCESS_ID,
                configFile);
    }

    /// Its lines are for people; the lab draws its conclusions from them.
    @Override
    public boolean printsEvents() {
        return false;
    }

    // The command line.

    @Override
    public List<String> entryPoint() {
        return image.startsWith("firedrill/") ? List.of() : List.of(kind.word() + "-server");
    }

    @Override
    public List<String> labArguments(int port, String folder, String name) {
        var arguments = new ArrayList<>(List.of("--port", Integer.toString(port), "--dir", folder));
        if (isFrom(3, 2)) {
            arguments.addAll(
                    List.of("--bind", isFrom(6, 2) ? "*" : "0.0.0.0", "--protected-mode", "no"));
        }
        if (isFrom(7, 0)) {
            arguments.addAll(List.of("--enable-debug-command", "yes"));
        }
        if (announcesNames()) {
            arguments.addAll(List.of("--" + replicaWord() + "-announce-ip", name));
        }
        return List.copyOf(arguments);
    }

    /// To follow a master from the start. In three words: 2.8 refuses host and port in one.
    public List<String> followingArguments(String host, int port) {
        return List.of("--" + replicaWord() + "of", host, Integer.toString(port));
    }

    // What it knows.

    @Override
    public String redisConf(String text) {
        return new ConfigWords(targetName(), this::directive).translated(known(text));
    }

    /// Before 5.0 a snapshot is fsynced once, at its end, and nothing is there to be switched off.
    private String known(String text) {
        return isFrom(5, 0)
                ? text
                : text.replaceAll(
                        "(?m)^rdb-save-incremental-fsync no$",
                        "# $0 (" + targetName() + " never fsyncs on the way)");
    }

    /// The directive with the word for replicas that this version knows: `min-replicas-to-write`
    /// becomes `min-slaves-to-write`.
    String directive(String name) {
        return name.replace("replica", replicaWord());
    }

    @Override
    public List<String> command(List<String> words) {
        if (isFrom(5, 0) || words.isEmpty()) {
            return words;
        }
        if (words.getFirst().equalsIgnoreCase("REPLICAOF")) {
            return Stream.concat(Stream.of("SLAVEOF"), words.stream().skip(1)).toList();
        }
        boolean configuration =
                words.getFirst().equalsIgnoreCase("CONFIG")
                        && words.size() > 2
                        && !words.get(1).equalsIgnoreCase("REWRITE");
        if (!configuration) {
            return words;
        }
        var translated = new ArrayList<>(words);
        // CONFIG SET takes name and value in turn, CONFIG GET names alone.
        int step = words.get(1).equalsIgnoreCase("SET") ? 2 : 1;
        for (int i = 2; i < words.size(); i += step) {
            translated.set(i, directive(words.get(i)));
        }
        return List.copyOf(translated);
    }

    /// `replica-announce-ip`. INFO and the log show the announced name then. Names, and not only
    /// addresses, are known to work from 6.2 on.
    @Override
    public boolean announcesNames() {
        return isFrom(6, 2);
    }

    @Override
    public String toString() {
        return targetName();
    }
}
