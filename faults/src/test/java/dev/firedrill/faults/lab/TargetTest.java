package dev.firedrill.faults.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "firedrill, FIREDRILL, ''",
        "redis, REDIS, ''",
        "valkey, VALKEY, ''",
        "redis:7.0, REDIS, 7.0",
        "redis:2.8.19, REDIS, 2.8.19",
        "valkey:8, VALKEY, 8",
        "redis:7.0-alpine, ASK_IMAGE, ''",
        "redis:latest, ASK_IMAGE, ''",
        "registry.example:5000/team/redis:7.2-mine, ASK_IMAGE, ''",
        "valkey/valkey:8.0, ASK_IMAGE, ''",
        "firedrill/redis:7.0, ASK_IMAGE, ''",
    })
    void isReadAsItIsPrinted(String text, Target.Kind kind, String version) {
        Target target = Target.of(text);
        assertThat(target.kind()).isEqualTo(kind);
        assertThat(target.version()).isEqualTo(version);
        assertThat(target).hasToString(text);
        assertThat(target.image().isPresent()).isEqualTo(kind == Target.Kind.ASK_IMAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "moon",
                "Redis",
                "redis:",
                "firedrill:1.0",
                "ask_image",
                "redis 7.0",
                "--privileged/x",
                "a/b;rm",
                "redis:7.0\n",
                "../redis",
            })
    void anythingElseIsRefusedInOneSentence(String text) {
        assertThatThrownBy(() -> Target.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("there is no target '" + text + "'; use ");
    }

    @Test
    void theEngineIsATargetOfItsOwn() {
        assertThat(Target.of("firedrill")).isEqualTo(Target.FIREDRILL);
    }

    /// Redis before 4.0 puts no offset into a snapshot, and Redis none into an append-only file.
    @ParameterizedTest
    @CsvSource({
        "firedrill, true, true, false",
        "redis, true, false, true",
        "redis:7.0, true, false, true",
        "redis:4, true, false, true",
        "redis:2.8, false, false, true",
        "valkey:8.0, true, false, true",
    })
    void whereAServerKeepsItsReplicationOffset(
            String target, boolean snapshot, boolean file, boolean notFile) {
        Set<Capability> can = Target.of(target).capabilities();
        assertThat(can.contains(Capability.HISTORY_IN_SNAPSHOT)).isEqualTo(snapshot);
        assertThat(can.contains(Capability.HISTORY_IN_APPEND_ONLY_FILE)).isEqualTo(file);
        assertThat(can.contains(Capability.NO_HISTORY_IN_APPEND_ONLY_FILE)).isEqualTo(notFile);
    }
}
