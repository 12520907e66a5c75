package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads what a container's process prints, line by line, over all its starts.
final class LogFollower implements AutoCloseable {
    private final DockerClient client;
    private final String container;
    private final Consumer<String> lines;
    private final StringBuilder partial = new StringBuilder();

    /// The engine's time stamp of the last line: a stream that is opened again after a restart
    /// begins with what was read before.
    private String last = "";

    private @Nullable Following following;

    LogFollower(DockerClient client, String container, Consumer<String> lines) {
        this.client = client;
        this.container = container;
        this.lines = lines;
    }

    private final class Following extends ResultCallback.Adapter<Frame> {
        @Override
        public void onNext(Frame frame) {
            read(new String(frame.getPayload(), StandardCharsets.UTF_8));
        }
    }

    /// From now on, until the process ends; the stream ends with it.
    synchronized void follow() {
        close();
        following =
                client.logContainerCmd(container)
                        .withStdOut(true)
                        .withStdErr(true)
                        .withTimestamps(true)
                        .withFollowStream(true)
                        .exec(new Following());
    }

    private synchronized void read(String text) {
        partial.append(text);
        int end = partial.indexOf("\n");
        while (end >= 0) {
            stamped(partial.substring(0, end));
            partial.delete(0, end + 1);
            end = partial.indexOf("\n");
        }
    }

    /// `2026-01-02T03:04:05.123456789Z text`; nine digits, so time stamps compare as text.
    private void stamped(String line) {
        int space = line.indexOf(' ');
        if (space < 0) {
            return;
        }
        String stamp = line.substring(0, space);
        if (stamp.compareTo(last) > 0) {
            last = stamp;
            lines.accept(line.substring(space + 1));
        }
    }

    @Override
    public synchronized void close() {
        Following open = following;
        following = null;
        partial.setLength(0);
        if (open != null) {
            try {
                open.close();
            } catch (IOException alreadyEnded) {
                // The stream has ended with its process.
            }
        }
    }
}
