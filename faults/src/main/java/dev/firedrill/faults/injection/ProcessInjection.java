package dev.firedrill.faults.injection;

import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;

/// What can happen to the process of a node.
public sealed interface ProcessInjection extends Injection {
    NodeId node();

    @Override
    default String describe() {
        String figures =
                switch (this) {
                    case KillNode _, TerminateNode _, PowerLoss _, PauseNode _ -> "";
                    case SuperviseNode(_, var delay) -> " after " + InjectionText.millis(delay);
                };
        return InjectionText.of(this, node(), figures);
    }

    /// kill -9: files keep what the kernel has.
    record KillNode(NodeId node) implements ProcessInjection, Lasting {}

    /// SIGTERM.
    record TerminateNode(NodeId node) implements ProcessInjection, Lasting {}

    /// kill -9 and everything that was not fsynced is gone.
    record PowerLoss(NodeId node) implements ProcessInjection, Lasting {}

    /// SIGSTOP; healed by SIGCONT. TCP stays up. It ends with the process that it stopped.
    record PauseNode(NodeId node) implements ProcessInjection {}

    /// A supervisor that starts the process again that long after it has died, in place of the
    /// node's own supervisor. Of several the quickest counts.
    record SuperviseNode(NodeId node, Duration delay) implements ProcessInjection {}
}
