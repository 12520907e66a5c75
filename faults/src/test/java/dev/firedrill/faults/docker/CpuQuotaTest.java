package dev.firedrill.faults.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.github.dockerjava.api.model.HostConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuQuotaTest {
    @Test
    void aTenthOfAProcessorIsTwoMillisecondsInTwenty() {
        assertThat(CpuQuota.of(0.1)).isEqualTo(new CpuQuota(20_000, 2_000));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.02, 0.049, 0.05, 0.07, 0.5, 1, 2, 3.7, 64, 512})
    void theKernelTakesItAndItIsTheShareThatWasAskedFor(double cores) {
        CpuQuota quota = CpuQuota.of(cores);
        assertThat(quota.periodMicros()).isBetween(1_000L, 1_000_000L);
        assertThat(quota.quotaMicros()).isGreaterThanOrEqualTo(1_000);
        assertThat((double) quota.quotaMicros() / quota.periodMicros())
                .isCloseTo(cores, within(0.0005));
    }

    @Test
    void aContainerWithoutAQuotaIsHeldToNothing() {
        assertThat(CpuQuota.coresOf(HostConfig.newHostConfig())).isZero();
        var held = HostConfig.newHostConfig().withCpuPeriod(20_000L).withCpuQuota(10_000L);
        assertThat(CpuQuota.coresOf(held)).isEqualTo(0.5);
    }
}
