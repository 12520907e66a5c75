package dev.firedrill.scenarios.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The arrows of the design, and what deterministic code must not touch.
class ArchitectureTest {
    private static final String ROOT = "dev.firedrill.";
    private static final JavaClasses PROJECT =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.firedrill");
    private static final JavaClasses BROKEN =
            new ClassFileImporter().importPackages("dev.firedrill.scenarios.architecture.broken");

    /// Packages in which a run must repeat byte for byte.
    private static final String[] DETERMINISTIC = {
        "dev.firedrill.engine.base..",
        "dev.firedrill.engine.resp..",
        "dev.firedrill.engine.keyspace..",
        "dev.firedrill.engine.command..",
        "dev.firedrill.engine.replication..",
        "dev.firedrill.engine.rdb..",
        "dev.firedrill.engine.aof..",
        "dev.firedrill.engine.config..",
        "dev.firedrill.engine.port..",
        "dev.firedrill.engine.node..",
        "dev.firedrill.faults.sim..",
    };

    private static ArchRule only(String of, String... mayImport) {
        String[] allowed = new String[mayImport.length + 1];
        for (int i = 0; i < mayImport.length; i++) {
            allowed[i] = ROOT + mayImport[i] + "..";
        }
        allowed[mayImport.length] = ROOT + of + "..";
        return noClasses()
                .that()
                .resideInAPackage(ROOT + of + "..")
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.describe(
                                "are ours and not allowed",
                                type ->
                                        type.getPackageName().startsWith(ROOT)
                                                && Arrays.stream(allowed)
                                                        .noneMatch(one ->
                                                                (type.getPackageName() + ".")
                                                                        .startsWith(
                                                                                one.substring(
                                                                                        0,
                                                                                        one.length()
                                                                                                - 1)))));
    }

    private static final ArchRule NO_AMBIENT_TIME_OR_CHANCE =
            noClasses()
                    .that()
                    .resideInAnyPackage(DETERMINISTIC)
                    .or()
                    .resideInAPackage("dev.firedrill.scenarios.architecture.broken")
                    .should()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(java.time.Instant.class, "now")
                    .orShould()
                    .callMethod(Math.class, "random")
                    .orShould()
                    .callMethod(java.util.UUID.class, "randomUUID")
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(java.util.Random.class);

    private static final ArchRule NO_HASH_ORDER =
            noClasses()
                    .that()
                    .resideInAnyPackage(DETERMINISTIC)
                    .or()
                    .resideInAPackage("dev.firedrill.scenarios.architecture.broken")
                    .should()
                    .callConstructor(HashMap.class)
                    .orShould()
                    .callConstructor(HashSet.class)
                    .orShould()
                    .callMethod(Set.class, "of", Object[].class)
                    .orShould()
                    .callMethod(Map.class, "of")
                    .orShould()
                    .callMethod(Set.class, "copyOf", java.util.Collection.class)
                    .orShould()
                    .callMethod(Map.class, "copyOf", Map.class);

    private static final ArchRule NAMES_SAY_SOMETHING =
            noClasses()
                    .that()
                    .resideInAPackage("dev.firedrill..")
                    .should()
                    .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Data)");

    private static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS =
            noClasses()
                    .that()
                    .resideInAPackage("dev.firedrill..")
                    .and()
                    .resideOutsideOfPackage("dev.firedrill.scenarios.cli..")
                    .should()
                    .accessField(System.class, "out");

    /// A process that runs in Egypt or Turkey must write the same bytes as one in Germany: file
    /// names, doubles, INFO and log lines are read back by programs.
    private static final ArchRule NO_DEFAULT_LOCALE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.firedrill..")
                    .should()
                    .accessTargetWhere(
                            DescribedPredicate.describe(
                                    "the default locale decides what it writes",
                                    ArchitectureTest::readsTheDefaultLocale));

    private static final Set<String> TAKE_A_LOCALE =
            Set.of("format", "formatted", "printf", "toLowerCase", "toUpperCase", "ofPattern");

    private static final Set<String> WRITE_TEXT =
            Set.of(
                    "java.lang.String",
                    "java.util.Formatter",
                    "java.io.PrintStream",
                    "java.io.PrintWriter",
                    "java.time.format.DateTimeFormatter");

    private static boolean readsTheDefaultLocale(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String method = access.getTarget().getName();
        if (owner.startsWith("java.text.") || owner.equals("java.util.Scanner")) {
            return true;
        }
        if (owner.equals("java.util.Locale")) {
            return method.equals("getDefault");
        }
        // A DateTimeFormatter was given its locale with its pattern.
        if (owner.endsWith("DateTimeFormatter") && method.equals("format")) {
            return false;
        }
        return WRITE_TEXT.contains(owner)
                && TAKE_A_LOCALE.contains(method)
                && access.getTarget() instanceof CodeUnitAccessTarget target
                && target.getRawParameterTypes().stream()
                        .noneMatch(type -> type.isEquivalentTo(Locale.class));
    }

    @Test
    void theWholeProjectIsLookedAt() {
        assertThat(PROJECT.size()).isGreaterThan(200);
        for (String module : new String[] {"engine", "reports", "faults", "scenarios"}) {
            assertThat(PROJECT)
                    .as(module)
                    .anyMatch(type -> type.getPackageName().startsWith(ROOT + module));
        }
    }

    @Test
    void modulesDependDownwardsOnly() {
        only("engine").check(PROJECT);
        only("reports").check(PROJECT);
        only("faults", "engine").check(PROJECT);
    }

    @Test
    void enginePackagesFollowTheArrows() {
        only("engine.base").check(PROJECT);
        only("engine.resp", "engine.base").check(PROJECT);
        only("engine.keyspace", "engine.base").check(PROJECT);
        only("engine.config", "engine.base").check(PROJECT);
        only("engine.command", "engine.base", "engine.resp", "engine.keyspace").check(PROJECT);
        only("engine.replication", "engine.base", "engine.resp").check(PROJECT);
        only("engine.rdb", "engine.base", "engine.keyspace", "engine.resp").check(PROJECT);
        only("engine.aof", "engine.base", "engine.keyspace", "engine.resp").check(PROJECT);
        only("engine.port", "engine.base", "engine.replication").check(PROJECT);
    }

    @Test
    void faultAndReportPackagesFollowTheArrows() {
        only("faults.topology", "engine.base").check(PROJECT);
        only("faults.injection", "faults.topology", "engine.base").check(PROJECT);
        only("faults.load").check(PROJECT);
        only(
                        "faults.lab",
                        "faults.injection",
                        "faults.load",
                        "faults.topology",
                        "engine.base",
                        "engine.config",
                        "engine.port",
                        "engine.resp")
                .check(PROJECT);
        only("faults.fault", "faults.injection", "faults.topology", "engine.base").check(PROJECT);
        String[] lab = {
            "faults.lab",
            "faults.load",
            "faults.injection",
            "faults.topology",
            "engine.base",
            "engine.port",
            "engine.resp"
        };
        only("faults.sim", and(lab, "engine.node", "engine.config")).check(PROJECT);
        only("faults.docker", lab).check(PROJECT);
        // Copied into containers without anything else.
        only("faults.docker.tool").check(PROJECT);
        only("faults.docker.load", "faults.load").check(PROJECT);
        only("faults.docker.mesh", "faults.lab", "faults.topology", "engine.base", "engine.port")
                .check(PROJECT);
        only("faults.docker.target", "engine.port", "faults.lab", "faults.topology").check(PROJECT);
        only("reports.history").check(PROJECT);
        only("reports.account", "reports.history").check(PROJECT);
        only("reports.evidence", "reports.history").check(PROJECT);
        only("reports.check", "reports.account", "reports.history").check(PROJECT);
        only("reports.incident", "reports.check", "reports.account", "reports.history")
                .check(PROJECT);
        only(
                        "reports.render",
                        "reports.incident",
                        "reports.check",
                        "reports.evidence",
                        "reports.history")
                .check(PROJECT);
    }

    private static String[] and(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    void nodeAdapterAndScenarioPackagesFollowTheArrows() {
        String[] under = {
            "engine.base",
            "engine.resp",
            "engine.keyspace",
            "engine.command",
            "engine.replication",
            "engine.rdb",
            "engine.aof",
            "engine.config",
            "engine.port"
        };
        only("engine.node", under).check(PROJECT);
        only("engine.adapter", and(under, "engine.node")).check(PROJECT);
        only("scenarios.workload", "faults.lab", "faults.topology", "reports", "engine")
                .check(PROJECT);
        only("scenarios.config", "faults.lab", "engine.config", "engine.server", "engine.adapter")
                .check(PROJECT);
        only("scenarios.option", "scenarios.config", "faults.lab").check(PROJECT);
        only(
                        "scenarios.run",
                        "scenarios.config",
                        "scenarios.option",
                        "scenarios.workload",
                        "faults",
                        "reports",
                        "engine")
                .check(PROJECT);
        only(
                        "scenarios.catalogue",
                        "scenarios.config",
                        "scenarios.option",
                        "scenarios.run",
                        "scenarios.workload",
                        "faults.fault",
                        "faults.lab",
                        "faults.load",
                        "faults.topology",
                        "reports.check",
                        "reports.history")
                .check(PROJECT);
        only("scenarios.parity", "reports", "engine.base").check(PROJECT);
        only("scenarios.calibration", "faults", "engine", "reports.evidence").check(PROJECT);
        // Which labs there are is known to the command line alone.
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + "scenarios.workload..",
                        ROOT + "scenarios.option..",
                        ROOT + "scenarios.run..",
                        ROOT + "scenarios.catalogue..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "faults.sim..", ROOT + "faults.docker..")
                .check(PROJECT);
    }

    /// Classes that cannot be understood one after the other.
    @Test
    void noMoreThanThreeClassesFormACycle() {
        for (String module : new String[] {"reports", "faults", "scenarios"}) {
            assertThat(ClassCycles.in(PROJECT, ROOT + module + ".", 3)).as(module).isEmpty();
        }
        assertThat(ClassCycles.in(BROKEN, ROOT, 3)).hasSize(1);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("dev.firedrill.(*.*)..").should().beFreeOfCycles().check(PROJECT);
    }

    @Test
    void deterministicCodeTouchesNoThreadSocketOrFile() {
        noClasses()
                .that()
                .resideInAnyPackage(DETERMINISTIC)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "java.util.concurrent..",
                        "io.netty..")
                .check(PROJECT);
    }

    @Test
    void deterministicCodeReadsNoClockAndRollsNoDice() {
        NO_AMBIENT_TIME_OR_CHANCE.check(PROJECT);
        assertThatThrownBy(() -> NO_AMBIENT_TIME_OR_CHANCE.check(BROKEN))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void deterministicCodeIteratesInNoHashOrder() {
        NO_HASH_ORDER.check(PROJECT);
        assertThatThrownBy(() -> NO_HASH_ORDER.check(BROKEN)).isInstanceOf(AssertionError.class);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .that()
                .resideInAPackage("dev.firedrill..")
                .and()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith(NullMarked.class)
                .check(PROJECT);
    }

    @Test
    void namesSaySomething() {
        NAMES_SAY_SOMETHING.check(PROJECT);
        assertThatThrownBy(() -> NAMES_SAY_SOMETHING.check(BROKEN))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void onlyTheCommandLinePrints() {
        ONLY_THE_COMMAND_LINE_PRINTS.check(PROJECT);
        assertThatThrownBy(() -> ONLY_THE_COMMAND_LINE_PRINTS.check(BROKEN))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void theDefaultLocaleDecidesNothing() {
        NO_DEFAULT_LOCALE.check(PROJECT);
        for (String method : TAKE_A_LOCALE) {
            assertThatThrownBy(() -> NO_DEFAULT_LOCALE.check(BROKEN))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("." + method + "(");
        }
    }
}
