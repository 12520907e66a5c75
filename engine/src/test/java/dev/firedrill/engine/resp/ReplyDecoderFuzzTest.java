package dev.firedrill.engine.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Any bytes from a server: replies come out, or the refusal, and the same ones however the bytes
/// were cut. How to search for new inputs stands at `RequestParserFuzzTest`.
class ReplyDecoderFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void anyBytesAreDecodedAlikeInAnyPieces(byte[] data) {
        List<String> whole = decoded(data, Math.max(1, data.length));

        assertThat(decoded(data, 1)).isEqualTo(whole);
        assertThat(decoded(data, 5)).isEqualTo(whole);
    }

    private static List<String> decoded(byte[] data, int pieceBytes) {
        var decoder = new ReplyDecoder();
        var replies = new ArrayList<String>();
        try {
            for (int at = 0; at < data.length; at += pieceBytes) {
                decoder.feed(ByteBuffer.wrap(data, at, Math.min(pieceBytes, data.length - at)));
                Reply reply = decoder.next();
                while (reply != null) {
                    replies.add(reply.getClass().getSimpleName() + reply.describe());
                    reply = decoder.next();
                }
            }
        } catch (MalformedReply malformed) {
            replies.add("malformed");
        }
        return replies;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=-5\r\n",
                "%9223372036854775807\r\n",
                "%-1\r\n",
                ":9223372036854775808\r\n",
                ":-9223372036854775809\r\n",
                "$1\r\nabc",
                "$1152921504606846976\r\n",
                "*1152921504606846976\r\n"
            })
    void whatIsNoReplyIsRefused(String text) {
        var decoder = new ReplyDecoder();
        decoder.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
        assertThatThrownBy(decoder::next).isInstanceOf(MalformedReply.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbersAtTheirLimitsAreRead(long number) {
        var decoder = new ReplyDecoder();
        decoder.feed(ByteBuffer.wrap((":" + number + "\r\n").getBytes(StandardCharsets.US_ASCII)));
        assertThat(decoder.next()).isEqualTo(new Reply.Int(number));
    }
}
