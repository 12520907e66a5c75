package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import java.util.List;

/// The end of a file is missing.
public record TruncatedFile(Role role, String file, long length) implements Fault {
    public TruncatedFile {
        check(length >= 0, "a negative length");
    }

    public TruncatedFile() {
        this(Role.MASTER, "dump.rdb", 9);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(cluster, node -> new DiskInjection.TruncateFile(node, file, length));
    }

    @Override
    public String describe() {
        return file + " of " + role.words() + " is cut to " + length + " B";
    }
}
