import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/// SETs at a rate, open loop: each is due when it is due, and its latency counts from then, however
/// late it could be sent.
final class Load {
    private static final int CONNECTIONS = 20;

    /// `+OK\r\n`.
    private static final int ANSWER_BYTES = 5;

    /// One connection: when the writes were due whose answers are still to come.
    private static final class Lane {
        final SocketChannel channel;
        final ByteBuffer out = ByteBuffer.allocate(1 << 20);
        final ByteBuffer in = ByteBuffer.allocate(1 << 16);
        final long[] due = new long[1 << 20];
        int head;
        int tail;
        int bytesRead;

        Lane(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private final int port;
    private final int perSecond;
    private final int keys;
    private long[] latencies = new long[1 << 20];
    private int count;

    Load(int port, int perSecond, int keys) {
        this.port = port;
        this.perSecond = perSecond;
        this.keys = keys;
    }

    /// Runs until told to stop, then until the last answer.
    ///
    /// @param warmUpNanos of this time nothing is counted
    Load run(long warmUpNanos, BooleanSupplier stop) throws IOException {
        try (var selector = Selector.open()) {
            List<Lane> lanes = connect(selector);
            long began = System.nanoTime();
            double interval = 1e9 / perSecond;
            long sent = 0;
            boolean stopping = false;
            while (!stopping || lanes.stream().anyMatch(lane -> lane.head != lane.tail)) {
                long now = System.nanoTime();
                while (!stopping && began + (long) (sent * interval) <= now) {
                    Lane lane = lanes.get((int) (sent % CONNECTIONS));
                    write(lane, began + (long) (sent * interval), sent);
                    sent++;
                }
                for (Lane lane : lanes) {
                    flush(lane);
                }
                selector.selectNow();
                selector.selectedKeys().clear();
                for (Lane lane : lanes) {
                    read(lane, began + warmUpNanos);
                }
                stopping = stopping || stop.getAsBoolean();
            }
            for (Lane lane : lanes) {
                lane.channel.close();
            }
        }
        Arrays.sort(latencies, 0, count);
        return this;
    }

    private List<Lane> connect(Selector selector) throws IOException {
        var lanes = new ArrayList<Lane>();
        for (int i = 0; i < CONNECTIONS; i++) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            var channel = SocketChannel.open(address);
            channel.configureBlocking(false);
            channel.socket().setTcpNoDelay(true);
            channel.register(selector, SelectionKey.OP_READ);
            lanes.add(new Lane(channel));
        }
        return lanes;
    }

    private void write(Lane lane, long due, long number) throws IOException {
        // Spread over the keys without a generator.
        int key = (int) Math.floorMod(number * 2_654_435_761L, (long) keys);
        byte[] command =
                ("*3\r\n$3\r\nSET\r\n$16\r\n" + Client.key(key) + "\r\n$32\r\n" + "w".repeat(32) + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        if (lane.out.remaining() < command.length) {
            throw new IOException("the server reads too slowly for this rate");
        }
        lane.out.put(command);
        lane.due[lane.tail] = due;
        lane.tail = (lane.tail + 1) % lane.due.length;
    }

    private static void flush(Lane lane) throws IOException {
        if (lane.out.position() > 0) {
            lane.out.flip();
            lane.channel.write(lane.out);
            lane.out.compact();
        }
    }

    private void read(Lane lane, long countFrom) throws IOException {
        lane.in.clear();
        int length = lane.channel.read(lane.in);
        if (length < 0) {
            throw new IOException("the server closed the connection");
        }
        if (length == 0) {
            return;
        }
        if (lane.bytesRead == 0 && lane.in.get(0) != '+') {
            throw new IOException("the server refuses: " + new String(lane.in.array(), 0, length));
        }
        long now = System.nanoTime();
        lane.bytesRead += length;
        while (lane.bytesRead >= ANSWER_BYTES) {
            lane.bytesRead -= ANSWER_BYTES;
            long due = lane.due[lane.head];
            lane.head = (lane.head + 1) % lane.due.length;
            if (due >= countFrom) {
                if (count == latencies.length) {
                    latencies = Arrays.copyOf(latencies, count * 2);
                }
                latencies[count++] = now - due;
            }
        }
    }

    /// Milliseconds.
    double percentile(double percent) {
        return count == 0 ? 0 : latencies[(int) Math.min(count - 1, count * percent / 100)] / 1e6;
    }

    double maxMillis() {
        return count == 0 ? 0 : latencies[count - 1] / 1e6;
    }
}
