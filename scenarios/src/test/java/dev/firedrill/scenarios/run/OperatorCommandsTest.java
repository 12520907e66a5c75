package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.OperatorAction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an operator types becomes a type once, however it is spelled.
class OperatorCommandsTest {
    private static OperatorAction parsed(String line) {
        return OperatorCommands.parse(List.of(line.split(" ", -1)));
    }

    @Test
    void aCommandThatChangesANodeHasATypeOfItsOwn() {
        assertThat(parsed("REPLICAOF NO ONE")).isEqualTo(new OperatorAction.Promoted());
        assertThat(parsed("slaveof no one")).isEqualTo(new OperatorAction.Promoted());
        assertThat(parsed("REPLICAOF R1 6379")).isEqualTo(new OperatorAction.Repointed("R1", 6379));
        assertThat(parsed("SlaveOf ::1 0")).isEqualTo(new OperatorAction.Repointed("::1", 0));
        assertThat(parsed("config set MaxClients 9 save "))
                .isEqualTo(new OperatorAction.ConfigSet(Map.of("maxclients", "9", "save", "")));
        assertThat(parsed("flushall")).isEqualTo(new OperatorAction.Wiped());
        assertThat(parsed("FLUSHALL ASYNC")).isEqualTo(new OperatorAction.Wiped());
        assertThat(parsed("CONFIG REWRITE")).isEqualTo(new OperatorAction.ConfigRewritten());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DEBUG SLEEP 1",
                "CONFIG",
                "CONFIG SET",
                "CONFIG SET save",
                "CONFIG SET save x save y",
                "CONFIG REWRITE now",
                "CONFIG GET save",
                "FLUSHALL NOW PLEASE",
                "FLUSHDB",
                "REPLICAOF",
                "REPLICAOF NO",
                "REPLICAOF R1 many",
                "REPLICAOF R1 65536",
                "REPLICAOF NO ONE ELSE"
            })
    void anyOtherCommandIsKeptAsItWasTyped(String line) {
        assertThat(parsed(line)).isEqualTo(new OperatorAction.Typed(List.of(line.split(" ", -1))));
    }
}
