package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a scenario from outside throws is the scenario's: the answer is inconclusive and names its
/// line, and nobody is asked to report a bug of Firedrill.
class ScenarioThrewTest {
    private static final String SCENARIO =
            """
            package org.example;
            import dev.firedrill.reports.check.*;
            import dev.firedrill.scenarios.option.Setting;
            import dev.firedrill.scenarios.run.*;
            import java.util.*;
            public final class Throwing implements Scenario {
                public String name() { return "throwing"; }
                public String title() { return "a scenario that throws"; }
                public String story() { return ""; }
                public List<Variant> variants() { VARIANTS return List.of(Variant.holds("only", "it")); }
                public Topology topology(Variant variant, Setting setting) {
                    return Topology.master("requirepass swordfish\\n").withReplicas(1, "masterauth swordfish\\n");
                }
                public void run(Drill drill) {
                    drill.runFor(java.time.Duration.ofSeconds(2));
                    RUN
                }
                public List<Checker> judges(Variant variant, Setting setting) {
                    return List.of(new Converged());
                }
            }
            """;

    @TempDir private Path folder;

    private Ended run(String variants, String run) throws Exception {
        Path source = folder.resolve("Throwing.java");
        Path classes = Files.createDirectories(folder.resolve("classes/META-INF/services"));
        Files.writeString(source, SCENARIO.replace("VARIANTS", variants).replace("RUN", run));
        Files.writeString(
                classes.resolve("dev.firedrill.scenarios.run.Scenario"), "org.example.Throwing\n");
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        assertThat(
                        ToolProvider.getSystemJavaCompiler()
                                .run(
                                        null,
                                        null,
                                        null,
                                        "-proc:none",
                                        "-cp",
                                        classPath,
                                        "-d",
                                        folder.resolve("classes").toString(),
                                        source.toString()))
                .isZero();
        return Ended.of(
                "run",
                "throwing",
                "--seed",
                "7",
                "--classpath",
                folder.resolve("classes").toString(),
                "--out",
                folder.resolve("runs").toString());
    }

    private Path runFolder() throws Exception {
        return folder.resolve("runs/latest").toRealPath();
    }

    @Test
    void theAnswerNamesTheLineAndTheFolderHoldsTheTrace() throws Exception {
        Ended ended = run("", "throw new IllegalStateException(\"no such order, swordfish\");");

        assertThat(ended.exitCode()).as(ended.said()).isEqualTo(ExitCodes.INCONCLUSIVE);
        assertThat(ended.said())
                .contains(
                        "Inconclusive: only is inconclusive (the scenario threw an exception:"
                                + " java.lang.IllegalStateException: no such order, (hidden 1), at"
                                + " org.example.Throwing.run (Throwing.java:16))")
                .doesNotContain("please report", "\tat ");
        assertThat(runFolder().resolve("failures/only-scenario.txt"))
                .content()
                .contains("java.lang.IllegalStateException: no such order", "\tat ")
                .doesNotContain("swordfish");
        assertThat(runFolder().resolve("incomplete.txt")).doesNotExist();
        assertThat(runFolder().resolve("junit.xml")).content().contains("<error ");
        assertThat(
                        Ended.of(
                                        "check",
                                        runFolder().toString(),
                                        "--classpath",
                                        folder.resolve("classes").toString())
                                .exitCode())
                .isEqualTo(ExitCodes.INCONCLUSIVE);
    }

    /// What Firedrill throws at a scenario, it throws at a line of the scenario.
    @Test
    void aCallThatFiredrillRefusesIsNamedByTheLineOfTheScenario() throws Exception {
        Ended ended =
                run("", "drill.load().start(new dev.firedrill.scenarios.workload.Inserts(0, 1));");

        assertThat(ended.exitCode()).as(ended.said()).isEqualTo(ExitCodes.INCONCLUSIVE);
        assertThat(ended.said())
                .contains(
                        "a load that writes nothing", "org.example.Throwing.run (Throwing.java:16)")
                .doesNotContain("please report");
    }

    @Test
    void aScenarioThatThrowsBeforeItsRunIsNamed() throws Exception {
        Ended ended = run("if (true) throw new IllegalStateException(\"none yet\");", "");

        assertThat(ended.exitCode()).as(ended.said()).isEqualTo(ExitCodes.INCONCLUSIVE);
        assertThat(ended.said())
                .contains(
                        "firedrill: a class of --classpath threw an exception, at"
                                + " extensions//org.example.Throwing.variants(Throwing.java:10):",
                        "java.lang.IllegalStateException: none yet")
                .doesNotContain("please report");
    }
}
