package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every end of a run has its documented code and leaves evidence that can be judged: a kill, a
/// signal, a folder that cannot be written any more, too little memory, an output that is full.
class RunEndsTest {
    private static final String LONG_RUN =
            "twilio-2013 --seed 7 --variant with-psync-and-rewrite --writes-per-second 3000";
    private static final String SHORT_RUN =
            "slow-disk-aof --seed 7 --variant everysec-within-the-disk";

    @TempDir private Path folder;

    private Path out() {
        return folder.resolve("runs");
    }

    private Path printed() {
        return folder.resolve("printed");
    }

    /// @param shell what runs before the program in the same process, for example `ulimit`
    /// @param after what follows it on the line, for example a redirection
    private Process start(String shell, String jvm, String arguments, String after)
            throws IOException {
        var line = new StringBuilder(shell).append("; exec ");
        line.append(quoted(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        line.append(" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC ").append(jvm);
        line.append(" -cp ").append(quoted(classPath())).append(' ').append(Main.class.getName());
        line.append(' ').append(arguments).append(' ').append(after);
        var builder =
                new ProcessBuilder("bash", "-c", line.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(printed().toFile());
        // As the launcher does: the reasons of the operating system are read by programs too.
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private Process run(String shell, String jvm, String arguments) throws IOException {
        return start(shell, jvm, "run " + arguments + " --out " + quoted(out().toString()), "");
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("the process ends").isTrue();
        return process.exitValue();
    }

    private String said() throws IOException {
        return Files.readString(printed(), StandardCharsets.UTF_8);
    }

    private int firedrill(String arguments) throws Exception {
        return end(start("true", "", arguments, ""));
    }

    /// Waits until some seconds of the run are on the disk.
    private void awaitEvidence(Process process) {
        Awaitility.await("a journal that grows")
                .atMost(90, TimeUnit.SECONDS)
                .failFast("the run ended by itself", () -> !process.isAlive())
                .until(() -> journalBytes() > 50_000);
    }

    private long journalBytes() throws IOException {
        if (!Files.isDirectory(out())) {
            return 0;
        }
        long bytes = 0;
        try (Stream<Path> files = Files.walk(out())) {
            for (Path file : files.toList()) {
                bytes += file.toString().endsWith(".jsonl.gz") ? Files.size(file) : 0;
            }
        }
        return bytes;
    }

    private Path runFolder() throws IOException {
        return out().resolve("latest").toRealPath();
    }

    private void assertJudgedAsIncomplete(String why) throws Exception {
        Path run = runFolder();
        assertThat(Files.readString(run.resolve("incomplete.txt"))).contains(why);
        assertThat(firedrill("check " + quoted(run.toString()))).isEqualTo(2);
        assertThat(said()).contains("Inconclusive: ").doesNotContain("\tat ");
        assertThat(firedrill("report " + quoted(run.toString()))).isEqualTo(2);
        assertThat(run.resolve("report.html")).isNotEmptyFile();
        assertThat(run.resolve("junit.xml")).content().contains("<error ");
    }

    @Test
    void aRunThatIsKilledLeavesEvidence() throws Exception {
        Process process = run("true", "", LONG_RUN);
        awaitEvidence(process);
        process.destroyForcibly();

        assertThat(end(process)).isEqualTo(137);
        assertJudgedAsIncomplete("or it was killed");
    }

    @Test
    void aRunThatIsInterruptedLeavesEvidence() throws Exception {
        Process process = run("true", "", LONG_RUN);
        awaitEvidence(process);
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

        assertThat(end(process)).isEqualTo(130);
        assertThat(said()).contains("interrupted").doesNotContain("\tat ");
        assertJudgedAsIncomplete("The run was interrupted.");
        firedrill("check " + quoted(runFolder().toString()));
        assertThat(said()).contains("the run was interrupted");
    }

    /// A limit on the size of files is met as a full disk is: by a write that fails. The run ends
    /// then, minutes before its own end.
    @Test
    void aRunWhoseFolderIsFullEndsWithOneSentence() throws Exception {
        Process process =
                run(
                        "ulimit -f 100",
                        "",
                        "isolated-master --seed 7 --outage 10m --writes-per-second 900 --replicas 8");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends early").isTrue();
        assertThat(process.exitValue()).as(said()).isEqualTo(69);
        assertThat(said().lines().filter(line -> line.startsWith("firedrill: ")).count())
                .as(said())
                .isEqualTo(1);
        assertThat(said()).contains("cannot be written").doesNotContain("\tat ");
        assertJudgedAsIncomplete("cannot be written");
    }

    /// A disk that is really full: a file system in memory that is smaller than the journal.
    @Test
    void aRunOnAFullDiskEndsWithOneSentence() throws Exception {
        Path disk = Files.createDirectory(out());
        String refusal =
                mounted("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString());
        if (!refusal.isEmpty()) {
            Ended.aside("SKIPPED: no tmpfs can be mounted here: " + refusal);
        }
        Assumptions.assumeTrue(refusal.isEmpty(), "no tmpfs can be mounted here");
        try {
            Process process = run("true", "", SHORT_RUN);

            assertThat(end(process)).as(said()).isEqualTo(69);
            assertThat(said().lines().filter(line -> line.startsWith("firedrill: ")))
                    .as(said())
                    .hasSize(1);
            assertThat(said())
                    .contains("cannot be written: No space left on device; make room")
                    .doesNotContain("\tat ");
            assertThat(firedrill("check " + quoted(runFolder().toString()))).isEqualTo(2);
            assertThat(said()).contains("Inconclusive: ").doesNotContain("\tat ");
        } finally {
            mounted("umount", disk.toString());
        }
    }

    /// What it complained about; nothing where it succeeded.
    private String mounted(String... command) throws Exception {
        Path complaint = folder.resolve("complaint");
        int code =
                end(
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(complaint.toFile())
                                .start());
        return code == 0 ? "" : "exit code " + code + " " + Files.readString(complaint);
    }

    @Test
    void tooLittleMemoryIsNoViolation() throws Exception {
        Process process = run("true", "-Xmx40m", LONG_RUN + " --keys 200000 --bandwidth 200mbit");

        assertThat(end(process)).as(said()).isEqualTo(69);
        assertThat(said()).contains("too little memory").doesNotContain("\tat ");
    }

    @Test
    void aResultThatCannotBePrintedIsNotSuccess() throws Exception {
        String arguments = "run " + SHORT_RUN + " --json --out " + quoted(out().toString());
        Process process = start("true", "", arguments, "> /dev/full");

        assertThat(end(process)).as(said()).isEqualTo(69);
        assertThat(said()).contains("could not be printed", "No space left on device");
    }

    @Test
    void aReaderThatLeavesIsNoFailure() throws Exception {
        Process process = start("true", "", "list", "> >(exec true)");

        assertThat(end(process)).as(said()).isZero();
        assertThat(said()).doesNotContain("firedrill: ");
    }

    private List<String> lines(Path journal) throws IOException {
        return new ArrayList<>(JournalLines.of(journal));
    }

    private int check(List<String> lines) throws Exception {
        Path journal = Files.write(folder.resolve("journal.jsonl"), lines);
        return Ended.of("check", journal.toString()).exitCode();
    }

    /// What is missing, in another order or there twice is not taken for the evidence of a run.
    @Test
    void evidenceThatIsNotWholeIsInconclusive() throws Exception {
        assertThat(end(run("true", "", "slow-disk-aof --seed 7"))).as(said()).isZero();
        List<String> all = lines(runFolder().resolve("journal.jsonl.gz"));
        int second = 1;
        while (!all.get(second).contains("\"VariantBegan\"")) second++;

        assertThat(check(all)).isZero();
        assertThat(check(all.subList(0, all.size() - 1))).as("without its end").isEqualTo(2);
        assertThat(check(all.subList(0, second))).as("the first control only").isEqualTo(2);
        var twice = new ArrayList<>(all);
        twice.addAll(all.subList(0, second));
        assertThat(check(twice)).as("a variant twice").isEqualTo(2);
        var swapped = new ArrayList<>(all);
        Collections.swap(swapped, 5, 6);
        assertThat(check(swapped)).as("two lines swapped").isEqualTo(2);
        var absurd = new ArrayList<>(all);
        absurd.set(5, absurd.get(5).replaceFirst("\"atNanos\":\\d+", "\"atNanos\":-5"));
        assertThat(check(absurd)).as("a negative time").isEqualTo(64);
    }
}
