package dev.firedrill.reports.incident;

import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.operator;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.OperatorAction;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A dataset is wiped by a FLUSHALL that the server carried out; one that it refused harms nobody.
class DatasetWipedTest {
    private static List<Observation> observed(Object... events) {
        return Scenes.observed(new DatasetWiped(), disturbed(events));
    }

    @Test
    void aFlushallThatTheServerCarriedOutWipedIt() {
        assertThat(observed(operator(10, "M", new OperatorAction.Wiped())))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.sentence())
                            .isEqualTo(
                                    "The operator deleted every key of M with FLUSHALL, at 10.000"
                                            + " s.");
                    assertThat(one.origin()).isEqualTo(Origin.OPERATOR);
                    assertThat(one.evidence())
                            .extracting(Evidence::text)
                            .containsExactly("FLUSHALL: OK");
                });
    }

    @Test
    void aFlushallThatTheServerRefusedDidNot() {
        assertThat(
                        observed(
                                new Event.OperatorActed(
                                        Scenes.at(10),
                                        "M",
                                        new OperatorAction.Wiped(),
                                        false,
                                        "ERR unknown command 'FLUSHALL'"),
                                operator(11, "M", new OperatorAction.Typed(List.of("FLUSHDB")))))
                .isEmpty();
    }
}
