package dev.firedrill.faults.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.faults.docker.DockerLab;
import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// It was ignored once, and the run ended as if it had been carried out.
class LedgerTest {
    private static final Injection JUMP =
            new ClockInjection.JumpClock(new NodeId("M"), Duration.ofHours(1));

    private static final Injector NOTHING =
            new Injector() {
                @Override
                public void begun(List<Handle> fresh, InForce now) {
                    throw new AssertionError("carried out: " + fresh);
                }

                @Override
                public void ended(List<Handle> gone, InForce now) {
                    throw new AssertionError("ended: " + gone);
                }
            };

    private static final Prober UNSEEN =
            new Prober() {
                @Override
                public Measurement beforeBegin(List<Injection> injections) {
                    throw new AssertionError("measured: " + injections);
                }

                @Override
                public Measurement afterHeal(List<Injection> injections) {
                    throw new AssertionError("measured: " + injections);
                }
            };

    @Test
    void whatALabCannotDoIsRefused() {
        var ledger = new Ledger(EnumSet.of(Capability.LINK_FAULTS), NOTHING, UNSEEN, List.of());

        assertThatThrownBy(() -> ledger.begin(List.of(JUMP)))
                .hasMessageContaining("this lab cannot do JumpClock M 3600000 ms");
    }

    @Test
    void whatIsLackingIsSaidInAClause() {
        var lab = new DockerLab();

        assertThat(lab.lacks(Target.FIREDRILL, List.of(Capability.POWER_LOSS)))
                .containsExactly("lab docker with firedrill cannot lose what was not fsynced");
        assertThat(lab.lacks(Target.FIREDRILL, List.of(Capability.LINK_FAULTS))).isEmpty();
    }
}
