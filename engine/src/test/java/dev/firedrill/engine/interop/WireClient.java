package dev.firedrill.engine.interop;

import dev.firedrill.engine.resp.CommandEncoder;
import dev.firedrill.engine.resp.MalformedReply;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.engine.resp.ReplyDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One connection on which commands can be on their way while replies are still awaited.
final class WireClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final ReplyDecoder replies = new ReplyDecoder();
    private final byte[] buffer = new byte[64 * 1024];

    WireClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    void send(List<String> command) throws IOException {
        var words =
                command.stream().map(word -> word.getBytes(StandardCharsets.ISO_8859_1)).toList();
        socket.getOutputStream().write(CommandEncoder.encode(words));
    }

    Reply reply() throws IOException {
        try {
            while (true) {
                Reply reply = replies.next();
                if (reply != null) {
                    return reply;
                }
                int read = socket.getInputStream().read(buffer);
                if (read < 0) {
                    throw new EOFException("the server closed the connection");
                }
                replies.feed(ByteBuffer.wrap(buffer, 0, read));
            }
        } catch (MalformedReply malformed) {
            throw new IOException(malformed);
        }
    }

    Reply ask(String... command) throws IOException {
        send(List.of(command));
        return reply();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
