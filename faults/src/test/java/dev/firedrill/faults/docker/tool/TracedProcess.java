package dev.firedrill.faults.docker.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/// A [DiskUser] that a test traces. It is no child of the test's process: the JDK waits for the end
/// of each child, and would take a stop for one.
final class TracedProcess implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ProcessHandle process;
    private final Path log;

    /// @param folder for what it prints
    TracedProcess(Path folder, Path data, Path other) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "tracing is for Linux on x86-64");
        log = Files.createTempFile(folder, "disk-user", ".log");
        Process shell =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "log=$1; shift; \"$@\" >\"$log\" 2>&1 </dev/null & echo $!",
                                "sh",
                                log.toString(),
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                DiskUser.class.getName(),
                                data.toString(),
                                other.toString())
                        .start();
        String pid = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        shell.waitFor();
        process = ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
        awaitLine(0, "time ");
    }

    int pid() {
        return (int) process.pid();
    }

    /// A line that it prints from now on, after the one that it is printing.
    private String awaitLine(int skipped, String beginning) throws IOException {
        long from = Files.size(log);
        var found = new AtomicReference<String>("");
        Awaitility.await()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    String text = Files.readString(log).substring((int) from);
                    List<String> lines =
                            text.substring(0, text.lastIndexOf('\n') + 1)
                                    .lines()
                                    .filter(line -> line.startsWith(beginning))
                                    .toList();
                    if (lines.size() > skipped) found.set(lines.get(skipped));
                    return lines.size() > skipped;
                });
        return found.get().substring(beginning.length());
    }

    void awaitSays(String kind, String outcome) throws IOException {
        assertThat(awaitLine(1, kind + " ")).as(kind).isEqualTo(outcome);
    }

    /// By how much its clock is ahead of ours.
    long aheadMillis() throws IOException {
        return Long.parseLong(awaitLine(1, "time ")) - System.currentTimeMillis();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /// A tracer of it, on a thread of its own.
    static final class Traced implements AutoCloseable {
        private final List<String> answers = new CopyOnWriteArrayList<>();
        private final Tracer tracer;
        private final Thread thread;
        private long number;

        Traced(TracedProcess child, Path folder) {
            tracer = new Tracer(folder, answers::add);
            thread =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                try {
                                    tracer.run(child.pid());
                                } catch (IOException refused) {
                                    answers.add("no " + refused.getMessage());
                                }
                            });
            await(List.of("tracing", "no "));
            Assumptions.assumeTrue(answers.contains("tracing"), () -> answers.toString());
        }

        private String await(List<String> beginnings) {
            Awaitility.await().atMost(SOON).until(() -> find(beginnings) != null);
            return String.valueOf(find(beginnings));
        }

        private @org.jspecify.annotations.Nullable String find(List<String> beginnings) {
            return answers.stream()
                    .filter(line -> beginnings.stream().anyMatch(line::startsWith))
                    .findFirst()
                    .orElse(null);
        }

        void follow(DiskState disk) {
            number++;
            tracer.order(new Orders(number, Orders.Task.FOLLOW, disk));
            await(List.of(number + " following"));
        }

        Rehearsed rehearse(DiskState disk) {
            number++;
            tracer.order(new Orders(number, Orders.Task.REHEARSE, disk));
            String begin = number + " rehearsed ";
            return Rehearsed.parse(await(List.of(begin)).substring(begin.length()));
        }

        @Override
        public void close() {
            number++;
            tracer.order(new Orders(number, Orders.Task.LEAVE, DiskState.SOUND));
            Awaitility.await("it lets go").atMost(SOON).until(() -> !thread.isAlive());
        }
    }
}
