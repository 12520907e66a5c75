package dev.firedrill.engine.resp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Any bytes: the parser finds commands, waits or refuses, and holds no more than it was given.
///
/// Every build runs the kept corpus (`src/test/resources/.../RequestParserFuzzTestInputs`). To
/// search for new inputs, for as long as `maxDuration` says:
///
///     JAZZER_FUZZ=1 ./mvnw -pl engine test -Dtest=RequestParserFuzzTest
///
/// What it finds lies in that folder afterwards: keep it there, it is the regression test.
class RequestParserFuzzTest {
    private record Parsed(List<List<String>> commands, String error) {}

    @FuzzTest(maxDuration = "5m")
    void anyBytesAreParsedAlikeInAnyPieces(byte[] data) {
        if (data.length > 32 * 1024) {
            // Beyond that an unfinished line is refused for its length, when that is seen.
            return;
        }
        Parsed whole = parsed(data, Math.max(1, data.length));

        assertThat(parsed(data, 1)).isEqualTo(whole);
        assertThat(parsed(data, 7)).isEqualTo(whole);
        assertThat(parsed(encoded(whole.commands()), 1000).commands()).isEqualTo(whole.commands());
    }

    private static Parsed parsed(byte[] data, int pieceBytes) {
        var parser = new RequestParser();
        var args = new Args();
        var commands = new ArrayList<List<String>>();
        for (int at = 0; at < data.length; at += pieceBytes) {
            parser.feed(ByteBuffer.wrap(data, at, Math.min(pieceBytes, data.length - at)));
            while (parser.next(args) == RequestParser.Outcome.COMMAND) {
                var words = new ArrayList<String>();
                for (int i = 0; i < args.count(); i++) {
                    words.add(args.text(i));
                }
                commands.add(words);
            }
            assertThat(parser.heldBytes()).isLessThanOrEqualTo(1024 + 3 * data.length);
        }
        return new Parsed(commands, parser.error());
    }

    private static byte[] encoded(List<List<String>> commands) {
        var out = new ByteArrayOutputStream();
        for (List<String> words : commands) {
            out.writeBytes(latin("*" + words.size() + "\r\n"));
            words.forEach(
                    word -> out.writeBytes(latin("$%d\r\n%s\r\n".formatted(word.length(), word))));
        }
        return out.toByteArray();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
