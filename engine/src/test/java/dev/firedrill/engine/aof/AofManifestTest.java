package dev.firedrill.engine.aof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AofManifestTest {
    @Test
    void whatIsWrittenIsReadBackWithNamesOfAnyKind() throws Exception {
        var manifest =
                new AofManifest(
                        Optional.of(new AofManifest.Part("a \"b\" \\.2.base.rdb", 2)),
                        List.of(new AofManifest.Part("old.1.base.rdb", 1)),
                        List.of(
                                new AofManifest.Part("x.1.incr.aof", 1),
                                new AofManifest.Part("x.3.incr.aof", 3)));
        assertThat(AofManifest.parse(manifest.text())).isEqualTo(manifest);
        assertThat(manifest.text())
                .isEqualTo(
                        """
                        file "a \\"b\\" \\\\.2.base.rdb" seq 2 type b
                        file old.1.base.rdb seq 1 type h
                        file x.1.incr.aof seq 1 type i
                        file x.3.incr.aof seq 3 type i
                        """);
    }

    @Test
    void aRewriteMakesHistoryOfWhatItReplaces() {
        var manifest =
                new AofManifest(
                        Optional.of(new AofManifest.Part("b1", 1)),
                        List.of(),
                        List.of(new AofManifest.Part("i1", 1), new AofManifest.Part("i2", 2)));
        AofManifest after =
                manifest.rewrittenTo(
                        new AofManifest.Part("b2", 2), List.of(new AofManifest.Part("i2", 2)));
        assertThat(after.history().stream().map(AofManifest.Part::file))
                .containsExactly("b1", "i1");
        assertThat(after.increments().stream().map(AofManifest.Part::file)).containsExactly("i2");
        assertThat(after.withoutHistory().history()).isEmpty();
    }

    @Test
    void malformedOnesAreRefusedInRedisServersWords() {
        String good = "file a.1.base.rdb seq 1 type b\n";
        refuses("", "Found an empty AOF manifest", 0);
        refuses("\n", "Invalid AOF manifest file format", 1);
        refuses(good + "file a seq 1\n", "Invalid AOF manifest file format", 2);
        refuses("file a.1.base.rdb seq x type b\n", "Invalid AOF manifest file format", 1);
        refuses("file dir/a seq 1 type b\n", "File can't be a path, just a filename", 1);
        refuses(good + good, "Found duplicate base file information", 2);
        refuses("file a seq 1 type x\n", "Unknown AOF file type", 1);
        refuses(
                "file a seq 2 type i\nfile b seq 1 type i\n",
                "Found a non-monotonic sequence number",
                2);
        refuses(
                "file " + "a".repeat(2000) + " seq 1 type i\n",
                "The AOF manifest file contains too long line",
                1);
    }

    private static void refuses(String text, String why, int lineNumber) {
        assertThatThrownBy(() -> AofManifest.parse(text))
                .isInstanceOfSatisfying(
                        AofManifest.Malformed.class,
                        malformed -> assertThat(malformed.lineNumber()).isEqualTo(lineNumber))
                .hasMessage(why);
    }

    @Test
    void commentsAndWordsOfALaterVersionAreSkipped() throws Exception {
        AofManifest manifest =
                AofManifest.parse(
                        "# a comment\nfile a seq 1 type b size 100\nseq 2 type i file b\n");
        assertThat(manifest.base()).contains(new AofManifest.Part("a", 1));
        assertThat(manifest.increments()).containsExactly(new AofManifest.Part("b", 2));
    }
}
