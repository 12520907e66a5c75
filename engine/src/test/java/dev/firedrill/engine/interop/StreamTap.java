package dev.firedrill.engine.interop;

import dev.firedrill.engine.resp.CommandEncoder;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.engine.resp.ReplyDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A replica that loads nothing and answers nothing, and keeps the commands that its master sends.
/// One character is one byte.
final class StreamTap implements AutoCloseable {
    private final Socket socket;
    private final ReplyDecoder decoder = new ReplyDecoder();
    private final byte[] chunk = new byte[64 * 1024];

    /// Asks for everything and passes over the snapshot.
    StreamTap(int port) throws IOException {
        socket = RawBytes.connect(port);
        var psync =
                List.of("PSYNC", "?", "-1").stream()
                        .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                        .toList();
        socket.getOutputStream().write(CommandEncoder.encode(psync));
        String header = line(socket.getInputStream());
        while (!header.startsWith("$")) {
            // Empty lines keep the connection alive until the snapshot is there.
            if (!header.isEmpty() && !header.startsWith("+FULLRESYNC")) {
                throw new IOException("the master answered " + header);
            }
            header = line(socket.getInputStream());
        }
        socket.getInputStream().skipNBytes(Long.parseLong(header.substring(1)));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the master closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /// What was sent before the first command that has this word, without PING.
    List<List<String>> upTo(String marker) throws IOException {
        var commands = new ArrayList<List<String>>();
        while (true) {
            List<String> command = next();
            if (command.contains(marker)) {
                return commands;
            }
            if (!command.getFirst().equalsIgnoreCase("PING")) {
                commands.add(command);
            }
        }
    }

    private List<String> next() throws IOException {
        while (true) {
            Reply reply = decoder.next();
            if (reply != null) {
                return ReplyText.elements(reply).stream().map(StreamTap::word).toList();
            }
            int read = socket.getInputStream().read(chunk);
            if (read < 0) {
                throw new EOFException("the master closed the connection");
            }
            decoder.feed(ByteBuffer.wrap(chunk, 0, read));
        }
    }

    private static String word(Reply reply) {
        return reply instanceof Reply.Bulk(var bytes)
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                : ReplyText.of(reply);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
