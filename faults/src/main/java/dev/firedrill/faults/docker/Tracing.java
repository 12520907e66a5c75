package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Capability;
import dev.firedrill.faults.docker.tool.DiskState;
import dev.firedrill.faults.docker.tool.DiskTool;
import dev.firedrill.faults.docker.tool.Orders;
import dev.firedrill.faults.docker.tool.Rehearsed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// A [DiskTool] between one process of a server and its disk, in a container of its own that shares
/// the server's process namespace; it ends with that process.
final class Tracing {
    private static final String FOLDER = "/tmp";
    private static final String FILE = "orders";
    private static final String SERVER_PROCESS = "1";
    private static final String BEGUN = "tracing";
    private static final String FOLLOWING = " following";
    private static final String REHEARSED = " rehearsed ";
    private static final Pattern REFUSED = Pattern.compile("\\d+ refused (\\d+)");
    private static final String CANNOT = "no ";

    private static final Duration POLL = Duration.ofMillis(5);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final Duration BEGIN_MAX = Duration.ofSeconds(20);

    private final SideContainers beside;
    private final NodeContainer server;
    private final String container;
    private final LogFollower log;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private long number;

    private Tracing(SideContainers beside, NodeContainer server) {
        this.beside = beside;
        this.server = server;
        container =
                beside.create(
                        DiskTool.class,
                        Confined.beside(Capability.SYS_PTRACE)
                                .withPidMode("container:" + server.id()),
                        List.of("trace", SERVER_PROCESS, NodeContainer.DATA, FOLDER + "/" + FILE));
        log = new LogFollower(beside.client(), container, lines::add);
    }

    /// Why this machine does not allow it; empty when it does.
    static Optional<String> refusal(SideContainers beside) {
        String answer =
                beside.run(
                        DiskTool.class, Confined.beside(Capability.SYS_PTRACE), List.of("check"));
        return answer.equals("ok")
                ? Optional.empty()
                : Optional.of(
                        answer.startsWith(CANNOT) ? answer.substring(CANNOT.length()) : answer);
    }

    /// Returns when every thread of the server is traced, or when that cannot be done.
    ///
    /// @param paused the server stands still, and makes no call that could be answered
    static Tracing begin(
            SideContainers beside, NodeContainer server, DiskState first, boolean paused) {
        var tracing = new Tracing(beside, server);
        tracing.write(Orders.Task.FOLLOW, first);
        DockerClient client = beside.client();
        client.startContainerCmd(tracing.container).exec();
        tracing.log.follow();
        tracing.await(
                BEGIN_MAX,
                line ->
                        (paused && line.equals(BEGUN))
                                || line.endsWith(FOLLOWING)
                                || line.startsWith(CANNOT));
        return tracing;
    }

    private void write(Orders.Task task, DiskState disk) {
        number++;
        byte[] line = new Orders(number, task, disk).line().getBytes(StandardCharsets.US_ASCII);
        Archive.put(beside.client(), container, FOLDER, FILE, line);
    }

    private Optional<String> await(Duration atMost, Predicate<String> wanted) {
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(POLL)
                    .pollInterval(POLL)
                    .atMost(atMost)
                    .until(() -> lines.stream().anyMatch(wanted) || !server.running());
        } catch (ConditionTimeoutException silent) {
            // It says so by saying nothing.
        }
        return lines.stream().filter(wanted).findFirst();
    }

    /// Returns when the server's calls meet such a disk, or when the server has ended.
    void follow(DiskState disk) {
        write(Orders.Task.FOLLOW, disk);
        String taken = number + FOLLOWING;
        await(ANSWER_MAX, taken::equals);
    }

    /// What a write of the server meets; empty when the server has ended or stands still.
    Optional<Rehearsed> rehearse(DiskState disk) {
        write(Orders.Task.REHEARSE, disk);
        String begin = number + REHEARSED;
        return await(ANSWER_MAX.plus(disk.fsyncDelay()), line -> line.startsWith(begin))
                .map(line -> Rehearsed.parse(line.substring(begin.length())));
    }

    /// With which error a call of the server itself was last refused.
    OptionalInt refused() {
        return lines.stream()
                .map(REFUSED::matcher)
                .filter(Matcher::matches)
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .reduce((_, last) -> last);
    }

    /// What it last said.
    String lastWords() {
        return lines.isEmpty() ? "it says nothing" : lines.getLast();
    }

    /// Lets go of the server; of one that stands still by ending the tracer.
    void leave() {
        if (server.running()) {
            write(Orders.Task.LEAVE, DiskState.SOUND);
            await(ANSWER_MAX, "over"::equals);
        }
        forget();
    }

    /// Removes what is left when the traced process has ended.
    void forget() {
        log.close();
        beside.remove(container);
    }
}
