package dev.firedrill.scenarios.config;

import dev.firedrill.faults.lab.Access;
import dev.firedrill.faults.lab.ConfMount;
import dev.firedrill.faults.lab.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The configuration that the user wants judged, in place of the scenario's own.
///
/// @param master of the first master
/// @param replica of every other node
/// @param mount how a container gets it
public record OwnConfiguration(OwnFile master, OwnFile replica, ConfMount mount) {
    /// The server's, when no line says otherwise.
    private static final long TIMEOUT_SECONDS = 60;

    /// One redis.conf for every node.
    ///
    /// @throws ConfigurationRefused with one sentence for the first thing that is wrong
    public static OwnConfiguration read(Path file) throws ConfigurationRefused {
        OwnFile all = OwnFileReader.read(file);
        return checked(new OwnConfiguration(all, all, ConfMount.FOLDER));
    }

    /// One for the master and one for every replica.
    ///
    /// @throws ConfigurationRefused with one sentence for the first thing that is wrong
    public static OwnConfiguration read(Path master, Path replica) throws ConfigurationRefused {
        return checked(
                new OwnConfiguration(
                        OwnFileReader.read(master), OwnFileReader.read(replica), ConfMount.FOLDER));
    }

    /// The same, mounted like that.
    public OwnConfiguration mounted(ConfMount how) {
        return new OwnConfiguration(master, replica, how);
    }

    private static OwnConfiguration checked(OwnConfiguration own) throws ConfigurationRefused {
        Optional<String> obstacle = new ReplicaLogin(own.master, own.replica).obstacle();
        if (obstacle.isPresent()) {
            throw new ConfigurationRefused(
                    "the replicas cannot follow the master: " + obstacle.get() + ".");
        }
        return own;
    }

    /// What such a server cannot do with it, as a sentence.
    public Optional<String> refusalOn(Target target) {
        if (target.kind() != Target.Kind.FIREDRILL) {
            return Optional.empty();
        }
        return master.last("loadmodule")
                .or(() -> replica.last("loadmodule"))
                .map(line ->
                        String.format(
                                Locale.ROOT,
                                "%s: Firedrill's own engine loads no modules; choose a real server,"
                                        + " for example --lab docker --target redis:7.0.",
                                line.place()));
    }

    /// Whether nobody can set an option while a server runs: `rename-command CONFIG ""`.
    public boolean disablesConfig() {
        return disablesConfig(master) || disablesConfig(replica);
    }

    private static boolean disablesConfig(OwnFile file) {
        return Access.of(file.text(), List.of()).refusal(List.of("CONFIG")).isPresent();
    }

    /// After how long without data replicas and their master give each other up.
    public Duration replicationTimeout() {
        return Duration.ofSeconds(
                Math.max(
                        master.number("repl-timeout").orElse(TIMEOUT_SECONDS),
                        replica.number("repl-timeout").orElse(TIMEOUT_SECONDS)));
    }
}
