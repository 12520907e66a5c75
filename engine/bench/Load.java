import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// SETs at a rate, open loop: each is due when it is due, and its latency counts from then, however
/// late it could be sent.
final class Load {
    private static final int CONNECTIONS = 20;

    /// `+OK\r\n`.
    private static final int ANSWER_BYTES = 5;

    /// Between two looks. A client that spins would take one of the processors from the servers, and
    /// the system, which lets those wait who never sleep, would be what is measured.
    private static final long REST_NANOS = 100_000;

    private static final String BEFORE_KEY = "*3\r\n$3\r\nSET\r\n$16\r\nkey:";
    private static final int KEY_DIGITS = 12;
    private static final int KEY_END = BEFORE_KEY.length() + KEY_DIGITS;

    /// Room for the answers of three minutes: what runs here makes no garbage, since a collector
    /// that stops the client would be counted as the server's latency.
    private static final int SECONDS_MAX = 180;

    /// One connection: when the writes were due whose answers are still to come.
    private static final class Lane {
        final SocketChannel channel;
        final ByteBuffer out = ByteBuffer.allocateDirect(1 << 20);
        final ByteBuffer in = ByteBuffer.allocateDirect(1 << 16);
        final long[] due = new long[1 << 16];
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
    private final byte[] command =
            (BEFORE_KEY + "0".repeat(KEY_DIGITS) + "\r\n$32\r\n" + "w".repeat(32) + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
    private final long[] latencies;
    private volatile long countFrom = Long.MAX_VALUE;
    private volatile long countUntil = Long.MAX_VALUE;
    private int count;

    Load(int port, int perSecond, int keys) {
        this.port = port;
        this.perSecond = perSecond;
        this.keys = keys;
        latencies = new long[perSecond * SECONDS_MAX];
    }

    /// What was due before this time is not counted; without this call nothing is.
    void countFrom(long nanoTime) {
        countFrom = nanoTime;
    }

    /// What is due after this time is not counted either.
    void countUntil(long nanoTime) {
        countUntil = nanoTime;
    }

    /// Runs until told to stop, then until the last answer.
    void run(BooleanSupplier stop) throws IOException {
        try (var selector = Selector.open()) {
            Lane[] lanes = connect(selector);
            long began = System.nanoTime();
            double interval = 1e9 / perSecond;
            long sent = 0;
            boolean stopping = false;
            while (!stopping || waits(lanes)) {
                long now = System.nanoTime();
                while (!stopping && began + (long) (sent * interval) <= now) {
                    Lane lane = lanes[(int) (sent % CONNECTIONS)];
                    write(lane, began + (long) (sent * interval), sent);
                    sent++;
                }
                for (Lane lane : lanes) {
                    flush(lane);
                }
                selector.selectNow();
                for (SelectionKey key : selector.selectedKeys()) {
                    read((Lane) key.attachment());
                }
                selector.selectedKeys().clear();
                stopping = stopping || stop.getAsBoolean();
                LockSupport.parkNanos(REST_NANOS);
            }
            for (Lane lane : lanes) {
                lane.channel.close();
            }
        }
        Arrays.sort(latencies, 0, count);
    }

    private static boolean waits(Lane[] lanes) {
        for (Lane lane : lanes) {
            if (lane.head != lane.tail) {
                return true;
            }
        }
        return false;
    }

    private Lane[] connect(Selector selector) throws IOException {
        var lanes = new Lane[CONNECTIONS];
        for (int i = 0; i < CONNECTIONS; i++) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            var channel = SocketChannel.open(address);
            channel.configureBlocking(false);
            channel.socket().setTcpNoDelay(true);
            var lane = new Lane(channel);
            channel.register(selector, SelectionKey.OP_READ, lane);
            lanes[i] = lane;
        }
        return lanes;
    }

    private void write(Lane lane, long due, long number) throws IOException {
        // Spread over the keys without a generator.
        int key = (int) Math.floorMod(number * 2_654_435_761L, (long) keys);
        for (int at = KEY_END - 1, left = key; left > 0; at--, left /= 10) {
            command[at] = (byte) ('0' + left % 10);
        }
        int next = (lane.tail + 1) % lane.due.length;
        if (lane.out.remaining() < command.length || next == lane.head) {
            throw new IOException("the server reads too slowly for this rate");
        }
        lane.out.put(command);
        Arrays.fill(command, KEY_END - KEY_DIGITS, KEY_END, (byte) '0');
        lane.due[lane.tail] = due;
        lane.tail = next;
    }

    private static void flush(Lane lane) throws IOException {
        if (lane.out.position() > 0) {
            lane.out.flip();
            lane.channel.write(lane.out);
            lane.out.compact();
        }
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }

    private void read(Lane lane) throws IOException {
        lane.in.clear();
        int length = lane.channel.read(lane.in);
        if (length < 0) {
            throw new IOException("the server closed the connection");
        }
        if (length == 0) {
            return;
        }
        if (lane.bytesRead == 0 && lane.in.get(0) != '+') {
            throw new IOException("the server refuses: " + text(lane.in.flip()));
        }
        long now = System.nanoTime();
        lane.bytesRead += length;
        while (lane.bytesRead >= ANSWER_BYTES) {
            lane.bytesRead -= ANSWER_BYTES;
            long due = lane.due[lane.head];
            lane.head = (lane.head + 1) % lane.due.length;
            if (due >= countFrom && due <= countUntil) {
                if (count == latencies.length) {
                    throw new IOException("no end after " + SECONDS_MAX + " seconds");
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
