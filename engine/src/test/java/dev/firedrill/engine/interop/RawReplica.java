package dev.firedrill.engine.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.firedrill.engine.resp.CommandEncoder;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;

/// A replica by hand: it says what the test says, and reads as much as the test wants. One
/// character is one byte.
final class RawReplica implements AutoCloseable {
    private final Socket socket;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private volatile boolean ended;

    private RawReplica(Socket socket) {
        this.socket = socket;
    }

    static RawReplica connect(int port) throws IOException {
        return new RawReplica(RawBytes.connect(port));
    }

    /// One that goes on in this history from this offset, and keeps every byte from there.
    static RawReplica tap(int port, String history, long nextOffset) throws IOException {
        var tap = connect(port);
        tap.say("PSYNC", history, Long.toString(nextOffset));
        String answer = tap.line();
        if (!answer.startsWith("+CONTINUE")) {
            throw new IOException("the master answered " + answer);
        }
        tap.keepAll();
        return tap;
    }

    /// One that was sent everything, passed over it and keeps what comes behind it.
    static RawReplica behindSnapshot(int port) throws IOException {
        var replica = connect(port);
        replica.say("PSYNC", "?", "-1");
        String header = replica.line();
        while (!header.startsWith("$")) {
            header = replica.line();
        }
        replica.socket.getInputStream().skipNBytes(Long.parseLong(header.substring(1)));
        replica.keepAll();
        return replica;
    }

    /// Its own end of the connection, as its master shows it.
    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    void say(String... words) throws IOException {
        socket.getOutputStream()
                .write(
                        CommandEncoder.encode(
                                List.of(words).stream()
                                        .map(word -> word.getBytes(ISO_8859_1))
                                        .toList()));
    }

    void sayRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    String ask(String... words) throws IOException {
        say(words);
        return line();
    }

    String line() throws IOException {
        var line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c != '\n';
                c = socket.getInputStream().read()) {
            if (c < 0) {
                throw new EOFException("the master closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /// Reads from here on, whatever comes, until the connection ends.
    void keepAll() {
        Thread.ofVirtual().start(this::keep);
    }

    private void keep() {
        byte[] chunk = new byte[64 * 1024];
        try {
            int read = socket.getInputStream().read(chunk);
            while (read >= 0) {
                synchronized (heard) {
                    heard.write(chunk, 0, read);
                }
                read = socket.getInputStream().read(chunk);
            }
        } catch (IOException gone) {
            // Either end may be the one that has had enough.
        }
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    long heardBytes() {
        synchronized (heard) {
            return heard.size();
        }
    }

    byte[] heard(int length) {
        synchronized (heard) {
            return Arrays.copyOf(heard.toByteArray(), length);
        }
    }

    String heardText() {
        synchronized (heard) {
            return heard.toString(ISO_8859_1);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
