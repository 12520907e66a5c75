package dev.firedrill.engine.server;

import dev.firedrill.engine.adapter.EngineServer;
import dev.firedrill.engine.adapter.FileNames;
import dev.firedrill.engine.adapter.FoldersOnDisk;
import dev.firedrill.engine.adapter.LogPrinter;
import dev.firedrill.engine.adapter.SystemMessages;
import dev.firedrill.engine.config.ConfigRefused;
import dev.firedrill.engine.config.IncludedFiles;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.node.NodeLog;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// The server process. Exit codes: 0 after SHUTDOWN, SIGTERM or SIGINT; 1 when the configuration,
/// the port or the files on the disk do not allow it to run, as redis-server; 70 on a bug of ours.
public final class ServerMain {
    private static final int EXIT_REFUSED = 1;
    private static final int EXIT_BUG = 70;
    private static final String HELP =
            """
            Usage: firedrill server [/path/to/redis.conf] [--directive value ...] [-]

            Runs the engine in the foreground: a server that speaks Redis's protocol, replicates as
            Redis does and reads and writes its files. Logs go to standard output or to `logfile`. SIGTERM and
            SIGINT end it as SHUTDOWN does.

            Examples:
              firedrill server
              firedrill server /etc/firedrill/redis.conf
              firedrill server redis.conf --port 7777 --replicaof "127.0.0.1 6379"
              firedrill server '--save 900 1' --save 60 100
              echo 'maxmemory 128mb' | firedrill server -

            Exit codes:
              0   after SHUTDOWN, SIGTERM or SIGINT
              1   the configuration, the port or the files on the disk do not allow it to run
              70  a bug in Firedrill
            """;

    private final PrintStream out;
    private final PrintStream errors;

    private ServerMain(PrintStream out, PrintStream errors) {
        this.out = out;
        this.errors = errors;
    }

    /// A character is a byte, as in the node.
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.ISO_8859_1);
    }

    public static void main(String[] arguments) {
        SystemMessages.inEnglish();
        Termination.ignoreOthers();
        PrintStream out = stream(FileDescriptor.out);
        int code =
                new ServerMain(out, stream(FileDescriptor.err))
                        .run(ServerArguments.parse(ArgumentBytes.of(arguments)));
        out.flush();
        // Not System.exit: there is nothing left to wait for.
        Runtime.getRuntime().halt(code);
    }

    private int run(ServerArguments arguments) {
        return switch (arguments) {
            case ServerArguments.Help() -> print(HELP);
            case ServerArguments.Version() ->
                    print(String.format(Locale.ROOT, "Firedrill server v=%s\n", version()));
            case ServerArguments.Train() -> train();
            case ServerArguments.Refused(String why) -> {
                errors.println(why);
                yield EXIT_REFUSED;
            }
            case ServerArguments.Run run -> serve(run);
        };
    }

    private int print(String text) {
        out.print(text);
        return 0;
    }

    private static String version() {
        String version = ServerMain.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private int serve(ServerArguments.Run run) {
        var console = new LogPrinter(out);
        LogPrinter log = console;
        EngineServer server;
        PidFile pidFile;
        try {
            ServerConfig config =
                    configOf(
                            run,
                            new FileInputStream(FileDescriptor.in),
                            text -> say(console, NodeLog.Level.WARNING, text));
            log = LogPrinter.to(config.file("logfile"), out);
            LogPrinter printer = log;
            if (!DescriptorLimit.ofThisProcess()
                    .fit(config, text -> say(printer, NodeLog.Level.WARNING, text))) {
                return EXIT_REFUSED;
            }
            server = EngineServer.startAsConfigured(config, log, log);
            pidFile = PidFile.write(config.file("pidfile"));
        } catch (ConfigRefused refused) {
            if (refused.inLog()) {
                say(log, NodeLog.Level.WARNING, String.valueOf(refused.getMessage()));
            } else {
                errors.print(refused.report("Firedrill " + version()));
            }
            return EXIT_REFUSED;
        } catch (IOException refused) {
            for (String line : String.valueOf(refused.getMessage()).split("\n", -1)) {
                say(log, NodeLog.Level.WARNING, line);
            }
            return EXIT_REFUSED;
        }
        if (!pidFile.failure().isEmpty()) {
            say(log, NodeLog.Level.WARNING, "Failed to write PID file: " + pidFile.failure());
        }
        Termination.onSignals(server, log, code -> exitAtOnce(code, pidFile));
        try {
            int code = server.exit().get();
            server.close();
            pidFile.remove();
            return code;
        } catch (ExecutionException bug) {
            say(log, NodeLog.Level.WARNING, "Bug in Firedrill, please report it with this trace:");
            // In lines of the log: the message may hold what a client has sent.
            var trace = new StringWriter();
            bug.printStackTrace(new PrintWriter(trace));
            for (String line : trace.toString().lines().toList()) {
                say(log, NodeLog.Level.WARNING, line.replace("\t", "    "));
            }
            return EXIT_BUG;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return EXIT_BUG;
        }
    }

    /// Not System.exit: that would wait for shutdown hooks.
    private void exitAtOnce(int code, PidFile pidFile) {
        pidFile.remove();
        out.flush();
        Runtime.getRuntime().halt(code);
    }

    private int train() {
        try {
            Training.run();
            return 0;
        } catch (ConfigRefused | IOException refused) {
            errors.println("The rehearsal for the class cache failed: " + refused.getMessage());
            return EXIT_REFUSED;
        }
    }

    private static void say(LogPrinter log, NodeLog.Level level, String text) {
        log.log(Clock.systemUTC().millis() * 1_000_000, level, text);
    }

    /// What the file says, then standard input, then the command line.
    static ServerConfig configOf(ServerArguments.Run run, InputStream in, Consumer<String> log)
            throws ConfigRefused, IOException {
        var folders = new FoldersOnDisk();
        String path = "";
        String text = "";
        if (run.configPath().isPresent()) {
            path = FileNames.absolute(folders.start(), run.configPath().get());
            try {
                text = IncludesOnDisk.read(folders.start(), path);
            } catch (IncludedFiles.Unreadable unreadable) {
                throw new IOException(
                        String.format(
                                Locale.ROOT,
                                "Fatal error, can't open config file '%s': %s",
                                path,
                                unreadable.getMessage()));
            }
        }
        if (run.standardInput()) {
            log.accept("Reading config from stdin");
            text += new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        return ServerConfig.parse(path, text, run.directives(), new IncludesOnDisk(), folders);
    }
}
