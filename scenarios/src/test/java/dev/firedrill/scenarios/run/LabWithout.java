package dev.firedrill.scenarios.run;

import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.lab.Target;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// A lab that cannot do one thing that it can do otherwise.
///
/// @param whole the lab that can
public record LabWithout(Lab whole, Capability missing) implements Lab {
    @Override
    public Set<Capability> capabilities() {
        var left = EnumSet.copyOf(whole.capabilities());
        left.remove(missing);
        return left;
    }

    @Override
    public String name() {
        return whole.name();
    }

    @Override
    public PerLab.Choice values() {
        return whole.values();
    }

    @Override
    public String machine() throws LabUnavailable {
        return whole.machine();
    }

    @Override
    public boolean supports(Target target) {
        return whole.supports(target);
    }

    @Override
    public Optional<String> refusal(Guard guard, Target target) {
        return whole.refusal(guard, target);
    }

    @Override
    public Cluster start(ClusterSpec spec, LabListener listener)
            throws LabUnavailable, ClusterFailed {
        return whole.start(spec, listener);
    }
}
