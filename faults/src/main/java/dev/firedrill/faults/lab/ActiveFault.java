package dev.firedrill.faults.lab;

import dev.firedrill.faults.injection.Handle;
import java.util.List;
import java.util.function.Consumer;

/// A fault that has begun. Leaving the block that holds it heals it, also when the scenario throws:
/// `try (var blink = drill.begin(new ReplicasLoseMaster())) { ... }`.
public final class ActiveFault implements AutoCloseable {
    private final String name;
    private final List<Handle> handles;
    private final Consumer<ActiveFault> healer;
    private boolean healed;

    /// @param name of the fault, for example `replicas-lose-master`
    /// @param healer heals every handle and records that
    public ActiveFault(String name, List<Handle> handles, Consumer<ActiveFault> healer) {
        this.name = name;
        this.handles = List.copyOf(handles);
        this.healer = healer;
    }

    public String name() {
        return name;
    }

    /// What the fault was expanded into when it began.
    public List<Handle> handles() {
        return handles;
    }

    /// Whether every one of its injections was measured to take effect.
    public boolean tookEffect() {
        return handles.stream().allMatch(handle -> handle.begun().bit());
    }

    /// Heals it; a second time does nothing.
    @Override
    public void close() {
        if (!healed) {
            healed = true;
            healer.accept(this);
        }
    }
}
