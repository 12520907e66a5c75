package dev.firedrill.faults.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.Target;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An image is asked what it holds before anything is started with it.
@Tag("docker")
class ServerImageIT {
    @RegisterExtension
    static final RequiresDocker IMAGES = new RequiresDocker("firedrill", "toxiproxy", "servers");

    private static Target resolved(String target) throws LabUnavailable {
        return ServerImage.resolve(ContainerEngine.connect(), Target.of(target));
    }

    @ParameterizedTest
    @CsvSource({
        "redis, REDIS, 7.0, firedrill/redis:7.0",
        "valkey, VALKEY, 8.0, firedrill/valkey:8.0",
        "redis:2.8, REDIS, 2.8, firedrill/redis:2.8",
        "redis:6.2, REDIS, 6.2, firedrill/redis:6.2",
        "firedrill/valkey:8.0, VALKEY, 8.0, firedrill/valkey:8.0",
    })
    void itSaysItsKindAndVersion(String target, Target.Kind kind, String version, String image)
            throws Exception {
        assertThat(resolved(target)).isEqualTo(new Target(kind, version, Optional.of(image)));
    }

    @Test
    void theEngineNeedsNotBeAsked() throws Exception {
        assertThat(resolved("firedrill")).isEqualTo(Target.FIREDRILL);
    }

    @Test
    void anImageWithoutAServerIsRefused() {
        assertThatThrownBy(() -> resolved(Images.TOXIPROXY))
                .isInstanceOf(LabUnavailable.class)
                .hasMessageContaining("holds neither redis-server nor valkey-server");
    }

    @ParameterizedTest
    @CsvSource({
        "nowhere.example/redis:7.2, docker pull nowhere.example/redis:7.2",
        "redis:9.9, docker pull redis:9.9",
        "redis:2.6, is too old",
    })
    void whatIsNotHereIsRefusedWithWhereToGetIt(String target, String advice) {
        assertThatThrownBy(() -> resolved(target))
                .isInstanceOf(LabUnavailable.class)
                .hasMessageContaining(advice);
    }
}
