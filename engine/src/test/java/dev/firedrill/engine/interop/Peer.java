package dev.firedrill.engine.interop;

import dev.firedrill.engine.resp.CommandEncoder;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.engine.resp.ReplyDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/// One side of a comparison: takes a command, one character per byte, and answers it.
interface Peer extends AutoCloseable {
    Reply ask(List<String> command) throws IOException;

    default Reply ask(String... command) throws IOException {
        return ask(List.of(command));
    }

    /// What decoding the last reply has lost: its first byte, as an array may be a set, and how
    /// many times it said `*-1`, which reads like `$-1` but is not the same.
    default String kind() {
        return "";
    }

    @Override
    void close() throws IOException;

    static OverSocket connect(int port) throws IOException {
        return new OverSocket(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /// A connection that sends one command and waits for its reply.
    final class OverSocket implements Peer {
        private static final Pattern NIL_ARRAY = Pattern.compile("\\*-1\r\n");
        private static final int TIMEOUT_MILLIS = 10_000;

        private final Socket socket;
        private final ReplyDecoder decoder = new ReplyDecoder();
        private final StringBuilder raw = new StringBuilder();
        private final byte[] chunk = new byte[64 * 1024];

        OverSocket(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }

        void send(List<String> command) throws IOException {
            socket.getOutputStream()
                    .write(
                            CommandEncoder.encode(
                                    command.stream()
                                            .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                                            .toList()));
        }

        Reply receive() throws IOException {
            while (true) {
                Reply reply = decoder.next();
                if (reply != null) {
                    return reply;
                }
                int length = socket.getInputStream().read(chunk);
                if (length < 0) {
                    throw new EOFException("the server closed the connection");
                }
                raw.append(new String(chunk, 0, length, StandardCharsets.ISO_8859_1));
                decoder.feed(ByteBuffer.wrap(chunk, 0, length));
            }
        }

        @Override
        public Reply ask(List<String> command) throws IOException {
            raw.setLength(0);
            send(command);
            return receive();
        }

        /// The last reply's bytes.
        String raw() {
            return raw.toString();
        }

        @Override
        public String kind() {
            return raw.charAt(0) + " with *-1: " + NIL_ARRAY.matcher(raw).results().count();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
