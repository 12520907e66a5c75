package dev.firedrill.scenarios.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.faults.sim.CostModel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationFileTest {
    @TempDir private Path folder;

    @Test
    void whatIsWrittenIsRead() throws Exception {
        var written = new CalibrationFile("two processors", "abc", CostModel.STANDARD);
        Path file = folder.resolve("c.json");
        written.write(file);
        assertThat(CalibrationFile.read(file)).isEqualTo(written);
        assertThat(folder).isDirectoryContaining(one -> one.equals(file));
    }

    private void assertRefused(String text, String because) throws Exception {
        Path file = folder.resolve("c.json");
        Files.writeString(file, text);
        assertThatThrownBy(() -> CalibrationFile.read(file))
                .isInstanceOf(CalibrationFailed.class)
                .hasMessageContaining("c.json is no file of `firedrill calibrate`")
                .hasMessageContaining(because);
    }

    @Test
    void whatIsNoCalibrationIsRefused() throws Exception {
        assertRefused("", "No content");
        assertRefused("{}", "machine");
        assertRefused("[1]", "");
        Path file = folder.resolve("c.json");
        new CalibrationFile("m", "c", CostModel.STANDARD).write(file);
        String good = Files.readString(file);
        assertRefused(good.replace("400000000", "-1"), "negative cost");
        assertRefused(good.replace("\"fsyncNanos", "\"more\" : 1, \"fsyncNanos"), "more");
        assertRefused(good.replaceAll(",\\s*\"fsyncNanos\" : \\d+", ""), "fsyncNanos");
        assertRefused(good.replace("400000000", "1e400"), "");
        assertRefused(good.replace("\"factor\" : 1.0", "\"factor\" : 0.5"), "faster");
        assertRefused(good.replace("\"chance\" : 0.0", "\"chance\" : 1.0"), "always waits");
        assertRefused(good.replace("131072", "0"), "lets nothing through");
    }

    @Test
    void aMissingFileIsSaidToBeMissing() {
        assertThatThrownBy(() -> CalibrationFile.read(folder.resolve("none.json")))
                .isInstanceOf(NoSuchFileException.class);
    }
}
