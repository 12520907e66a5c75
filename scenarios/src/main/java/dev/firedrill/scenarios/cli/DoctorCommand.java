package dev.firedrill.scenarios.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `firedrill doctor`.
@Command(
        name = "doctor",
        description = "Says what this machine has, and what is missing.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final long BYTES_PER_MB = 1L << 20;

    @Override
    public Integer call() {
        System.out.println("java       ok  " + Runtime.version());
        System.out.println(
                "sim lab    ok  %d processors, %d MB of heap"
                        .formatted(
                                Runtime.getRuntime().availableProcessors(),
                                Runtime.getRuntime().maxMemory() / BYTES_PER_MB));
        System.out.println("docker lab --  not part of this version yet");
        return ExitCodes.HELD;
    }
}
