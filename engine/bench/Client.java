import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A blocking client: one command and its answer, or many writes in a pipeline.
final class Client implements AutoCloseable {
    private static final int BATCH = 1_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Client(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(600_000);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    }

    /// A simple reply with its first character, or the text of a bulk.
    String ask(String... words) throws IOException {
        send(words);
        out.flush();
        String line = line();
        if (!line.startsWith("$")) {
            return line;
        }
        int length = Integer.parseInt(line.substring(1));
        byte[] bulk = in.readNBytes(length + 2);
        return new String(bulk, 0, length, StandardCharsets.ISO_8859_1);
    }

    private void send(String... words) throws IOException {
        out.write(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
            out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.write('\r');
            out.write('\n');
        }
    }

    private String line() throws IOException {
        var text = new StringBuilder();
        for (int b = in.read(); b != '\r'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            text.append((char) b);
        }
        in.read();
        return text.toString();
    }

    /// 16-byte keys and 32-byte values, `count` of them.
    void fill(int count) throws IOException {
        String value = "v".repeat(32);
        for (int i = 0; i < count; ) {
            int batch = Math.min(BATCH, count - i);
            for (int j = 0; j < batch; j++) {
                send("SET", key(i + j), value);
            }
            out.flush();
            for (int j = 0; j < batch; j++) {
                String answer = line();
                if (!answer.equals("+OK")) {
                    throw new IOException("a key could not be stored: " + answer);
                }
            }
            i += batch;
        }
    }

    static String key(int number) {
        return String.format(Locale.ROOT, "key:%012d", number);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
