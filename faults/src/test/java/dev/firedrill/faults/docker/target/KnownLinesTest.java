package dev.firedrill.faults.docker.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Each line of a recording is either understood or known to mean nothing to a judge: the lines of
/// another version are looked at before it is trusted.
class KnownLinesTest {
    private static final Path IRRELEVANT =
            Path.of("src", "test", "resources", "logs", "irrelevant.txt");

    private static List<Pattern> irrelevant() throws IOException {
        return Files.readAllLines(IRRELEVANT, StandardCharsets.UTF_8).stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("# "))
                .map(Pattern::compile)
                .toList();
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void everyRecordedLineIsKnown(ServerDialect server) throws IOException {
        List<Pattern> known = irrelevant();
        var unknown = new TreeSet<String>();
        for (RecordedLog recorded : RecordedLog.all(server)) {
            ServerLog log = (ServerLog) server.log(RecordedLog.CONFIG_FILE);
            for (String line : recorded.lines()) {
                String text = log.text(line);
                boolean means = log.take(line) || text.isBlank();
                if (!means && known.stream().noneMatch(one -> one.matcher(text).matches())) {
                    unknown.add(recorded.name() + ": " + text);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void noPatternIsLeftOver() throws IOException {
        var unused = new TreeSet<String>();
        irrelevant().forEach(pattern -> unused.add(pattern.pattern()));
        for (ServerDialect server : ServerDialect.TESTED) {
            for (RecordedLog recorded : RecordedLog.all(server)) {
                ServerLog log = (ServerLog) server.log(RecordedLog.CONFIG_FILE);
                for (String line : recorded.lines()) {
                    String text = log.text(line);
                    if (!log.take(line)) {
                        unused.removeIf(pattern -> text.matches(pattern));
                    }
                }
            }
        }
        assertThat(unused).isEmpty();
    }
}
