package dev.firedrill.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.Event;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Headers;
import dev.firedrill.scenarios.run.Runner;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers with passwords and renamed commands are drilled like others, and no password gets into
/// the journal.
class GuardedDrillsTest {
    private static final String PASSWORD = "correct horse battery staple";
    private static final String QUOTED = '"' + PASSWORD + '"';

    private static Scenario catalogued(String name, UnaryOperator<NodeSpec> nodes) {
        return new Reconfigured(Catalogue.find(name).orElseThrow(), nodes);
    }

    private static UnaryOperator<NodeSpec> lines(String lines) {
        return node -> Reconfigured.withLines(node, lines);
    }

    private static Judged.VariantResult run(Scenario scenario, Variant variant, List<Event> events)
            throws Exception {
        Setting setting = Setting.defaults(new SimLab().values(), scenario.parameters());
        Event.RunHeader header = Headers.single(scenario, variant, setting, 7);
        return new Runner(new SimLab(), Target.FIREDRILL, header)
                .run(scenario, variant, setting, "id", events::add, _ -> {})
                .result();
    }

    private static Variant variant(Scenario scenario, String name) {
        return scenario.variants().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Verdict answer(Scenario scenario, String variant) throws Exception {
        return run(scenario, variant(scenario, variant), new ArrayList<>()).answer();
    }

    /// The lab edits files, sets and rewrites configurations, restarts, reads back and compares
    /// datasets, and the load runs, all of it as with an open server.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "requirepass " + QUOTED + "\nmasterauth " + QUOTED + "\n",
                "user default on >swordfish ~* &* +@all\nmasterauth swordfish\n"
                        + "rename-command CONFIG xyz\nrename-command SHUTDOWN \"\"\n"
                        + "rename-command DEBUG look\nrename-command INFO tell\n",
            })
    void aGuardedStoreGivesTheExpectedAnswers(String guards) throws Exception {
        Scenario scenario = catalogued("twilio-2013", lines(guards));
        Setting setting = Setting.defaults(new SimLab().values(), scenario.parameters());
        var runner =
                new Runner(new SimLab(), Target.FIREDRILL, Headers.whole(scenario, setting, 7));
        var events = new ArrayList<Event>();
        var results = new ArrayList<Judged.VariantResult>();
        for (Variant variant : scenario.variants()) {
            results.add(
                    runner.run(scenario, variant, setting, "id", events::add, _ -> {}).result());
        }
        var answer = new RunAnswer(results);
        assertThat(answer.exitCode()).as(answer.sentence()).isEqualTo(RunAnswer.EXIT_HELD);
        for (Event event : events) {
            assertThat(event.toString())
                    .doesNotContain("swordfish", "correct horse", "battery staple");
        }
    }

    /// Its replicas cannot follow it: a premise that is not met, and no run without an end.
    @Test
    void aMasterWhosePasswordItsReplicasDoNotKnowIsSeenAsLinksThatAreDown() throws Exception {
        Scenario scenario = catalogued("endless-full-resync", lines("requirepass swordfish\n"));
        var events = new ArrayList<Event>();
        Judged.VariantResult result = run(scenario, variant(scenario, "limit-computed"), events);

        assertThat(result.answer()).isNotInstanceOf(Verdict.Held.class);
        assertThat(result.judges().toString())
                .contains("the link of R1 is down, the link of R2 is down");
        assertThat(events)
                .anyMatch(event ->
                        event instanceof Event.LogLine line
                                && line.node().equals("R1")
                                && line.text().contains("NOAUTH"));
    }

    @Test
    void whatTheOperatorCannotDoIsSaidWithTheLineThatForbidsIt() throws Exception {
        Scenario scenario = catalogued("twilio-2013", lines("rename-command CONFIG \"\"\n"));
        Variant variant = variant(scenario, "with-psync-and-rewrite");
        assertThat(run(scenario, variant, new ArrayList<>()).judges().toString())
                .contains("of redis.conf disables CONFIG (rename-command CONFIG \"\")");
    }

    /// Without DEBUG DIGEST they are compared by reading them.
    @Test
    void withoutDebugTheDatasetsAreComparedAllTheSame() throws Exception {
        Scenario scenario = catalogued("endless-full-resync", lines("rename-command DEBUG \"\"\n"));
        assertThat(answer(scenario, "limit-computed")).isInstanceOf(Verdict.Held.class);
    }

    @Test
    void aServerThatCannotBeObservedIsRefusedBeforeItIsStarted() {
        Scenario scenario = catalogued("endless-full-resync", lines("rename-command INFO \"\"\n"));
        assertThatThrownBy(() -> answer(scenario, "limit-computed"))
                .isInstanceOf(LabUnavailable.class)
                .hasMessageContaining("node M")
                .hasMessageContaining("disables INFO");
    }

    /// The lines of redis.conf that a server refuses are quoted in its log, and in the error.
    @Test
    void aRefusedConfigurationIsQuotedWithoutItsPassword() {
        Scenario scenario =
                catalogued("endless-full-resync", lines("user default on >swordfish +get\n"));
        var events = new ArrayList<Event>();
        assertThatThrownBy(() -> run(scenario, variant(scenario, "limit-computed"), events))
                .isInstanceOf(ClusterFailed.class)
                .hasMessageContaining("is kept from some")
                .hasMessageNotContaining("swordfish");
        assertThat(events).isNotEmpty();
        assertThat(events.toString()).contains("user default on >(hidden 1)");
        assertThat(events.toString()).doesNotContain("swordfish");
    }

    @Test
    void usersInAFileOfTheirOwnAreRefusedAsTheServerRefusesThem() {
        Scenario scenario = catalogued("endless-full-resync", lines("aclfile /users.acl\n"));
        assertThatThrownBy(() -> answer(scenario, "limit-computed"))
                .isInstanceOf(ClusterFailed.class)
                .hasMessageContaining("Error loading ACLs, opening file '/users.acl'");
    }
}
