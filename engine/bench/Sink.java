import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A replica that asks for a full resync, reads it and all that follows, and keeps nothing: as if it
/// ran on another machine, it takes no processor time from the master.
final class Sink implements AutoCloseable {
    private static final int MARK_LENGTH = 40;

    private final Socket socket;
    private final byte[] buffer = new byte[1 << 18];
    private long startOffset;
    private volatile boolean streams;
    private volatile long streamBytes;
    private volatile IOException failure;

    Sink(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
    }

    void begin() {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                handshake();
                snapshot();
                stream();
            } catch (IOException ended) {
                failure = ended;
            }
        });
    }

    private void handshake() throws IOException {
        for (String command : new String[] {"PING", "REPLCONF listening-port 1", "REPLCONF capa eof capa psync2"}) {
            say(command);
            line();
        }
        say("PSYNC ? -1");
        String[] answer = line().split(" ");
        if (!answer[0].equals("+FULLRESYNC")) {
            throw new IOException("no full resync: " + String.join(" ", answer));
        }
        startOffset = Long.parseLong(answer[2]);
    }

    private void say(String words) throws IOException {
        socket.getOutputStream().write((words + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /// Empty lines are how a master says that it still prepares the snapshot.
    private String line() throws IOException {
        var text = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int b = in.read(); b != '\n' || text.isEmpty(); b = in.read()) {
            if (b < 0) {
                throw new EOFException("the master closed the connection");
            }
            if (b != '\r' && b != '\n') {
                text.append((char) b);
            }
        }
        return text.toString();
    }

    /// `$EOF:`, a mark of 40 characters, the snapshot, and the mark again.
    private void snapshot() throws IOException {
        String header = line();
        if (!header.startsWith("$EOF:")) {
            throw new IOException("a snapshot of another form than asked for: " + header);
        }
        byte[] mark = header.substring(5).getBytes(StandardCharsets.US_ASCII);
        int kept = 0;
        while (true) {
            int length = read(kept);
            int end = kept + length;
            if (end >= MARK_LENGTH && Arrays.equals(buffer, end - MARK_LENGTH, end, mark, 0, MARK_LENGTH)) {
                streams = true;
                return;
            }
            kept = Math.min(end, MARK_LENGTH);
            System.arraycopy(buffer, end - kept, buffer, 0, kept);
        }
    }

    /// A master waits for an acknowledgement before it sends the stream, and redis-server takes none
    /// before its child has ended: so they are sent whether or not anything arrives.
    private void stream() throws IOException {
        socket.setSoTimeout(100);
        long acknowledged = 0;
        while (true) {
            if (System.nanoTime() - acknowledged > 1_000_000_000L || streamBytes == 0) {
                acknowledge();
                acknowledged = System.nanoTime();
            }
            try {
                streamBytes += read(0);
            } catch (SocketTimeoutException silent) {
                // Its next acknowledgement is due sooner or later.
            }
        }
    }

    private int read(int at) throws IOException {
        int length = socket.getInputStream().read(buffer, at, buffer.length - at);
        if (length < 0) {
            throw new EOFException("the master closed the connection");
        }
        return length;
    }

    private void acknowledge() throws IOException {
        String offset = Long.toString(offset());
        say("*3\r\n$8\r\nREPLCONF\r\n$3\r\nACK\r\n$" + offset.length() + "\r\n" + offset);
    }

    /// Whether the whole snapshot is here.
    ///
    /// @throws IOException that it met
    boolean streams() throws IOException {
        IOException met = failure;
        if (met != null) {
            throw new IOException("a replica: " + met.getMessage(), met);
        }
        return streams;
    }

    long offset() {
        return startOffset + streamBytes;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
