package dev.firedrill.faults.docker.target;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.DatasetSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;

/// What a server says until it is ready. What lay in its folder and was not loaded it does not say.
final class StartLines {
    private final LineRules began;
    private final LineRules rules =
            new LineRules()
                    .on(
                            "Done loading RDB, keys loaded: (?<keys>\\d{1,18}), keys expired: .*",
                            this::counted)
                    .on("DB loaded from disk: .*", this::loadedSnapshot)
                    .on("DB loaded from append only file: .*", this::loadedAppendOnlyFile)
                    .on("(?:The server is now r|R)eady to accept connections.*", this::ready);

    private final Consumer<NodeEvent> tell;
    private boolean starting = true;
    private DatasetSource source = DatasetSource.NOTHING;
    private OptionalLong keys = OptionalLong.empty();

    /// @param anotherProcess called before its first line is read
    StartLines(Runnable anotherProcess, Consumer<NodeEvent> tell) {
        this.tell = tell;
        began =
                new LineRules()
                        .on(
                                "oO0OoO0OoO0Oo (?:Redis|Valkey) is starting oO0OoO0OoO0Oo"
                                        + "|Server started, Redis version [\\d.]+",
                                () -> {
                                    begin();
                                    anotherProcess.run();
                                });
    }

    private void begin() {
        starting = true;
        source = DatasetSource.NOTHING;
        keys = OptionalLong.empty();
    }

    boolean read(LogLine line) {
        return switch (line.author()) {
            // Before it has a role a server prints as its children do.
            case OTHER_PROCESS -> began.read(line.text());
            case SERVER -> began.read(line.text()) || rules.read(line.text());
            case UNKNOWN -> false;
        };
    }

    private void counted(Matcher line) {
        // Later ones are loaded from a master.
        if (starting) {
            keys = OptionalLong.of(Long.parseLong(line.group("keys")));
        }
    }

    private void loadedSnapshot() {
        source = DatasetSource.SNAPSHOT;
    }

    private void loadedAppendOnlyFile() {
        source = DatasetSource.APPEND_ONLY_FILE;
        // Those counted were in the snapshot that the file begins with; commands followed.
        keys = OptionalLong.empty();
    }

    private void ready() {
        // One line for each kind of connection.
        if (!starting) {
            return;
        }
        starting = false;
        boolean nothing = source == DatasetSource.NOTHING;
        tell.accept(
                new NodeEvent.DatasetLoaded(
                        source,
                        nothing ? OptionalLong.of(0) : keys,
                        nothing ? OptionalLong.of(0) : OptionalLong.empty(),
                        List.of()));
    }
}
