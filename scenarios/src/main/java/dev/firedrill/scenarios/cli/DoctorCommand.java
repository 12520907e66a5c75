package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.docker.DockerLab;
import dev.firedrill.faults.lab.LabUnavailable;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `firedrill doctor`.
@Command(
        name = "doctor",
        description = "Says what this machine has, and what is missing.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Option(
            names = "--lab",
            description = "Exit with 69 unless this lab can run: sim (default) or docker.",
            paramLabel = "LAB",
            defaultValue = "sim",
            converter = LabName.Converter.class)
    @SuppressWarnings("NullAway.Init")
    private LabName lab;

    private static final long BYTES_PER_MB = 1L << 20;

    private static List<String> tryOut() {
        try {
            return DockerLab.tryOut();
        } catch (LabUnavailable missing) {
            return List.of("--  not tried out: " + missing.getMessage());
        }
    }

    @Override
    public Integer call() {
        System.out.println("java       ok  " + Runtime.version());
        System.out.println(
                String.format(
                        Locale.ROOT,
                        "sim lab    ok  %d processors, %d MB of heap",
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.getRuntime().maxMemory() / BYTES_PER_MB));
        DockerLab.Finding docker = DockerLab.examine();
        System.out.println(
                String.format(
                        Locale.ROOT,
                        "docker lab %s  %s",
                        docker.ready() ? "ok" : "--",
                        String.join("\n               ", docker.lines())));
        if (docker.engine()) {
            System.out.println("faults     " + String.join("\n           ", tryOut()));
        }
        return switch (lab) {
            case SIM -> ExitCodes.HELD;
            case DOCKER -> docker.ready() ? ExitCodes.HELD : ExitCodes.UNAVAILABLE;
        };
    }
}
