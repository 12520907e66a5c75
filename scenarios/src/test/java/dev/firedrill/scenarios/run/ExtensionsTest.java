package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.faults.fault.Fault;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.incident.Finding;
import dev.firedrill.scenarios.workload.Workload;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that can be added from outside is found the same way, and what cannot be used is
/// refused with a reason.
class ExtensionsTest {
    @TempDir private Path folder;

    static Stream<Arguments> kinds() {
        Function<Scenario, String> scenario = Scenario::name;
        Function<Fault, String> fault = Fault::name;
        Function<Workload, String> workload = Workload::name;
        Function<Checker, String> checker = Checker::name;
        Function<Finding, String> finding = Finding::name;
        return Stream.of(
                Arguments.of(Scenario.class, scenario, "scenarios", "catalogue"),
                Arguments.of(Fault.class, fault, "faults", "fault"),
                Arguments.of(Workload.class, workload, "scenarios", "workload"),
                Arguments.of(Checker.class, checker, "reports", "check"),
                Arguments.of(Finding.class, finding, "reports", "incident"));
    }

    /// A class that is not named in META-INF/services would be missing without a word.
    @ParameterizedTest
    @MethodSource("kinds")
    <T> void everyClassOfTheFolderIsNamed(
            Class<T> kind, Function<T, String> name, String module, String packageName)
            throws Exception {
        Path sources = Path.of("..", module, "src/main/java/dev/firedrill", module, packageName);
        String prefix = "dev.firedrill." + module + "." + packageName + ".";
        List<String> written;
        try (Stream<Path> files = Files.list(sources)) {
            written =
                    files.map(file -> file.getFileName().toString().replace(".java", ""))
                            .filter(type -> !type.equals("package-info"))
                            .filter(type -> isOne(kind, prefix + type))
                            .sorted()
                            .toList();
        }
        assertThat(Extensions.of(kind, name))
                .map(one -> one.getClass().getSimpleName())
                .containsExactlyInAnyOrderElementsOf(written);
    }

    private static boolean isOne(Class<?> kind, String type) {
        try {
            Class<?> found = Class.forName(type);
            return kind.isAssignableFrom(found) && !found.isInterface();
        } catch (ClassNotFoundException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /// What is found with these lines in META-INF/services.
    private void find(String... types) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(services.resolve(Workload.class.getName()), List.of(types));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            Extensions.of(Workload.class, Workload::name);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    static class Named implements Workload {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String describe() {
            return "nothing";
        }

        @Override
        public Running begin(dev.firedrill.scenarios.workload.Clients clients) {
            throw new IllegalStateException("it is never begun");
        }
    }

    /// Takes a name of ours.
    public static final class SecondWrites extends Named {
        public SecondWrites() {
            super("writes");
        }
    }

    /// Its name would leave the folder of runs.
    public static final class Upwards extends Named {
        public Upwards() {
            super("../up");
        }
    }

    /// Cannot be made by a loader.
    public static final class WithArgument extends Named {
        public WithArgument(String name) {
            super(name);
        }
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        assertThatThrownBy(() -> find(SecondWrites.class.getName()))
                .isInstanceOf(ExtensionRefused.class)
                .hasMessageContaining("have the same name 'writes'");
    }

    @Test
    void aNameThatIsNoFileNameIsRefused() {
        assertThatThrownBy(() -> find(Upwards.class.getName()))
                .isInstanceOf(ExtensionRefused.class)
                .hasMessageContaining("'../up'; use kebab case");
    }

    @Test
    void aClassThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> find("org.example.Missing"))
                .isInstanceOf(ExtensionRefused.class)
                .hasMessageContaining("org.example.Missing");
    }

    @Test
    void aClassWithoutTheConstructorIsRefused() {
        assertThatThrownBy(() -> find(WithArgument.class.getName()))
                .isInstanceOf(ExtensionRefused.class)
                .hasMessageContaining("a public constructor without arguments");
    }
}
