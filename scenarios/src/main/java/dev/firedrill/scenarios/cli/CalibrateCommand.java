package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.sim.CostModel;
import dev.firedrill.scenarios.calibration.Calibration;
import dev.firedrill.scenarios.calibration.CalibrationFailed;
import dev.firedrill.scenarios.calibration.CalibrationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `firedrill calibrate`.
@Command(
        name = "calibrate",
        description =
                "Measures the docker lab of this machine, so that the simulator can stand for it.",
        mixinStandardHelpOptions = true,
        footer = ExitCodes.TABLE)
final class CalibrateCommand implements Callable<Integer> {
    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "What to write (default: calibration.json).",
            defaultValue = "calibration.json")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Override
    public Integer call() throws UsageError, LabUnavailable, ClusterFailed, FolderUnwritable {
        Path file = out.toAbsolutePath();
        Path folder = file.getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw new UsageError(
                    String.format(Locale.ROOT, "%s is a folder; name a file with --out.", out));
        }
        if (!Files.isDirectory(folder)) {
            throw new UsageError(
                    String.format(
                            Locale.ROOT,
                            "%s cannot be written: there is no folder %s.",
                            out,
                            folder));
        }
        ScenarioChoice.refuseUnwritable(folder);
        Lab lab = Labs.named(LabName.DOCKER, List.of(), CostModel.STANDARD);
        CostModel costs;
        try {
            costs = Calibration.measure(lab, CalibrateCommand::say);
        } catch (CalibrationFailed failed) {
            throw new LabUnavailable(
                    "this machine could not be measured: " + failed.getMessage() + ".");
        }
        try {
            new CalibrationFile(lab.machine(), Launcher.commit(), costs).write(file);
        } catch (IOException unwritable) {
            throw new FolderUnwritable(folder, unwritable);
        }
        System.out.println(costs);
        System.out.println(
                String.format(
                        Locale.ROOT,
                        "Written to %s. Use it with: %s run SCENARIO --calibration %s",
                        out,
                        Launcher.name(),
                        out));
        return ExitCodes.HELD;
    }

    private static void say(String step) {
        System.err.println("firedrill: measuring " + step);
    }
}
