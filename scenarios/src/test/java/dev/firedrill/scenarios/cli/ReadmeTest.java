package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.scenarios.catalogue.Catalogue;
import dev.firedrill.scenarios.run.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// What README tells people to type does what README says.
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final String COMMAND = "    ./firedrill ";
    private static final String ALL = "run all --json";

    @TempDir private Path out;

    /// Every line that runs scenarios, without its comment. What needs Docker is among the tests of
    /// that lab; a scenario by itself runs once, among all of them.
    static Stream<String> examples() throws Exception {
        return Files.readAllLines(README).stream()
                .filter(line -> line.startsWith(COMMAND + "run "))
                .map(line -> line.substring(COMMAND.length()).replaceAll("(#|>).*", "").strip())
                .filter(line -> !line.contains("--lab docker"))
                // Run against the project's jar by OutsideProjectIT.
                .filter(line -> !line.contains("--classpath"))
                .map(line -> line.split(" ", -1).length == 2 ? ALL : line)
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleExitsWithZero(String example) {
        // Tests run in the folder of their module.
        String here = example.replace("--config scenarios/", "--config ");
        var words = new ArrayList<>(Arrays.asList(here.split(" ", -1)));
        words.addAll(List.of("--out", out.toString(), "--seed", "5"));
        Ended ended = Ended.of(words.toArray(String[]::new));
        assertThat(ended.exitCode()).as(() -> example + "\n" + ended.printed()).isZero();
        if (example.equals(ALL)) assertOneDocumentOfAll(ended.printed());
    }

    /// Standard output is one array with a result for each scenario.
    private static void assertOneDocumentOfAll(String printed) {
        var names = new ArrayList<String>();
        JsonMapper.shared()
                .readTree(printed)
                .forEach(one -> names.add(one.get("scenario").asString()));
        assertThat(names)
                .containsExactlyElementsOf(Catalogue.all().stream().map(Scenario::name).toList());
    }

    @Test
    void thereAreExamples() throws Exception {
        assertThat(examples()).hasSizeGreaterThan(1).contains(ALL);
    }

    /// The table of options says the bounds and defaults that `run --help` says.
    @Test
    void theTableOfOptionsIsThatOfTheScenarios() throws Exception {
        assertThat(Files.readString(Path.of("README.md"))).contains(OptionTable.markdown());
    }
}
