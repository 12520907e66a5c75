package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// CLIENT REPLY OFF and SKIP, byte for byte as redis-server, also inside of transactions, before
/// commands that wait, and on a connection that becomes a replica's.
class ReplySuppressionTest {
    /// Commands of one connection, each sequence with an answer at its end.
    private static final List<String> SEQUENCES =
            List.of(
                    "CLIENT REPLY OFF;PING;CLIENT REPLY ON;PING",
                    "CLIENT REPLY SKIP;PING;PING",
                    "CLIENT REPLY SKIP;NOSUCH;PING",
                    "CLIENT REPLY SKIP;GET;PING",
                    "CLIENT REPLY SKIP;CLIENT REPLY SKIP;PING;PING",
                    "CLIENT REPLY SKIP;CLIENT REPLY OFF;CLIENT REPLY ON;PING",
                    "CLIENT REPLY OFF;CLIENT REPLY SKIP;PING;CLIENT REPLY ON;PING",
                    "MULTI;CLIENT REPLY OFF;PING;EXEC;PING;CLIENT REPLY ON",
                    "MULTI;CLIENT REPLY SKIP;ECHO a;EXEC;ECHO b;ECHO c",
                    "MULTI;ECHO a;CLIENT REPLY SKIP;EXEC;ECHO b;ECHO c",
                    "CLIENT REPLY SKIP;MULTI;ECHO a;EXEC",
                    "CLIENT REPLY SKIP;BLPOP missing 0.05;PING",
                    "CLIENT REPLY OFF;BLPOP missing 0.05;CLIENT REPLY ON",
                    "CLIENT REPLY SKIP;WAIT 1 50;PING",
                    "CLIENT REPLY SKIP;SAVE;PING",
                    "CLIENT REPLY OFF;RESET;PING",
                    "CLIENT REPLY OFF;HELLO 3;PING;CLIENT REPLY ON",
                    "CLIENT REPLY SKIP;SUBSCRIBE x;PING;UNSUBSCRIBE x",
                    "CLIENT REPLY OFF;REPLCONF nosuch 1;CLIENT REPLY ON",
                    "CLIENT REPLY OFF;PSYNC x;CLIENT REPLY ON",
                    "CLIENT REPLY SKIP;REPLCONF capa eof;PING",
                    "CLIENT REPLY SKIP;REPLCONF capa eof;REPLCONF capa psync2;PSYNC ? -1;PING",
                    "REPLCONF capa eof;CLIENT REPLY SKIP;PSYNC ? -1;PING");

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private interface Duel {
        void fight(int here, int there) throws Exception;
    }

    private void duel(String[] options, Duel duel) throws Exception {
        try (var redis = RealRedis.start(theirs, options);
                var engine = RunningEngine.start(ours, options)) {
            duel.fight(engine.port(), redis.port());
        }
    }

    /// All that comes back before the answer to a last command.
    private static String answers(int port, String sequence) throws IOException {
        try (Socket socket = RawBytes.connect(port)) {
            String sent = String.join("\r\n", sequence.split(";", -1)) + "\r\nECHO end\r\n";
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
            return until(socket, "$3\r\nend\r\n");
        }
    }

    private static String until(Socket socket, String end) throws IOException {
        var seen = new StringBuilder();
        while (seen.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return seen + " and the end of the connection";
            }
            seen.append((char) next);
        }
        return seen.toString();
    }

    @Test
    void theSameAnswersAreSuppressed() throws Exception {
        duel(
                new String[] {"--save", ""},
                (here, there) -> {
                    var different = new ArrayList<String>();
                    for (String sequence : SEQUENCES) {
                        String wanted = answers(there, sequence);
                        String seen = answers(here, sequence);
                        if (!seen.equals(wanted)) {
                            different.add(sequence + ": " + seen + "\nredis-server: " + wanted);
                        }
                    }
                    assertThat(different).isEmpty();
                });
    }

    /// It is sent the snapshot and none of the writes and pings behind it.
    @Test
    void aReplicaThatWantsNoRepliesIsSentNoStream() throws Exception {
        String[] options = {"--repl-diskless-sync", "no", "--repl-ping-replica-period", "1"};
        duel(
                options,
                (here, there) -> {
                    for (int port : List.of(there, here)) {
                        try (Socket silent = RawBytes.connect(port);
                                Socket other = RawBytes.connect(port)) {
                            send(silent, "CLIENT REPLY OFF\r\nSYNC\r\n");
                            send(other, "SYNC\r\n");
                            until(silent, "\u00ff");
                            until(other, "\u00ff");
                            RealRedis.cli(port, "SET", "written", "later");
                            until(other, "later");

                            silent.setSoTimeout(200);
                            var rest = new StringBuilder();
                            try {
                                for (int b = 0; b >= 0; b = silent.getInputStream().read()) {
                                    rest.append((char) b);
                                }
                            } catch (SocketTimeoutException nothingMore) {
                                // As it should be.
                            }
                            assertThat(rest.toString()).doesNotContain("later");
                        }
                    }
                });
    }

    private static void send(Socket socket, String commands) throws IOException {
        socket.getOutputStream().write(commands.getBytes(StandardCharsets.ISO_8859_1));
    }
}
