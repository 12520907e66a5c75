package dev.firedrill.engine.interop;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// A client that sends and reads values of many megabytes without ever holding one.
final class BigClient implements AutoCloseable {
    private static final int PIECE_BYTES = 64 * 1024;

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    BigClient(int port) throws IOException {
        socket = RawBytes.connect(port);
        socket.setSoTimeout(60_000);
        out = socket.getOutputStream();
        in = new BufferedInputStream(socket.getInputStream(), PIECE_BYTES);
    }

    void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// A command whose last argument is a long one.
    void sendWithValue(int megabytes, String... words) throws IOException {
        send("*" + (words.length + 1) + "\r\n");
        for (String word : words) {
            send("$" + word.length() + "\r\n" + word + "\r\n");
        }
        send("$" + megabytes * (1 << 20) + "\r\n");
        sendBytes(megabytes);
        send("\r\n");
    }

    void sendBytes(int megabytes) throws IOException {
        byte[] piece = piece();
        for (int i = 0; i < megabytes * ((1 << 20) / PIECE_BYTES); i++) {
            out.write(piece);
        }
    }

    /// No two bytes in a row are alike, so that a piece in the wrong place would show.
    private static byte[] piece() {
        byte[] piece = new byte[PIECE_BYTES];
        for (int i = 0; i < piece.length; i++) {
            piece[i] = (byte) (i * 31 + i / 251);
        }
        return piece;
    }

    static long checksum(int megabytes) {
        var checksum = new CRC32C();
        byte[] piece = piece();
        for (int i = 0; i < megabytes * ((1 << 20) / PIECE_BYTES); i++) {
            checksum.update(piece);
        }
        return checksum.getValue();
    }

    /// One line of an answer, without its end; empty when the server has closed.
    String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().trim();
    }

    /// The checksum of a bulk string.
    long valueChecksum() throws IOException {
        long left = Long.parseLong(line().substring(1));
        var checksum = new CRC32C();
        byte[] piece = new byte[PIECE_BYTES];
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

    /// The answer to a command whose last argument is a long one, or `closed`: a server that
    /// refuses may close while the rest is still being sent.
    String answerWithValue(int megabytes, String... words) throws IOException {
        try {
            sendWithValue(megabytes, words);
            String answer = line();
            return answer.isEmpty() ? "closed" : answer;
        } catch (SocketException closed) {
            return "closed";
        }
    }

    String answer(String... words) throws IOException {
        var command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        send(command.toString());
        return line();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
