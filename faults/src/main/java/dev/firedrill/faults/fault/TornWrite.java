package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import java.util.List;

/// A process dies in the middle of its next write, so that a file ends in half an entry.
public record TornWrite(Role role, int bytesKept) implements Fault {
    public TornWrite {
        check(bytesKept >= 0, "a negative number of bytes");
    }

    public TornWrite() {
        this(Role.MASTER, 7);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(
                cluster, node -> new DiskInjection.CrashDuringNextWrite(node, bytesKept));
    }

    @Override
    public String describe() {
        return role.words() + " dies " + bytesKept + " B into its next write";
    }
}
