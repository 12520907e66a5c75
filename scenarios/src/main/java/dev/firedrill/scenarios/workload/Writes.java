package dev.firedrill.scenarios.workload;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Fingerprint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Plain SETs at a rate, open loop: a write is due when it is due, however slow the store is. Each
/// key has one write under way at a time; its values begin with a sequence number and a colon.
public final class Writes implements Workload {
    private static final int CLIENTS = 16;

    private static final class Key {
        final String name;
        final int client;
        long sequence;

        Key(String name, int client) {
            this.name = name;
            this.client = client;
        }
    }

    private final Cluster cluster;
    private final NodeId node;
    private final Consumer<Event> journal;
    private final OpenLoop loop;
    private final SkippedOperations skipped;
    private final String padding;
    private final List<RecordingClient> clients = new ArrayList<>();
    private final List<Key> keys = new ArrayList<>();
    private final ArrayDeque<Key> free = new ArrayDeque<>();

    public Writes(
            Cluster cluster,
            NodeId node,
            Prng prng,
            int keyCount,
            int perSecond,
            int valueBytes,
            Consumer<Event> journal) {
        this.cluster = cluster;
        this.node = node;
        this.journal = journal;
        skipped = new SkippedOperations(cluster, journal);
        loop = new OpenLoop(cluster, prng, perSecond, this::next);
        padding = Filler.text(valueBytes);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new RecordingClient(cluster, node));
        }
        for (int i = 0; i < keyCount; i++) {
            keys.add(new Key(String.format(Locale.ROOT, "key:%06d", i), i % CLIENTS));
        }
        free.addAll(keys);
    }

    @Override
    public void start() {
        clients.forEach(RecordingClient::start);
        loop.start();
    }

    private void next() {
        Key key = free.poll();
        if (key == null) {
            skipped.add();
        } else {
            write(key);
        }
    }

    private void write(Key key) {
        long sequence = ++key.sequence;
        long invoked = cluster.nowNanos();
        clients.get(key.client)
                .send(
                        List.of("SET", key.name, sequence + ":" + padding),
                        answer -> answered(key, sequence, invoked, answer));
    }

    private void answered(Key key, long sequence, long invoked, RecordingClient.Answer answer) {
        journal.accept(
                new Event.Operation(
                        cluster.nowNanos(),
                        invoked,
                        key.client,
                        node.name(),
                        "SET",
                        key.name,
                        List.of(Fingerprint.of(sequence + ":" + padding)),
                        answer.text(),
                        answer.outcome(),
                        answer.error()));
        free.add(key);
    }

    @Override
    public void finish() {
        loop.end();
    }

    @Override
    public boolean idle() {
        return free.size() == keys.size();
    }

    @Override
    public void stop() {
        loop.end();
        skipped.record();
        clients.forEach(RecordingClient::stop);
    }

    @Override
    public List<String> keys() {
        return keys.stream().map(key -> key.name).toList();
    }
}
