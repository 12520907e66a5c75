package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// An engine and a redis-server, each with a client and with a replica that keeps what it is sent.
/// Neither deletes an expired key before somebody meets it.
final class StreamDuel implements AutoCloseable {
    private static final String QUIET = "3600";

    final RunningEngine engine;
    final RealRedis redis;
    final Peer one;
    final Peer other;
    private final StreamTap oneStream;
    private final StreamTap otherStream;
    private int markers;

    StreamDuel(Path ours, Path theirs) throws Exception {
        engine = RunningEngine.start(ours, "--save", "", "--repl-ping-replica-period", QUIET);
        redis = RealRedis.start(theirs, "--repl-ping-replica-period", QUIET);
        one = Peer.connect(engine.port());
        other = Peer.connect(redis.port());
        oneStream = new StreamTap(engine.port());
        otherStream = new StreamTap(redis.port());
        for (Peer peer : peers()) {
            peer.ask("DEBUG", "SET-ACTIVE-EXPIRE", "0");
        }
    }

    List<Peer> peers() {
        return List.of(one, other);
    }

    @Override
    public void close() throws IOException {
        oneStream.close();
        otherStream.close();
        one.close();
        other.close();
        redis.close();
        engine.close();
    }

    /// Both begin empty, in database 0.
    Streams streamsOf(List<List<String>> commands) throws IOException {
        begin();
        for (List<String> command : commands) {
            ask(command);
            other.ask(command);
        }
        for (Peer peer : peers()) {
            peer.ask("DISCARD");
        }
        return end();
    }

    private void ask(List<String> command) throws IOException {
        try {
            one.ask(command);
        } catch (IOException silence) {
            engine.throwWhatItDiedOf();
            throw new IOException("no answer to " + ReplyText.command(command), silence);
        }
    }

    void begin() throws IOException {
        for (Peer peer : peers()) {
            peer.ask("RESET");
            peer.ask("FLUSHALL");
            peer.ask("PUBLISH", "c", "marker" + markers);
        }
        oneStream.upTo("marker" + markers);
        otherStream.upTo("marker" + markers);
        markers++;
    }

    Streams end() throws IOException {
        String marker = "marker" + markers++;
        for (Peer peer : peers()) {
            peer.ask("PUBLISH", "c", marker);
        }
        return new Streams(oneStream.upTo(marker), otherStream.upTo(marker));
    }

    static void assertSame(Streams streams, String of) {
        int parting = streams.parting();
        assertThat(parting).as("%s%n%s", of, streams.around(parting)).isEqualTo(-1);
    }

    void assertSame(String... commands) throws IOException {
        var words = new ArrayList<List<String>>();
        for (String command : commands) {
            words.add(List.of(command.split(" ")));
        }
        assertSame(streamsOf(words), String.join("; ", commands));
    }
}
