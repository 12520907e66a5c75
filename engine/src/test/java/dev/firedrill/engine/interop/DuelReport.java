package dev.firedrill.engine.interop;

import java.io.IOException;
import java.util.List;

/// What a developer needs to find the cause of a difference: the first one, and a short sequence of
/// commands that leads there.
record DuelReport(List<List<String>> commands, int protocol, Peer engine, Peer redis) {
    private static final int SHRINK_ATTEMPTS_MAX = 600;

    /// @param again the options that run the same commands again
    String text(Duel.Difference first, String again) throws IOException {
        List<List<String>> shrunk = shrunk(first);
        var now = Duel.run(shrunk, protocol, engine, redis).orElse(first);
        return """
        the engine and redis-server differ at
          %s
          engine: %s
          redis:  %s
        shortest sequence found:
          %s
        again: ./mvnw -pl engine test %s
        """
                .formatted(
                        ReplyText.command(now.command()),
                        now.engine(),
                        now.redis(),
                        String.join("\n  ", shrunk.stream().map(ReplyText::command).toList()),
                        again);
    }

    List<List<String>> shrunk(Duel.Difference first) throws IOException {
        int end = Math.min(commands.size(), first.index() + 1);
        return Shrinker.shrink(
                commands.subList(0, end),
                SHRINK_ATTEMPTS_MAX,
                sequence -> Duel.run(sequence, protocol, engine, redis).isPresent());
    }
}
