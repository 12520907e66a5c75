package dev.firedrill.reports.incident;

import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.promoted;
import static dev.firedrill.reports.incident.Scenes.scene;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// What findings about late, failing and lost service say, each with a similar history in which
/// they say nothing.
final class ServiceScenes {
    private ServiceScenes() {}

    static Stream<Arguments> pairs() {
        return Stream.of(
                Arguments.of(
                        new StaleReplicaPromoted(),
                        "R1 was promoted at 20.500 s although its offset had stood still since"
                                + " 12.000 s: it lacked 400000 bytes of the stream, which R2 had.",
                        disturbed(
                                StaleReplicaPromotedTest.offsets("R1", 12),
                                StaleReplicaPromotedTest.offsets("R2", 20),
                                promoted(20.5, "R1")),
                        disturbed(
                                StaleReplicaPromotedTest.offsets("R1", 12),
                                StaleReplicaPromotedTest.offsets("R2", 20),
                                promoted(20.5, "R2"))),
                Arguments.of(
                        new RetryStorm(),
                        "M was sent 100 operations per second between 26.000 s and 35.089 s, after"
                                + " the fault was gone, and 5 before it: 900 of 1000 were"
                                + " transactions that did nothing, because another one had changed"
                                + " the key, and were tried again.",
                        scene(
                                RetryStormTest.BEFORE,
                                RetryStormTest.HEALED,
                                RetryStormTest.transactions(26, 36, 90, 10)),
                        scene(
                                RetryStormTest.BEFORE,
                                RetryStormTest.HEALED,
                                RetryStormTest.transactions(26, 36, 4, 6))),
                Arguments.of(
                        new SlowAnswers(),
                        "M took more than 500 ms for 60 of 60 answers between 10.000 s and 10.800"
                                + " s, and 0.800 s for the slowest.",
                        disturbed(SlowAnswersTest.answers(60, 0.8)),
                        disturbed(SlowAnswersTest.answers(60, 0.4))));
    }
}
