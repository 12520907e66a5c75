package dev.firedrill.engine.resp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestParserTest {
    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String words(Args args) {
        var words = new ArrayList<String>();
        for (int i = 0; i < args.count(); i++) {
            words.add(args.text(i));
        }
        return String.join(" ", words);
    }

    private static List<String> all(RequestParser parser) {
        var found = new ArrayList<String>();
        var args = new Args();
        while (parser.next(args) == RequestParser.Outcome.COMMAND) {
            found.add(words(args));
        }
        return found;
    }

    @Test
    void commandsInPiecesOfAnySizeAreTheSame() {
        String stream =
                "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\na\r\nbc\r\n*0\r\nPING \"two words\"\r\n\r\n"
                        + "*1\r\n$4\r\nQUIT\r\n";
        List<String> wanted = List.of("SET k a\r\nbc", "PING two words", "QUIT");
        for (long seed = 0; seed < 200; seed++) {
            var prng = new Prng(seed);
            var parser = new RequestParser();
            var found = new ArrayList<String>();
            for (int at = 0; at < stream.length(); ) {
                int end = Math.min(stream.length(), at + 1 + prng.nextInt(9));
                parser.feed(bytes(stream.substring(at, end)));
                found.addAll(all(parser));
                at = end;
            }
            assertThat(found).as("seed %d", seed).isEqualTo(wanted);
        }
    }

    @Test
    void anAnnouncementAloneHoldsNoMemory() {
        var parser = new RequestParser();
        parser.feed(bytes("*2\r\n$3\r\nSET\r\n$536870912\r\n"));
        assertThat(parser.next(new Args())).isEqualTo(RequestParser.Outcome.INCOMPLETE);
        assertThat(parser.heldBytes()).isLessThan(16 * 1024);
    }

    @Test
    void beforeAuthOnlyLittleIsAccepted() {
        for (String sent : List.of("*11\r\n", "*1\r\n$16385\r\n")) {
            var parser = new RequestParser();
            parser.authenticated(false);
            parser.feed(bytes(sent));
            assertThat(parser.next(new Args())).isEqualTo(RequestParser.Outcome.BROKEN);
            assertThat(parser.error()).contains("unauthenticated");
        }
    }

    @Test
    void nothingIsExecutedAfterBrokenBytes() {
        var parser = new RequestParser();
        parser.feed(bytes("*1\r\n!4\r\nPING\r\n*1\r\n$4\r\nPING\r\n"));
        assertThat(parser.next(new Args())).isEqualTo(RequestParser.Outcome.BROKEN);
        assertThat(parser.next(new Args())).isEqualTo(RequestParser.Outcome.BROKEN);
        assertThat(parser.error()).isEqualTo("Protocol error: expected '$', got '!'");
    }

    @Test
    void aCommandsOwnBytesAreTheBytesThatWereSent() {
        var parser = new RequestParser();
        parser.feed(bytes("*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n"));
        var args = new Args();
        parser.next(args);
        assertThat(parser.commandLength()).isEqualTo(14);
        parser.next(args);
        assertThat(
                        new String(
                                parser.buffer(),
                                parser.commandOffset(),
                                parser.commandLength(),
                                StandardCharsets.ISO_8859_1))
                .isEqualTo("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n");
    }
}
