package dev.firedrill.faults.lab;

import java.util.EnumSet;
import java.util.Set;

/// Which server is put to the test.
public enum Target {
    FIREDRILL,
    REDIS,
    VALKEY;

    /// What this server can do beside what all of them can.
    public Set<Capability> capabilities() {
        return switch (this) {
            case FIREDRILL -> EnumSet.of(Capability.COMPAT_2_6, Capability.START_GUARDS);
            case REDIS, VALKEY -> EnumSet.noneOf(Capability.class);
        };
    }
}
