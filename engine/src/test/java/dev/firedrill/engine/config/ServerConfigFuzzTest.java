package dev.firedrill.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any bytes: a redis.conf is refused by line, or taken, and then says the same after a rewrite,
/// which changes nothing more when it is done again. How to search for new inputs stands at
/// `RequestParserFuzzTest`.
class ServerConfigFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void whatIsTakenSaysTheSameOnceRewritten(byte[] data) throws Exception {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        IncludedFiles files =
                (_, pattern) ->
                        List.of(new IncludedFiles.Included(pattern, "maxmemory 5mb\nsave 7 7\n"));
        ServerConfig config;
        try {
            config = ServerConfig.parse("redis.conf", text, List.of(), files, Folders.ANY);
        } catch (ConfigRefused refused) {
            assertThat(refused.report("Redis")).contains(String.valueOf(refused.getMessage()));
            return;
        }

        String rewritten = config.rewritten(text);
        ServerConfig again =
                ServerConfig.parse("redis.conf", rewritten, List.of(), files, Folders.ANY);

        assertThat(again.get(_ -> true)).isEqualTo(config.get(_ -> true));
        assertThat(again.renames().stream().map(CommandRename::to).toList())
                .isEqualTo(config.renames().stream().map(CommandRename::to).toList());
        assertThat(again.rewritten(rewritten)).isEqualTo(rewritten);
        new ConfigNumbers(again).readAll();
    }

    /// What the rest of the server asks for never fails.
    private record ConfigNumbers(ServerConfig config) {
        void readAll() {
            assertThat(config.port()).isBetween(0, 65_535);
            assertThat(config.savePoints()).allMatch(point -> point.seconds() > 0);
            assertThat(config.bindAddresses()).isNotEmpty();
            assertThat(config.outputBufferLimit("replica").hardBytes()).isNotNegative();
            assertThat(config.replicationBacklogBytes()).isPositive();
            assertThat(config.unixSocketPermissions()).isBetween(0, 0777);
            config.master().ifPresent(master -> assertThat(master.port()).isBetween(0, 65_535));
        }
    }
}
