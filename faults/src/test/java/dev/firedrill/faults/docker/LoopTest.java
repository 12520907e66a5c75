package dev.firedrill.faults.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.exception.DockerException;
import dev.firedrill.faults.lab.LabLost;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What fails beside the scenario's thread ends its next wait.
class LoopTest {
    private final Loop loop = new Loop();

    @AfterEach
    void close() {
        loop.close();
    }

    private void awaitFailure(Class<? extends Throwable> kind, String message) {
        Awaitility.await("the failure is thrown")
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThatThrownBy(() -> loop.call(() -> true))
                                .isInstanceOf(kind)
                                .hasMessage(message));
    }

    @Test
    void aLabThatIsLostBesideTheLoopIsLostForTheScenario() {
        loop.aside(() -> {
            throw new LabLost("a proxy does not answer", new IllegalStateException());
        });

        awaitFailure(LabLost.class, "a proxy does not answer");
    }

    @Test
    void aLabThatIsLostOnTheLoopIsLostForTheScenario() {
        loop.after(
                Duration.ofMillis(1),
                () -> {
                    throw new LabLost("a proxy does not answer", new IllegalStateException());
                });

        awaitFailure(LabLost.class, "a proxy does not answer");
    }

    @Test
    void anEngineThatRefusesIsALostLab() {
        loop.aside(() -> {
            throw new DockerException("no such container\n", 404);
        });

        awaitFailure(LabLost.class, "the Docker engine refused: Status 404: no such container");
    }

    @Test
    void anythingElseThatATaskThrowsIsABug() {
        loop.aside(() -> {
            throw new IllegalArgumentException("wrong");
        });

        awaitFailure(IllegalStateException.class, "a task on the lab's loop failed");
    }

    @Test
    void aTaskBesideTheLoopDoesNotHoldItUp() {
        var released = new CountDownLatch(1);
        loop.aside(() -> {
            try {
                released.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });

        assertThat(loop.<Boolean>call(() -> true)).isTrue();
        released.countDown();
    }
}
