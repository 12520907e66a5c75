package dev.firedrill.engine.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.firedrill.engine.rdb.RdbAux;
import dev.firedrill.engine.rdb.RdbWriter;
import dev.firedrill.engine.resp.CommandEncoder;
import dev.firedrill.engine.resp.MalformedReply;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.engine.resp.ReplyDecoder;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;

/// A master by hand: the test accepts each connection of its replica and says what it is sent.
final class ScriptedMaster implements AutoCloseable {
    static final String ID = "0123456789abcdef0123456789abcdef01234567";
    private static final int TIMEOUT_MILLIS = 30_000;

    private final ServerSocket listening;

    ScriptedMaster() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listening.setSoTimeout(TIMEOUT_MILLIS);
    }

    int port() {
        return listening.getLocalPort();
    }

    /// The next connection, of which nothing was read.
    Link accept() throws IOException {
        return new Link(listening.accept());
    }

    /// The next connection, after the handshake, up to its request to synchronise.
    Link shakenHands() throws IOException {
        Link link = accept();
        link.shakeHands();
        return link;
    }

    /// The answer to a replica that needs everything: an empty snapshot at this offset.
    static byte[] emptySnapshot(long offset) {
        var writer = new RdbWriter();
        var aux = new LinkedHashMap<String, String>();
        aux.put("redis-ver", "7.0.15");
        aux.put("repl-stream-db", "0");
        writer.begin(new RdbAux(aux));
        writer.end();
        ByteBuffer piece = writer.drain();
        byte[] rdb = new byte[piece.remaining()];
        piece.get(rdb);
        return joined(
                "+FULLRESYNC %s %d\r\n$%d\r\n"
                        .formatted(ID, offset, rdb.length)
                        .getBytes(ISO_8859_1),
                rdb);
    }

    static byte[] command(String... words) {
        return CommandEncoder.encode(
                List.of(words).stream().map(word -> word.getBytes(ISO_8859_1)).toList());
    }

    static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    /// One connection of the replica.
    static final class Link implements AutoCloseable {
        private final Socket socket;
        private final ReplyDecoder commands = new ReplyDecoder();
        private final byte[] chunk = new byte[16 * 1024];
        private List<String> request = List.of();

        private Link(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }

        /// What the replica asked for after the handshake.
        List<String> request() {
            return request;
        }

        private void shakeHands() throws IOException {
            List<String> said = next();
            while (!said.getFirst().equals("PSYNC")) {
                send((said.getFirst().equals("PING") ? "+PONG\r\n" : "+OK\r\n"));
                said = next();
            }
            request = said;
        }

        List<String> next() throws IOException {
            try {
                while (true) {
                    Reply said = commands.next();
                    if (said != null) {
                        return ReplyText.elements(said).stream().map(Link::word).toList();
                    }
                    int read = socket.getInputStream().read(chunk);
                    if (read < 0) {
                        throw new EOFException("the replica closed the connection");
                    }
                    commands.feed(ByteBuffer.wrap(chunk, 0, read));
                }
            } catch (MalformedReply malformed) {
                throw new IOException(malformed);
            }
        }

        private static String word(Reply reply) {
            return reply instanceof Reply.Bulk(var bytes)
                    ? new String(bytes, ISO_8859_1)
                    : ReplyText.of(reply);
        }

        /// The first acknowledged offset that is this one or beyond.
        long ackedFrom(long offset) throws IOException {
            while (true) {
                List<String> said = next();
                if (said.size() == 3 && said.get(1).equals("ACK")) {
                    long acked = Long.parseLong(said.get(2));
                    if (acked >= offset) {
                        return acked;
                    }
                }
            }
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        void send(String text) throws IOException {
            send(text.getBytes(ISO_8859_1));
        }

        /// Passes over what the replica says until it hangs up.
        void awaitEnd() throws IOException {
            try {
                while (socket.getInputStream().read(chunk) >= 0) {}
            } catch (SocketException reset) {
                // Hanging up with bytes unread.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
