package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.Target;
import dev.firedrill.scenarios.config.ConfigurationRefused;
import dev.firedrill.scenarios.config.OwnConfiguration;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What `--config` says: one redis.conf for every node, or `M=FILE,R=FILE`.
///
/// @param text as given
record ConfigOption(String text) {
    private static final String PAIR = "--config takes one file, or M=FILE,R=FILE.";

    /// @param targets that it will run on
    OwnConfiguration read(List<Target> targets) throws UsageError {
        OwnConfiguration own;
        try {
            own = read();
        } catch (ConfigurationRefused refused) {
            throw new UsageError(String.valueOf(refused.getMessage()));
        } catch (InvalidPathException noPath) {
            throw new UsageError(
                    String.format(
                            Locale.ROOT, "--config: %s is no name of a file.", noPath.getInput()));
        }
        for (Target target : targets) {
            Optional<String> refusal = own.refusalOn(target);
            if (refusal.isPresent()) throw new UsageError(refusal.get());
        }
        return own;
    }

    private OwnConfiguration read() throws ConfigurationRefused, UsageError {
        if (!text.matches("[MR]=.*")) {
            return OwnConfiguration.read(Path.of(text));
        }
        Map<String, String> files = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            String name = part.length() > 2 ? part.substring(0, 2) : "";
            boolean known = name.equals("M=") || name.equals("R=");
            if (!known || files.put(name, part.substring(2)) != null) {
                throw new UsageError(PAIR);
            }
        }
        String master = files.get("M=");
        String replica = files.get("R=");
        if (master == null || replica == null) {
            throw new UsageError(PAIR);
        }
        return OwnConfiguration.read(Path.of(master), Path.of(replica));
    }
}
