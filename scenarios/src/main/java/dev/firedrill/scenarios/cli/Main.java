package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.LabLost;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.scenarios.run.ExtensionRefused;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// `firedrill`: rehearses replication incidents before they happen.
@Command(
        name = "firedrill",
        synopsisSubcommandLabel = "COMMAND",
        description = "Rehearses replication incidents before they happen.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {
            "",
            "`firedrill server [redis.conf] [--directive value ...]` runs the engine by itself.",
            ExitCodes.TABLE
        })
public final class Main {
    /// The commit that the launcher was started in.
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"firedrill at commit " + Launcher.commit()};
        }
    }

    private Main() {}

    public static void main(String[] arguments) {
        Interruption.watch();
        StandardOutput output = StandardOutput.install();
        int code = checked(runToTheEnd(arguments), output);
        Interruption.finished();
        System.exit(code);
    }

    /// Every end has its documented code, also where the JVM would choose one of its own: it exits
    /// with 1, which means violated, for whatever is thrown out of `main`.
    private static int runToTheEnd(String... arguments) {
        try {
            return run(arguments);
        } catch (OutOfMemoryError exhausted) {
            System.err.println(
                    "firedrill: there is too little memory for this run (the JVM has "
                            + (Runtime.getRuntime().maxMemory() >> 20)
                            + " MB); give it more with FIREDRILL_JAVA_OPTS=-Xmx2g, or use smaller"
                            + " options.");
            return ExitCodes.UNAVAILABLE;
        } catch (Error bug) {
            System.err.println("firedrill: a bug in Firedrill, please report it:");
            bug.printStackTrace();
            return ExitCodes.BUG;
        }
    }

    /// A result that could not be printed, as to a full disk, has not been given.
    private static int checked(int code, StandardOutput output) {
        Optional<String> failure = output.failure();
        if (failure.isEmpty() || code != ExitCodes.HELD) {
            return code;
        }
        System.err.println(
                "firedrill: the result could not be printed to standard output: " + failure.get());
        return ExitCodes.UNAVAILABLE;
    }

    /// @return the exit code
    static int run(String... arguments) {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try {
            ExtensionPath.use(List.of(arguments));
            return parseAndRun(arguments);
        } catch (UsageError | ExtensionRefused refused) {
            System.err.println("firedrill: " + refused.getMessage());
            return ExitCodes.USAGE;
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static int parseAndRun(String... arguments) {
        CommandLine line = new CommandLine(new Main());
        line.addSubcommand("list", extensible(new ListCommand()));
        line.addSubcommand("faults", extensible(new FaultsCommand()));
        line.addSubcommand("run", RunCommand.commandLine());
        line.addSubcommand("matrix", MatrixCommand.commandLine());
        line.addSubcommand("parity", ParityCommand.commandLine());
        line.addSubcommand("calibrate", new CalibrateCommand());
        line.addSubcommand("check", extensible(new CheckCommand()));
        line.addSubcommand("report", extensible(new ReportCommand()));
        line.addSubcommand("doctor", new DoctorCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Main::usage);
        line.setExecutionExceptionHandler(Main::failed);
        if (arguments.length == 0) {
            line.usage(System.out);
            return ExitCodes.USAGE;
        }
        return line.execute(arguments);
    }

    /// A command that accepts `--classpath`, which [ExtensionPath#use] has read by then.
    private static CommandLine extensible(Callable<Integer> command) {
        var line = new CommandLine(command);
        line.getCommandSpec()
                .addMixin("extensions", CommandSpec.forAnnotatedObject(new ExtensionPath()));
        return line;
    }

    private static int usage(CommandLine.ParameterException wrong, String[] arguments) {
        PrintWriter err = wrong.getCommandLine().getErr();
        String message = wrong.getMessage();
        if (wrong instanceof CommandLine.UnmatchedArgumentException unmatched
                && wrong.getCommandLine().getParent() == null) {
            message =
                    String.format(
                            Locale.ROOT,
                            "there is no command '%s'.",
                            unmatched.getUnmatched().getFirst());
        }
        err.println("firedrill: " + message);
        err.println(String.format(Locale.ROOT, "Try '%s --help'.", Launcher.name()));
        return ExitCodes.USAGE;
    }

    private static int failed(Exception thrown, CommandLine line, CommandLine.ParseResult parsed) {
        PrintWriter err = line.getErr();
        if (Interruption.under()) {
            return ExitCodes.INTERRUPTED;
        }
        return switch (thrown) {
            case UsageError error -> say(err, error.getMessage(), error.exitCode());
            case ExtensionRefused refused -> say(err, refused.getMessage(), ExitCodes.USAGE);
            case FolderUnwritable full -> say(err, full.getMessage(), ExitCodes.UNAVAILABLE);
            case LabUnavailable missing -> say(err, missing.getMessage(), ExitCodes.UNAVAILABLE);
            case LabLost lost ->
                    say(
                            err,
                            "the lab failed in the middle of the run: " + lost.getMessage(),
                            ExitCodes.UNAVAILABLE);
            case ClusterFailed failed ->
                    say(
                            err,
                            "the cluster did not come up: " + failed.getMessage(),
                            ExitCodes.UNAVAILABLE);
            case RuntimeException outside when ExtensionPath.thrower(outside).isPresent() -> {
                String what =
                        "a class of --classpath threw an exception, at "
                                + ExtensionPath.thrower(outside).get()
                                + ":";
                int code = say(err, what, ExitCodes.INCONCLUSIVE);
                outside.printStackTrace(err);
                yield code;
            }
            default -> {
                int code = say(err, "a bug in Firedrill, please report it:", ExitCodes.BUG);
                thrown.printStackTrace(err);
                yield code;
            }
        };
    }

    private static int say(PrintWriter err, @Nullable String sentence, int exitCode) {
        err.println("firedrill: " + sentence);
        return exitCode;
    }
}
