package dev.firedrill.faults.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.lab.Target;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which servers a Sentinel in containers can watch over.
class GuardRefusalTest {
    private static final Guard SENTINEL =
            Guard.Sentinel.ofThree(Duration.ofSeconds(3), Duration.ofSeconds(10));

    private final DockerLab lab = new DockerLab();

    @ParameterizedTest
    @ValueSource(strings = {"redis", "redis:6.2", "redis:7.0", "valkey:8.0"})
    void oneThatKnowsServersByNameCan(String target) {
        assertThat(lab.refusal(SENTINEL, Target.of(target))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis:2.8", "redis:5.0", "firedrill"})
    void anotherIsRefusedInOneSentence(String target) {
        assertThat(lab.refusal(SENTINEL, Target.of(target)).orElseThrow())
                .contains(target)
                .endsWith(".");
        assertThat(lab.refusal(Guard.NONE, Target.of(target))).isEmpty();
    }
}
