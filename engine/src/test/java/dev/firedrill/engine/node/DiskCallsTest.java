package dev.firedrill.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DiskCallsTest {
    /// Carries requests out at once, tells of them later.
    private static final class MemoryDisk implements Disk {
        private record Told(DiskTicket ticket, DiskOutcome outcome) {}

        private final Map<String, byte[]> files = new TreeMap<>();
        private final ArrayList<Told> told = new ArrayList<>();
        private boolean renameFails;
        private long tickets;

        private DiskTicket answer(DiskOutcome outcome) {
            var ticket = new DiskTicket(++tickets);
            told.add(new Told(ticket, outcome));
            return ticket;
        }

        private DiskTicket done() {
            return answer(new DiskOutcome.Done());
        }

        void tellAll(DiskCalls calls) {
            while (!told.isEmpty()) {
                Told next = told.removeFirst();
                calls.completed(next.ticket, next.outcome);
            }
        }

        byte[] bytes(String path) {
            return files.getOrDefault(path, new byte[0]);
        }

        String text(String path) {
            return new String(bytes(path), StandardCharsets.US_ASCII);
        }

        @Override
        public DiskTicket read(String path, long offset, int lengthMax) {
            return answer(new DiskOutcome.Bytes(ByteBuffer.wrap(bytes(path))));
        }

        @Override
        public DiskTicket size(String path) {
            return answer(new DiskOutcome.Size(bytes(path).length));
        }

        @Override
        public DiskTicket list(String folder) {
            return answer(new DiskOutcome.Names(new ArrayList<>(files.keySet())));
        }

        @Override
        public DiskTicket append(String path, ByteBuffer bytes) {
            var whole = new ByteArrayOutputStream();
            whole.writeBytes(bytes(path));
            byte[] more = new byte[bytes.remaining()];
            bytes.get(more);
            whole.writeBytes(more);
            files.put(path, whole.toByteArray());
            return done();
        }

        @Override
        public DiskTicket fsync(String path) {
            return done();
        }

        @Override
        public DiskTicket fsyncFolder(String folder) {
            return done();
        }

        @Override
        public DiskTicket truncate(String path, long length) {
            return done();
        }

        @Override
        public DiskTicket rename(String from, String to) {
            if (renameFails) {
                return answer(
                        new DiskOutcome.Failed(
                                DiskOutcome.Kind.INPUT_OUTPUT, "Device or resource busy", 0));
            }
            files.put(to, bytes(from));
            files.remove(from);
            return done();
        }

        @Override
        public DiskTicket delete(String path) {
            files.remove(path);
            return done();
        }

        @Override
        public DiskTicket createFolder(String folder) {
            return done();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// As with a redis.conf that is mounted into a container on its own: it cannot be replaced.
    @Test
    void aReplacementThatFailsLeavesTheOldFileAndNothingElse() {
        var disk = new MemoryDisk();
        var calls = new DiskCalls(disk);
        disk.files.put("d/redis.conf", bytes("old"));
        disk.renameFails = true;
        var told = new ArrayList<DiskOutcome>();

        calls.replace("d", "redis.conf", bytes("new"), told::add);
        disk.tellAll(calls);

        assertThat(told)
                .containsExactly(
                        new DiskOutcome.Failed(
                                DiskOutcome.Kind.INPUT_OUTPUT, "Device or resource busy", 0));
        assertThat(disk.files.keySet()).containsExactly("d/redis.conf");
        assertThat(disk.text("d/redis.conf")).isEqualTo("old");
    }

    /// Two clients ask for CONFIG REWRITE before the first is done.
    @Test
    void twoReplacementsAtOnceDoNotMix() {
        var disk = new MemoryDisk();
        var calls = new DiskCalls(disk);
        var told = new ArrayList<DiskOutcome>();

        calls.replace("d", "redis.conf", bytes("first"), told::add);
        calls.replace("d", "redis.conf", bytes("second"), told::add);
        disk.tellAll(calls);

        assertThat(told).containsExactly(new DiskOutcome.Done(), new DiskOutcome.Done());
        assertThat(disk.files.keySet()).containsExactly("d/redis.conf");
        assertThat(disk.text("d/redis.conf")).isEqualTo("second");
    }
}
