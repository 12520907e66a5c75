package dev.firedrill.faults.docker;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// A client over a link of the cluster that reads only when the test says so.
final class LongValueClient implements AutoCloseable {
    private static final int ANSWER_MAX_MILLIS = 60_000;
    private static final int RECEIVE_BYTES = 64 * 1024;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final InputStream in;

    LongValueClient(String host, int port) throws IOException {
        // Else the kernel of this machine would take megabytes that nobody reads.
        socket.setReceiveBufferSize(RECEIVE_BYTES);
        socket.setSoTimeout(ANSWER_MAX_MILLIS);
        socket.connect(new InetSocketAddress(host, port), ANSWER_MAX_MILLIS);
        out = socket.getOutputStream();
        in = new BufferedInputStream(socket.getInputStream(), RECEIVE_BYTES);
    }

    private void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void tell(String... words) throws IOException {
        var command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        send(command.toString());
    }

    /// The answer to SET, or `closed`.
    String set(String key, LongValue value) throws IOException {
        try {
            send("*3\r\n$3\r\nSET\r\n$" + key.length() + "\r\n" + key + "\r\n");
            send("$" + value.bytes() + "\r\n");
            for (int i = 0; i < value.pieces(); i++) {
                out.write(value.piece(i));
            }
            send("\r\n");
            String answer = line();
            return answer.isEmpty() ? "closed" : answer;
        } catch (SocketException closed) {
            return "closed";
        }
    }

    /// One line of an answer, without its end; empty when the server has closed.
    String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /// The checksum of the bulk string that comes next.
    long checksum() throws IOException {
        String head = line();
        if (!head.startsWith("$") || head.equals("$-1")) {
            throw new IOException("no value but '" + head + "'");
        }
        var checksum = new CRC32C();
        byte[] piece = new byte[RECEIVE_BYTES];
        long left = Long.parseLong(head.substring(1));
        while (left > 0) {
            int read = in.read(piece, 0, (int) Math.min(piece.length, left));
            if (read < 0) {
                throw new IOException("the connection ends " + left + " bytes before the value");
            }
            checksum.update(piece, 0, read);
            left -= read;
        }
        line();
        return checksum.getValue();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
