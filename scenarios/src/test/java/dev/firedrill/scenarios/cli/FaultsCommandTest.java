package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.fault.Course;
import dev.firedrill.faults.fault.Fault;
import dev.firedrill.faults.fault.FaultCatalogue;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Verification;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.sim.CostModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `firedrill faults` leaves nothing out, and what it says of labs is what the labs say.
class FaultsCommandTest {
    private static String printed(String... arguments) {
        Ended ended = Ended.of(arguments);
        assertThat(ended.exitCode()).as(ended.complained()).isZero();
        return ended.printed();
    }

    private static JsonNode json() {
        return JsonMapper.shared().readTree(printed("faults", "--json"));
    }

    private static JsonNode named(String name) {
        for (JsonNode fault : json()) {
            if (fault.get("name").asString().equals(name)) return fault;
        }
        throw new AssertionError("no fault " + name);
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(one -> texts.add(one.asString()));
        return texts;
    }

    private static List<String> names() {
        var names = new ArrayList<String>();
        FaultCatalogue.entries().stream()
                .map(FaultCatalogue.Entry::usual)
                .map(Fault::name)
                .forEach(names::add);
        FaultCatalogue.courses().stream().map(Course::name).forEach(names::add);
        return names.stream().sorted().toList();
    }

    @Test
    void everyFaultIsListed() {
        var listed = new ArrayList<String>();
        json().forEach(fault -> listed.add(fault.get("name").asString()));

        assertThat(listed).containsExactlyElementsOf(names());
        assertThat(printed("faults").lines()).containsAll(names());
    }

    @Test
    void eachHasAnEffectALabAndAVerification() {
        for (JsonNode fault : json()) {
            String name = fault.get("name").asString();
            assertThat(fault.get("effect").asString()).as(name).isNotBlank();
            assertThat(texts(fault.get("labs"))).as(name).contains("sim");
            assertThat(texts(fault.get("targets").get("sim"))).containsExactly("firedrill");
            assertThat(fault.get("injections").size()).as(name).isPositive();
            for (JsonNode injection : fault.get("injections")) {
                assertThat(injection.get("tolerance").asString()).as(name).isNotBlank();
                assertThat(injection.get("reason").asString()).as(name).isNotBlank();
                for (String lab : texts(fault.get("labs"))) {
                    assertThat(injection.get("verified").get(lab).asString())
                            .as(name + " in " + lab)
                            .isNotBlank();
                }
            }
        }
    }

    @Test
    void aPartitionRunsInBothLabsOnEveryServer() {
        JsonNode fault = named("isolate-master");

        assertThat(texts(fault.get("labs"))).containsExactly("sim", "docker");
        assertThat(texts(fault.get("targets").get("docker")))
                .containsExactly("firedrill", "redis", "valkey");
        assertThat(fault.get("unfolds").asBoolean()).isFalse();
        assertThat(named("swizzle").get("unfolds").asBoolean()).isTrue();
    }

    @Test
    void theReadmeNamesEveryFault() throws Exception {
        String readme = Files.readString(Path.of("..", "README.md"));

        assertThat(names()).allMatch(name -> readme.contains("`" + name + "`"));
    }

    /// A lab that learns something new gets its words at the same time.
    @Test
    void whatALabCanDoHasWordsForHowItIsVerifiedThere() throws Exception {
        for (LabName name : LabName.values()) {
            Lab lab = Labs.named(name, List.of(), CostModel.STANDARD);
            for (KnownFault fault : KnownFault.all()) {
                for (Injection injection : fault.injections()) {
                    boolean able = lab.capabilities().contains(Capability.of(injection));
                    boolean worded =
                            switch (name) {
                                case SIM -> true;
                                case DOCKER ->
                                        Verification.of(injection).inContainers().isPresent();
                            };
                    assertThat(worded).as(name + " " + injection.describe()).isEqualTo(able);
                }
            }
        }
    }

    @Test
    void linesFitATerminal() {
        assertThat(printed("faults").lines()).allMatch(line -> line.length() <= Columns.ALL);
    }
}
