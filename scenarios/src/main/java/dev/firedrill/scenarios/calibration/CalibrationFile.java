package dev.firedrill.scenarios.calibration;

import dev.firedrill.faults.sim.CostModel;
import dev.firedrill.reports.evidence.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What a machine was measured to take, as a file of JSON.
///
/// @param machine that was measured
/// @param commit of the engine that was measured
public record CalibrationFile(String machine, String commit, CostModel costs) {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    /// Replaces the file as a whole.
    public void write(Path file) throws IOException {
        String text = MAPPER.writeValueAsString(this) + "\n";
        WholeFile.replace(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /// @throws CalibrationFailed when the file is no calibration: why, as a clause
    public static CalibrationFile read(Path file) throws IOException, CalibrationFailed {
        try {
            return MAPPER.readValue(Files.readAllBytes(file), CalibrationFile.class);
        } catch (JacksonException malformed) {
            throw new CalibrationFailed(
                    String.format(
                            Locale.ROOT,
                            "%s is no file of `firedrill calibrate`: %s",
                            file,
                            malformed.getOriginalMessage()));
        }
    }
}
