package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import java.util.List;

/// A disk returns something else than what was written: one bit of a file is wrong.
public record FlippedBit(Role role, String file, long offset, int bit) implements Fault {
    public FlippedBit {
        check(offset >= 0, "a negative offset");
        check(bit >= 0 && bit < 8, "a byte has eight bits");
    }

    public FlippedBit() {
        this(Role.MASTER, "dump.rdb", 9, 0);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(cluster, node -> new DiskInjection.FlipBit(node, file, offset, bit));
    }

    @Override
    public String describe() {
        return "bit "
                + bit
                + " of byte "
                + offset
                + " in "
                + file
                + " of "
                + role.words()
                + " is flipped";
    }
}
