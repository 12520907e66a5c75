package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import com.github.dockerjava.api.model.EventType;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Hears from the engine when the process of a container ends, and whether the kernel killed it at
/// its memory cap.
final class ExitWatch extends ResultCallback.Adapter<Event> {
    private final Map<String, NodeContainer> nodes = new ConcurrentHashMap<>();

    /// The engine reports `oom` before the `die` of the same process.
    private final Set<String> outOfMemory = ConcurrentHashMap.newKeySet();

    static ExitWatch start(DockerClient client, ClusterResources resources) {
        return client.eventsCmd()
                .withEventTypeFilter(EventType.CONTAINER)
                .withLabelFilter(resources.clusterFilter().toArray(String[]::new))
                .exec(new ExitWatch());
    }

    void watch(NodeContainer node) {
        nodes.put(node.id(), node);
    }

    @Override
    public void onNext(Event event) {
        NodeContainer node = nodes.get(event.getId());
        if (node == null || event.getStatus() == null) {
            return;
        }
        switch (event.getStatus()) {
            case "oom" -> outOfMemory.add(node.id());
            case "die" -> died(node, event);
            default -> {
                // Created, started, paused: the lab did that itself.
            }
        }
    }

    private void died(NodeContainer node, Event event) {
        EventActor actor = event.getActor();
        Map<String, String> said = actor == null ? null : actor.getAttributes();
        String code = said == null ? "-1" : said.getOrDefault("exitCode", "-1");
        boolean killed = outOfMemory.remove(node.id()) && code.equals("137");
        node.died(Integer.parseInt(code), killed || saysSo(node));
    }

    private static boolean saysSo(NodeContainer node) {
        return Boolean.TRUE.equals(node.inspect().getState().getOOMKilled());
    }

    void end() {
        try {
            close();
        } catch (IOException alreadyEnded) {
            // The stream has ended with its engine.
        }
    }
}
