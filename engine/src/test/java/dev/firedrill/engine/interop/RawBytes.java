package dev.firedrill.engine.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/// Bytes as no client library would send them. One character is one byte.
final class RawBytes {
    private static final int ANSWER_MAX_MILLIS = 20_000;

    private RawBytes() {}

    /// Everything that comes back for these bytes, which are all that is said.
    static String answerTo(int port, String bytes) throws IOException {
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException reset) {
            return "reset";
        }
    }

    static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(ANSWER_MAX_MILLIS);
        return socket;
    }
}
