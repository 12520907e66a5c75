package dev.firedrill.engine.aof;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.firedrill.engine.resp.Args;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Any bytes: of an append-only file exactly the commands before the first doubtful byte are
/// carried out; a manifest is understood or refused. How to search for new inputs stands at
/// `RequestParserFuzzTest`.
class AofReaderFuzzTest {
    private record Read(List<String> commands, long goodBytes) {}

    @FuzzTest(maxDuration = "5m")
    void whatIsCarriedOutIsAnExactPrefix(byte[] data) {
        Read whole = read(data, data.length);

        assertThat(whole.goodBytes()).isBetween(0L, (long) data.length);
        assertThat(read(data, (int) whole.goodBytes())).isEqualTo(whole);
    }

    private static Read read(byte[] data, int length) {
        var commands = new ArrayList<String>();
        var reader =
                new AofReader(args -> {
                    commands.add(words(args));
                    return null;
                });
        reader.feed(ByteBuffer.wrap(data, 0, length));
        return new Read(commands, reader.goodBytes());
    }

    private static String words(Args args) {
        var words = new ArrayList<String>();
        for (int i = 0; i < args.count(); i++) {
            words.add(args.text(i));
        }
        return words.toString();
    }

    @FuzzTest(maxDuration = "5m")
    void aManifestThatIsTakenMeansTheSameOnceWrittenAgain(byte[] data) throws Exception {
        AofManifest manifest;
        try {
            manifest = AofManifest.parse(new String(data, StandardCharsets.ISO_8859_1));
        } catch (AofManifest.Malformed refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
            return;
        }

        if (manifest.text().isEmpty()) {
            // Nothing but remarks: taken, as redis-server does, but a manifest of no files is not
            // written, for it would be refused.
            assertThat(manifest).isEqualTo(AofManifest.EMPTY);
            return;
        }
        if (manifest.text().lines().anyMatch(line -> line.length() > 1000)) {
            // A name of hundreds of control characters, each of which is written as four.
            return;
        }
        assertThat(AofManifest.parse(manifest.text())).isEqualTo(manifest);
    }
}
