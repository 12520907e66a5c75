package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the launcher and the build need of their environment: nearly nothing.
class LauncherEnvironmentTest {
    private static final String SHOW =
            "set -eu; . \"$1\"; firedrill_find_jdk25;"
                    + " printf '%s|%s|%s|%s' \"$JAVA_HOME\" \"$HOME\" \"${LC_ALL-}\" \"${LANG-}\"";

    @TempDir private Path folder;

    private static String[] jdkFound(String shell, String... environment) throws Exception {
        Path script = Path.of("../.mvn/jdk.sh").toAbsolutePath().normalize();
        var command = new ArrayList<>(List.of("env", "-i", "PATH=" + System.getenv("PATH")));
        command.add("JAVA_HOME=" + System.getProperty("java.home"));
        command.addAll(List.of(environment));
        command.addAll(List.of(shell, "-c", SHOW, shell, script.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed.split("\\|", -1);
    }

    /// As cron, systemd and containers start programs; the launcher is bash, the wrapper sh.
    @ParameterizedTest
    @CsvSource({"bash", "sh"})
    void noHomeIsNeeded(String shell) throws Exception {
        String[] found = jdkFound(shell);

        assertThat(found[0]).isEqualTo(System.getProperty("java.home"));
        assertThat(found[1]).startsWith("/");
    }

    /// Where JAVA_HOME does not lead to a JDK 25 the usual folders are looked at, some below HOME.
    @Test
    void noHomeIsNeededForTheSearchEither() throws Exception {
        String[] found = jdkFound("bash", "JAVA_HOME=" + folder);

        assertThat(Path.of(found[0], "release")).exists();
    }

    /// The encoding of other locales cannot name every folder; one in UTF-8 keeps its language.
    @ParameterizedTest
    @CsvSource({
        "LC_ALL=C, C.UTF-8",
        "LANG=C, C.UTF-8",
        "LANG=tr_TR.UTF-8, ''",
        "LANG=tr_TR.utf8, ''",
        "LC_ALL=tr_TR.UTF-8, tr_TR.UTF-8",
        "LC_CTYPE=POSIX, C.UTF-8",
    })
    void theEncodingIsAlwaysUtf8(String environment, String locale) throws Exception {
        assertThat(jdkFound("sh", environment)[2]).isEqualTo(locale);
    }

    /// A folder with blanks and letters that are not English, through a link, with CDPATH set.
    @Test
    void theLauncherKnowsItsFolder() throws Exception {
        Path own = Files.createDirectories(folder.resolve("mit Leerzeichen/données ü"));
        String text = Files.readString(Path.of("../firedrill"));
        int end = text.indexOf("cli=$root");
        Files.writeString(
                own.resolve("firedrill"), text.substring(0, end) + "printf %s \"$root\"\n");
        Files.createSymbolicLink(folder.resolve("link"), own.resolve("firedrill"));

        Process process =
                new ProcessBuilder(
                                "env",
                                "CDPATH=.:/tmp:/",
                                "LC_ALL=C",
                                "bash",
                                folder.resolve("link").toString())
                        .redirectErrorStream(true)
                        .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(own.toRealPath().toString());
    }
}
