package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ObserverTest {
    private static long offset(String info) {
        return Observer.offset(Observer.fields(info));
    }

    @Test
    void theOffsetIsThatInTheStreamWhichTheNodeFollows() {
        assertThat(offset("role:master\r\nmaster_repl_offset:7\r\n")).isEqualTo(7);
        // Of redis 7.0: a replica that was synchronised without PSYNC counts from -1 in the other.
        assertThat(
                        offset(
                                "role:slave\r\nslave_repl_offset:3\r\nmaster_replid:x\r\n"
                                        + "master_repl_offset:7\r\n"))
                .isEqualTo(7);
        // Of redis 2.8: a replica without replicas of its own.
        assertThat(offset("role:slave\r\nslave_repl_offset:7\r\nmaster_repl_offset:0\r\n"))
                .isEqualTo(7);
        assertThat(offset("")).isZero();
    }
}
