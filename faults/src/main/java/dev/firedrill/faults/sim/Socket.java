package dev.firedrill.faults.sim;

import dev.firedrill.engine.node.CloseReason;
import dev.firedrill.engine.node.Connection;
import dev.firedrill.faults.topology.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One end of a TCP connection. What its owner writes waits in the kernel's buffer until the window
/// lets it onto the link; what arrives is handed to the owner.
final class Socket extends Connection {
    /// Who lives at an end.
    interface Owner {
        void connected(Socket socket);

        void received(Socket socket, ByteBuffer bytes);

        void writable(Socket socket);

        void closed(Socket socket, CloseReason why);
    }

    private static final int SEGMENT_BYTES = 64 * 1024;

    private final Network network;
    private final EventQueue events;
    private final Owner owner;
    private final NodeId from;
    private final NodeId to;
    private final boolean pastLinks;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();

    /// From here to the other end; the same for as long as the world stands.
    private final Link link;

    /// What happens at the end of a blackhole that has swallowed a segment; made once, since there
    /// are millions of segments.
    private final Runnable reset = this::reset;

    private final BooleanSupplier peerGone = this::peerGone;

    private @Nullable Socket peer;
    private long waitingBytes;
    private long inFlightBytes;
    private boolean closing;
    private boolean closed;

    /// Written by the owner's present batch, which has not ended yet.
    private long leavingBytes;

    /// Where a link closes connections after so many bytes: how many are left, and since which
    /// order.
    private long bytesLeft;

    private int dropRound;

    /// The last byte that the link lets through has been sent.
    private boolean dropping;

    /// The owner has seen bytes unsent, and is to be told when there are none.
    private boolean drainAwaited;

    Socket(
            Network network,
            EventQueue events,
            Owner owner,
            NodeId from,
            NodeId to,
            boolean pastLinks) {
        this.network = network;
        this.events = events;
        this.owner = owner;
        this.from = from;
        this.to = to;
        this.pastLinks = pastLinks;
        link = pastLinks ? network.loopback() : network.link(from, to);
        network.opened(this);
    }

    NodeId from() {
        return from;
    }

    NodeId to() {
        return to;
    }

    /// The operator's way, which no fault of a link reaches.
    boolean pastLinks() {
        return pastLinks;
    }

    boolean closed() {
        return closed;
    }

    /// What the link has not taken yet.
    long unsentBytes() {
        return waitingBytes + leavingBytes;
    }

    /// The same, asked by the owner, who will be told when it is back at zero.
    long unsentBytesAwaited() {
        drainAwaited |= unsentBytes() > 0;
        return unsentBytes();
    }

    void leaves(long bytes) {
        leavingBytes += bytes;
    }

    private boolean peerGone() {
        Socket other = peer;
        return other != null && other.closed;
    }

    void joined(Socket other) {
        peer = other;
    }

    void established() {
        if (!closed) {
            owner.connected(this);
            flow();
        }
    }

    /// The bytes belong to the connection from here on.
    void write(byte[] bytes) {
        if (closed || closing) {
            return;
        }
        waiting.add(bytes);
        waitingBytes += bytes.length;
        flow();
    }

    private void flow() {
        Socket other = peer;
        if (other == null || closed || dropping) {
            return;
        }
        while (!waiting.isEmpty() && inFlightBytes < link.windowBytes()) {
            byte[] segment = nextSegment();
            inFlightBytes += segment.length;
            int through = bytesThrough(segment.length);
            if (through < segment.length) {
                drop(other, java.util.Arrays.copyOf(segment, through));
                return;
            }
            link.send(segment.length, () -> arrived(other, segment), reset, peerGone);
        }
        if (drainAwaited && unsentBytes() == 0) {
            drainAwaited = false;
            events.after(
                    0,
                    () -> {
                        if (!closed) {
                            owner.writable(this);
                        }
                    });
        }
        if (waiting.isEmpty() && closing) {
            finish();
        }
    }

    /// How many of these bytes the link lets through on this connection.
    private int bytesThrough(int bytes) {
        OptionalLong limit = link.conditions().dropAfterBytes();
        if (limit.isEmpty()) {
            return bytes;
        }
        if (dropRound != link.dropRound()) {
            dropRound = link.dropRound();
            bytesLeft = limit.getAsLong();
        }
        int through = (int) Math.min(bytes, bytesLeft);
        bytesLeft -= through;
        return through;
    }

    /// The other end reads what the link lets through, and then finds the connection reset.
    private void drop(Socket other, byte[] through) {
        dropping = true;
        if (through.length > 0) {
            link.send(through.length, () -> arrived(other, through), reset);
        }
        link.send(0, reset, reset);
    }

    /// Small writes go together, large ones in pieces.
    private byte[] nextSegment() {
        byte[] first = waiting.removeFirst();
        if (first.length > SEGMENT_BYTES) {
            byte[] head = java.util.Arrays.copyOf(first, SEGMENT_BYTES);
            waiting.addFirst(java.util.Arrays.copyOfRange(first, SEGMENT_BYTES, first.length));
            waitingBytes -= head.length;
            return head;
        }
        waitingBytes -= first.length;
        return first;
    }

    private void arrived(Socket other, byte[] segment) {
        inFlightBytes -= segment.length;
        if (!other.closed) {
            other.owner.received(other, ByteBuffer.wrap(segment));
        }
        flow();
    }

    void closeAfterWrites() {
        if (closed || closing) {
            return;
        }
        closing = true;
        flow();
    }

    private void finish() {
        Socket other = peer;
        end();
        owner.closed(this, CloseReason.LOCAL);
        if (other != null) {
            events.after(
                    link.conditions().slowClose().toNanos(),
                    () -> tellTheEnd(link, other, CloseReason.END_OF_STREAM));
        }
    }

    /// A blackhole delays it only: the kernel repeats it until it is answered.
    private static void tellTheEnd(Link link, Socket other, CloseReason why) {
        link.send(0, () -> other.ended(why), () -> other.ended(CloseReason.RESET));
    }

    /// Drops what was not sent; the other end learns of it if the link lets it.
    void abort() {
        if (closed) {
            return;
        }
        Socket other = peer;
        end();
        events.after(0, () -> owner.closed(this, CloseReason.LOCAL));
        if (other != null) {
            tellTheEnd(link, other, CloseReason.RESET);
        }
    }

    /// The process behind this end is gone: nobody is told here, the kernel tells the other end.
    void died() {
        if (closed) {
            return;
        }
        Socket other = peer;
        end();
        if (other != null) {
            tellTheEnd(link, other, CloseReason.RESET);
        }
    }

    /// Both ends learn at once: a reset on the way.
    void reset() {
        Socket other = peer;
        ended(CloseReason.RESET);
        if (other != null) {
            other.ended(CloseReason.RESET);
        }
    }

    void ended(CloseReason why) {
        if (!closed) {
            end();
            owner.closed(this, why);
        }
    }

    private void end() {
        closed = true;
        waiting.clear();
        waitingBytes = 0;
        network.gone(this);
    }
}
