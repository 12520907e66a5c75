package dev.firedrill.engine.server;

import dev.firedrill.engine.adapter.EngineServer;
import dev.firedrill.engine.adapter.LogPrinter;
import java.util.List;
import java.util.function.IntConsumer;

/// SIGTERM and SIGINT: what they do depends on what the server is at.
///
/// ```
/// loading ---- any ----> exit 0, nothing is saved
/// serving ---- any ----> shutting down (shutdown-on-sigterm, shutdown-on-sigint) ---> exit 0
/// shutting down -- SIGINT --> exit 1, at once
/// shutting down -- SIGTERM -> as before
/// ```
///
/// A shutdown that fails, for example because the last save does, leaves the server serving.
/// Source: texts and exit codes of redis-server 7.0.
final class Termination {
    private static final int EXIT_AT_ONCE = 1;

    private final EngineServer server;
    private final LogPrinter log;
    private final IntConsumer exitAtOnce;

    private Termination(EngineServer server, LogPrinter log, IntConsumer exitAtOnce) {
        this.server = server;
        this.log = log;
        this.exitAtOnce = exitAtOnce;
    }

    /// Those of which redis-server takes no notice either: the terminal's end, and a timer's.
    static void ignoreOthers() {
        for (String name : List.of("HUP", "ALRM")) {
            Signals.ignore(name);
        }
    }

    static void onSignals(EngineServer server, LogPrinter log, IntConsumer exitAtOnce) {
        var termination = new Termination(server, log, exitAtOnce);
        Signals.handle("TERM", () -> termination.received(false));
        Signals.handle("INT", () -> termination.received(true));
    }

    private void received(boolean interrupt) {
        if (server.exit().isDone()) {
            return;
        }
        if (interrupt && server.endsOnSignal()) {
            log.signal("You insist... exiting now.");
            exitAtOnce.accept(EXIT_AT_ONCE);
        }
        if (server.loading()) {
            log.signal("Received shutdown signal during loading, scheduling shutdown.");
        } else {
            log.signal(
                    "Received " + (interrupt ? "SIGINT" : "SIGTERM") + " scheduling shutdown...");
        }
        server.terminate(interrupt ? "shutdown-on-sigint" : "shutdown-on-sigterm");
    }
}
