package dev.firedrill.engine.node;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;

/// An empty disk that takes everything, and makes changes in a log durable only when the test says
/// so.
final class HeldDisk implements Disk {
    private record Answer(DiskTicket ticket, DiskOutcome outcome) {}

    private final ArrayDeque<Answer> answers = new ArrayDeque<>();
    private final ArrayDeque<Answer> held = new ArrayDeque<>();
    private final ArrayDeque<Answer> heldManifests = new ArrayDeque<>();
    private long tickets;

    /// How many bytes of the log it was given, and how many fsyncs of snapshots it was asked for.
    long logBytes;

    int snapshotFsyncs;

    /// Fsyncs of increments are answered like everything else.
    boolean letsFsyncsThrough = true;

    /// A new manifest gets its name.
    boolean letsManifestsThrough = true;

    /// What is asked for in turn, too.
    void answer(LoneNode lone) {
        if (letsFsyncsThrough) {
            answers.addAll(held);
            held.clear();
        }
        if (letsManifestsThrough) {
            answers.addAll(heldManifests);
            heldManifests.clear();
        }
        while (!answers.isEmpty()) {
            Answer answer = answers.poll();
            lone.node.completed(lone.at(), answer.ticket(), answer.outcome());
            lone.node.settle(lone.at());
        }
    }

    private DiskTicket later(ArrayDeque<Answer> where, DiskOutcome outcome) {
        var ticket = new DiskTicket(++tickets);
        where.add(new Answer(ticket, outcome));
        return ticket;
    }

    private DiskTicket done() {
        return later(answers, new DiskOutcome.Done());
    }

    private DiskTicket missing() {
        return later(
                answers,
                new DiskOutcome.Failed(
                        DiskOutcome.Kind.NO_SUCH_FILE, "No such file or directory", 0));
    }

    @Override
    public DiskTicket read(String path, long offset, int lengthMax) {
        return missing();
    }

    @Override
    public DiskTicket size(String path) {
        return missing();
    }

    @Override
    public DiskTicket list(String folder) {
        return later(answers, new DiskOutcome.Names(List.of()));
    }

    @Override
    public DiskTicket append(String path, ByteBuffer bytes) {
        logBytes += path.endsWith(".incr.aof") ? bytes.remaining() : 0;
        bytes.position(bytes.limit());
        return done();
    }

    @Override
    public DiskTicket fsync(String path) {
        snapshotFsyncs += path.endsWith(".rdb") ? 1 : 0;
        return later(path.endsWith(".incr.aof") ? held : answers, new DiskOutcome.Done());
    }

    @Override
    public DiskTicket fsyncFolder(String folder) {
        return done();
    }

    @Override
    public DiskTicket truncate(String path, long length) {
        return done();
    }

    @Override
    public DiskTicket rename(String from, String to) {
        boolean waits = to.endsWith(".manifest") && !letsManifestsThrough;
        return later(waits ? heldManifests : answers, new DiskOutcome.Done());
    }

    @Override
    public DiskTicket delete(String path) {
        return done();
    }

    @Override
    public DiskTicket createFolder(String folder) {
        return done();
    }
}
