package dev.firedrill.engine.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.node.DiskOutcome;
import dev.firedrill.engine.node.DiskTicket;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {
    private record Completed(DiskTicket ticket, DiskOutcome outcome) {}

    @TempDir Path folder;

    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final LinkedBlockingQueue<Completed> completed = new LinkedBlockingQueue<>();
    private final FileDisk disk =
            new FileDisk(loop, (ticket, outcome) -> completed.add(new Completed(ticket, outcome)));

    @AfterEach
    void close() {
        disk.close();
        loop.shutdown();
    }

    @Test
    void outcomesComeInTheOrderOfTheRequests() throws Exception {
        String file = path("log");
        var tickets =
                onLoop(() ->
                        List.of(
                                disk.append(file, bytes("one")),
                                disk.fsync(file),
                                disk.append(file, bytes("two")),
                                disk.fsyncFolder(folder.toString()),
                                disk.append(file, bytes("three"))));

        var seen = new ArrayList<DiskTicket>();
        for (int i = 0; i < tickets.size(); i++) {
            Completed next = next();
            assertThat(next.outcome()).isEqualTo(new DiskOutcome.Done());
            seen.add(next.ticket());
        }
        assertThat(seen).isEqualTo(tickets);
        assertThat(Path.of(file)).hasContent("onetwothree");
    }

    @Test
    void theBytesOfAnAppendAreTakenBeforeItReturns() throws Exception {
        String file = path("log");
        onLoop(() -> {
            ByteBuffer reused = bytes("first");
            var fsync = disk.fsync(file);
            var behind = disk.append(file, reused);
            reused.clear().put(bytes("XXXXX"));
            return List.of(fsync, behind);
        });
        next();
        next();
        assertThat(Path.of(file)).hasContent("first");
    }

    /// Memory that waits for a garbage collection counts for a container's limit meanwhile.
    @Test
    void theMemoryOfAWaitingAppendIsFreedWithoutACollection() throws Exception {
        String file = path("log");
        ByteBuffer piece = ByteBuffer.allocate(1 << 20);
        long before = directBytes();
        for (int i = 0; i < 100; i++) {
            onLoop(() ->
                    List.of(disk.fsyncFolder(folder.toString()), disk.append(file, piece.clear())));
            next();
            next();
        }
        assertThat(Files.size(Path.of(file))).isEqualTo(100L << 20);
        // One piece is what the disk's thread may hold for its own calls.
        assertThat(directBytes() - before).isLessThan(10L << 20);
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void renameReplacesTheTargetEvenWhileBothAreOpen() throws Exception {
        String from = path("temp");
        String to = path("dump");
        onLoop(() -> List.of(disk.append(to, bytes("old")), disk.append(from, bytes("new"))));
        next();
        next();
        onLoop(() ->
                List.of(
                        disk.rename(from, to),
                        disk.append(to, bytes("er")),
                        disk.read(to, 0, 100)));
        next();
        next();
        assertThat(text(next().outcome())).isEqualTo("newer");
        assertThat(Path.of(from)).doesNotExist();
    }

    @Test
    void readsEndAtTheEndOfTheFile() throws Exception {
        String file = path("log");
        onLoop(() -> List.of(disk.append(file, bytes("0123456789"))));
        next();
        onLoop(() ->
                List.of(
                        disk.read(file, 2, 3),
                        disk.read(file, 8, 100),
                        disk.read(file, 10, 100),
                        disk.read(file, 99, 100)));
        assertThat(text(next().outcome())).isEqualTo("234");
        assertThat(text(next().outcome())).isEqualTo("89");
        assertThat(text(next().outcome())).isEmpty();
        assertThat(text(next().outcome())).isEmpty();
    }

    @Test
    void whatTheSystemRefusesIsAnOutcomeWithItsReason() throws Exception {
        onLoop(() ->
                List.of(
                        disk.read(path("absent"), 0, 10),
                        disk.append(path("no/such/folder"), bytes("x")),
                        disk.delete(path("absent")),
                        disk.rename(path("absent"), path("other"))));
        assertThat(next().outcome()).isEqualTo(noSuchFile());
        assertThat(next().outcome()).isEqualTo(noSuchFile());
        assertThat(next().outcome()).isEqualTo(new DiskOutcome.Done());
        assertThat(next().outcome()).isEqualTo(noSuchFile());
    }

    /// /dev/full is the one file that is always out of space.
    @Test
    void aFullDiskIsToldApart() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")));
        onLoop(() -> List.of(disk.append("/dev/full", bytes("x"))));
        assertThat(next().outcome())
                .isEqualTo(
                        new DiskOutcome.Failed(
                                DiskOutcome.Kind.NO_SPACE, "No space left on device", 0));
    }

    @Test
    void namesOfAFolderAreSortedAndTruncationShortens() throws Exception {
        String file = path("b");
        onLoop(() ->
                List.of(
                        disk.append(file, bytes("12345")),
                        disk.append(path("a"), bytes("")),
                        disk.truncate(file, 2),
                        disk.size(file),
                        disk.list(folder.toString())));
        next();
        next();
        next();
        assertThat(next().outcome()).isEqualTo(new DiskOutcome.Size(2));
        assertThat(next().outcome()).isEqualTo(new DiskOutcome.Names(List.of("a", "b")));
    }

    /// Nobody would answer the node's question otherwise, and it waits for ever: for the end of its
    /// loading, for example. A character that is no byte is a bug of whoever asks.
    @Test
    void whatJavaItselfThrowsIsAnOutcomeToo() throws Exception {
        String impossible = path("\u0661");
        onLoop(() ->
                List.of(
                        disk.append(impossible, bytes("at once, by the caller")),
                        disk.read(impossible, 0, 10),
                        disk.append(impossible, bytes("behind, on the thread")),
                        disk.size(impossible),
                        disk.list(impossible),
                        disk.fsync(impossible),
                        disk.fsyncFolder(impossible),
                        disk.truncate(impossible, 1),
                        disk.rename(impossible, path("x")),
                        disk.delete(impossible),
                        disk.createFolder(impossible),
                        disk.size(path("x"))));
        for (int i = 0; i < 11; i++) {
            assertThat(next().outcome())
                    .as("outcome %d", i)
                    .isInstanceOfSatisfying(
                            DiskOutcome.Failed.class,
                            failed ->
                                    assertThat(failed.kind())
                                            .isEqualTo(DiskOutcome.Kind.INPUT_OUTPUT));
        }
        assertThat(next().outcome()).isEqualTo(noSuchFile());
    }

    /// What is no UTF-8 is neither lost nor replaced, in names that are asked for and in names that
    /// are answered.
    @Test
    void aNameIsBytes() throws Exception {
        String below = path("d\u00ff\u00c3\u00a9");
        onLoop(() ->
                List.of(
                        disk.createFolder(below),
                        disk.append(below + "/\u00fe%41", bytes("x")),
                        disk.append(below + "/a\0b", bytes("x")),
                        disk.list(below),
                        disk.size(below + "/\u00fe%41")));
        next();
        next();
        next();
        assertThat(next().outcome()).isEqualTo(new DiskOutcome.Names(List.of("a", "\u00fe%41")));
        assertThat(next().outcome()).isEqualTo(new DiskOutcome.Size(1));
    }

    private static DiskOutcome noSuchFile() {
        return new DiskOutcome.Failed(
                DiskOutcome.Kind.NO_SUCH_FILE, "No such file or directory", 0);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private List<DiskTicket> onLoop(Supplier<List<DiskTicket>> requests) throws Exception {
        return loop.submit(requests::get).get(10, TimeUnit.SECONDS);
    }

    private Completed next() throws InterruptedException {
        @Nullable Completed next = completed.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("an outcome within 10 s").isNotNull();
        return java.util.Objects.requireNonNull(next);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(DiskOutcome outcome) throws IOException {
        if (outcome instanceof DiskOutcome.Bytes(var bytes)) {
            return StandardCharsets.UTF_8.decode(bytes).toString();
        }
        throw new IOException("not bytes: " + outcome);
    }
}
