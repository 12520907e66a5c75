package dev.firedrill.scenarios.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Types until the edge: nothing asks a text what a type would tell, and no switch answers for what
/// it does not know.
class SourceRulesTest {
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("memory:///" + name), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /// A class of that package with this method.
    private static List<String> violations(String home, String method) throws IOException {
        String text =
                """
                package %s;
                import dev.firedrill.engine.port.NodeEvent;
                import dev.firedrill.faults.injection.*;
                import dev.firedrill.reports.check.Verdict;
                import dev.firedrill.reports.history.Event;
                class Example {
                    static final String CUT = "CutLink";
                    %s
                }
                """;
        String source = text.replaceFirst("%s", home).replace("%s", method);
        assertThat(SourceRules.concerns(source)).as(method).isTrue();
        return SourceRules.violations(List.of(new Source("Example.java", source)));
    }

    @Test
    void theSourcesFollowTheRules() throws IOException {
        var sources = new ArrayList<JavaFileObject>();
        int all = 0;
        for (String module : List.of("engine", "faults", "reports", "scenarios")) {
            Path root = Path.of("..", module, "src", "main", "java");
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file :
                        files.filter(one -> one.toString().endsWith(".java")).sorted().toList()) {
                    String text = Files.readString(file);
                    all++;
                    if (SourceRules.concerns(text)) {
                        sources.add(new Source(root.relativize(file).toString(), text));
                    }
                }
            }
        }
        assertThat(all).isGreaterThan(400);
        assertThat(sources).hasSizeGreaterThan(50);
        assertThat(SourceRules.violations(sources)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int a(Injection i) { return switch (i) { case LinkInjection _ -> 1; default -> 2; }; }",
                "int a(LinkInjection i) { return switch (i) { case LinkInjection.CutLink _ -> 1;"
                        + " case LinkInjection _ -> 2; }; }",
                "int a(LinkInjection i) { return switch (i) { case LinkInjection.CutLink _ -> 1;"
                        + " case Injection _ -> 2; }; }",
                "<T extends Injection> int a(T i) { return switch (i) { default -> 2; }; }",
                "void a(Event e) { switch (e) { case Event.VariantEnded _ -> {} default -> {} } }",
                "void a(Event e) { switch (e) { case Event.VariantEnded _: break; default: break; } }",
                "int a(Event e) { return switch (e) { case null, default -> 2; }; }",
                "int a(NodeEvent e) { return switch (e) { default -> 2; }; }",
                "int a(Verdict v) { return switch (v) { case Verdict.Held _ -> 0; default -> 2; }; }",
                "int a(java.util.List<Verdict> v) { return switch (v.get(0)) { default -> 2; }; }"
            })
    void aDefaultInASwitchOverAClosedFamilyIsFound(String method) throws IOException {
        assertThat(violations("a.b", method))
                .singleElement()
                .asString()
                .startsWith("Example.java:8: a default in a switch over ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "boolean a(String s) { return s.startsWith(\"CutLink\"); }",
                "boolean a(String s) { return s.startsWith(CUT); }",
                "boolean a(String s) { return s.startsWith(Example.CUT); }",
                "boolean a(String s) { return \"KillNode M\".equals(s); }",
                "boolean a(Injection i) { return i.describe().contains((\"DelayLink \")); }",
                "boolean a(String s) { return s.equals(\"CUT_LINK\"); }",
                "int a(String s) { return switch (s) { case \"PauseNode\" -> 1; default -> 2; }; }",
                "java.util.function.Predicate<String> a() { return \"CutLink\"::equals; }",
                "Object a() { return java.util.regex.Pattern.compile(\"CutLink (.*)\"); }"
            })
    void aTextTestOnTheNameOfAnInjectionIsFound(String method) throws IOException {
        assertThat(violations("a.b", method))
                .singleElement()
                .asString()
                .contains("Example.java:8: a text is compared with the name of an injection");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "boolean a(String s) { return s.contains(\"firedrill: \"); }",
                "boolean a(String s) { return s.startsWith(\"resync-decided\"); }",
                "Object a() { return java.util.regex.Pattern.compile(\"@ snapshot-began (.*)\"); }"
            })
    void aSecondReaderOfEventsIsFound(String method) throws IOException {
        assertThat(violations("a.b", method))
                .singleElement()
                .asString()
                .contains("Example.java:8: a line of an event is read outside of its codec");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "boolean a(String lab) { return lab.equals(\"sim\"); }",
                "boolean a(String lab) { return \"docker\".equalsIgnoreCase(lab); }",
                "int a(String lab) { return switch (lab) { case \"docker\" -> 1; default -> 2; }; }"
            })
    void aLabThatIsRecognisedByItsNameIsFound(String method) throws IOException {
        assertThat(violations("dev.firedrill.scenarios.run", method))
                .singleElement()
                .asString()
                .contains("Example.java:8: a text is compared with the name of a lab");
        assertThat(violations("dev.firedrill.scenarios.cli", method)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "boolean a(String typed) { return typed.equals(\"REPLICAOF NO ONE\"); }",
                "boolean a(String typed) { return java.util.List.of(\"SLAVEOF\").contains(typed); }",
                "int a(String typed) { return switch (typed) { case \"CONFIG REWRITE\" -> 1;"
                        + " default -> 2; }; }"
            })
    void anActionOfTheOperatorThatIsRecognisedByItsTextIsFound(String method) throws IOException {
        assertThat(violations("dev.firedrill.reports.incident", method))
                .singleElement()
                .asString()
                .contains("Example.java:8: an action of the operator is recognised by its text");
        assertThat(violations("dev.firedrill.scenarios.run", method)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int a(Injection i) { return switch (i) { case LinkInjection _ -> 1; case"
                        + " ProcessInjection _, DiskInjection _, ResourceInjection _, ClockInjection"
                        + " _ -> 2; }; }",
                "int a(Event.Expectation e) { return switch (e) { case HOLDS -> 1; default -> 2; }; }",
                "int a(String s) { return switch (s) { case \"similar\" -> 1; default -> 2; }; }",
                "String a() { String s = \"REPLICAOF NO ONE\"; return s + \"CONFIG GET of \"; }",
                "String a() { switch (CUT.length()) { default: return \"CutLink\"; } }"
            })
    void whatIsNoneOfThisIsLeftAlone(String method) throws IOException {
        assertThat(violations("a.b", method)).isEmpty();
    }

    /// Two test classes share a process, and with it the locale, the properties and the standard
    /// streams.
    private static final Pattern CHANGES_THE_PROCESS =
            Pattern.compile(
                    "System\\.set(Out|Err|In|Property|Properties)\\b|System\\.clearProperty\\b"
                            + "|\\b(Locale|TimeZone|Charset)\\.setDefault\\b");

    /// @param source of a test; `Ended` changes the streams under a lock of its own
    private static boolean disturbsOthers(String source) {
        return CHANGES_THE_PROCESS.matcher(source).find()
                && !source.contains("\n@Isolated(\"")
                && !source.contains("static synchronized Ended of(");
    }

    @Test
    void onlyTestsThatRunAloneChangeTheProcess() throws IOException {
        int all = 0;
        var disturbing = new ArrayList<String>();
        for (String module : List.of("faults", "reports", "scenarios")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "test", "java"))) {
                for (Path file :
                        files.filter(one -> one.toString().endsWith(".java"))
                                .filter(one -> !one.endsWith("SourceRulesTest.java"))
                                .toList()) {
                    all++;
                    if (disturbsOthers(Files.readString(file))) {
                        disturbing.add(file.toString());
                    }
                }
            }
        }
        assertThat(all).isGreaterThan(150);
        assertThat(disturbing).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "System.setErr(stream);",
                "System.setProperty(name, value);",
                "System.clearProperty(name);",
                "Locale.setDefault(Locale.GERMANY);",
                "TimeZone.setDefault(zone);"
            })
    void aTestThatChangesTheProcessRunsAlone(String change) {
        assertThat(disturbsOthers("\nclass Example { void a() { " + change + " } }")).isTrue();
        assertThat(
                        disturbsOthers(
                                "\n@Isolated(\"why\")\nclass Example { void a() { "
                                        + change
                                        + " } }"))
                .isFalse();
        assertThat(disturbsOthers("\nclass Example { void a() { System.getProperty(name); } }"))
                .isFalse();
    }
}
