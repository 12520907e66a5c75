package dev.firedrill.faults.docker.mesh;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Gives each call of the Toxiproxy client a deadline; the client has none, and the control API can
/// hang for good when a toxic is removed under load (Toxiproxy issues 412, 558, 210).
///
/// Each call runs on a virtual thread of its own. When its time is over the thread is interrupted,
/// which closes the socket on which it waits, so nothing is left behind. The system properties
/// `sun.net.client.defaultConnectTimeout` and `defaultReadTimeout` are no way out: the JDK reads
/// them once per process, at the first connection of anyone; they would hold for all of a user's
/// own connections; and they limit a single read, which a server that sends a byte now and then
/// never exceeds.
final class TimedCalls {
    /// How long an interrupted call has until the next one begins.
    private static final Duration END_MAX = Duration.ofMillis(500);

    private final Duration answerMax;

    TimedCalls(Duration answerMax) {
        this.answerMax = answerMax;
    }

    /// @param asked after "Toxiproxy was asked to"
    <T> T call(String asked, Callable<T> call) throws ToxiproxyFailed {
        var task = new FutureTask<>(call);
        Thread thread = Thread.ofVirtual().name("toxiproxy").start(task);
        try {
            return task.get(answerMax.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException hung) {
            end(thread);
            throw new ToxiproxyFailed(
                    asked,
                    String.format(
                            Locale.ROOT,
                            "it did not answer within %.1f s",
                            answerMax.toMillis() / 1000.0),
                    hung);
        } catch (InterruptedException interrupted) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new ToxiproxyFailed(asked, "the run was interrupted", interrupted);
        } catch (ExecutionException failed) {
            throw failure(asked, failed.getCause());
        }
    }

    /// An answer that the client cannot read ends in an unchecked exception of its JSON parser.
    private static ToxiproxyFailed failure(String asked, @Nullable Throwable cause) {
        return switch (cause) {
            case Error error -> throw error;
            case IOException refused ->
                    new ToxiproxyFailed(asked, "the call failed: " + refused.getMessage(), refused);
            case null, default ->
                    new ToxiproxyFailed(asked, "its answer cannot be read: " + cause, cause);
        };
    }

    /// Waits for the end, since HttpURLConnection repeats a request whose connection breaks: a
    /// repeated one must not meet the proxy that takes the place of this one.
    private static void end(Thread thread) {
        thread.interrupt();
        try {
            thread.join(END_MAX);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
