package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// Files in and out of a container, running or not, over the engine's archive call: no folder of
/// this machine is mounted, so the engine may be a remote one.
final class Archive {
    private static final int READABLE = 0644;

    /// redis-server loads no module that nobody may execute.
    private static final int EXECUTABLE = 0755;

    private Archive() {}

    /// Puts one file into a folder that exists.
    ///
    /// @param name may hold folders, which are created
    static void put(
            DockerClient client, String container, String folder, String name, byte[] content) {
        put(client, container, folder, name, content, READABLE);
    }

    /// The same for what is executed.
    static void putProgram(
            DockerClient client, String container, String folder, String name, byte[] content) {
        put(client, container, folder, name, content, EXECUTABLE);
    }

    private static void put(
            DockerClient client,
            String container,
            String folder,
            String name,
            byte[] content,
            int mode) {
        put(client, container, folder, Map.of(name, content), mode);
    }

    /// Puts several files at once, by name.
    static void put(
            DockerClient client, String container, String folder, Map<String, byte[]> files) {
        put(client, container, folder, files, READABLE);
    }

    private static void put(
            DockerClient client,
            String container,
            String folder,
            Map<String, byte[]> files,
            int mode) {
        var tar = new ByteArrayOutputStream();
        try (var out = new TarArchiveOutputStream(tar)) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (var file : files.entrySet()) {
                var entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                entry.setMode(mode);
                out.putArchiveEntry(entry);
                out.write(file.getValue());
                out.closeArchiveEntry();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        client.copyArchiveToContainerCmd(container)
                .withRemotePath(folder)
                .withTarInputStream(new ByteArrayInputStream(tar.toByteArray()))
                .exec();
    }

    /// Empty when there is no such file.
    static Optional<byte[]> get(DockerClient client, String container, String path) {
        try (InputStream raw = client.copyArchiveFromContainerCmd(container, path).exec();
                var tar = new TarArchiveInputStream(raw)) {
            return tar.getNextEntry() == null ? Optional.empty() : Optional.of(tar.readAllBytes());
        } catch (NotFoundException absent) {
            return Optional.empty();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// One byte of a file; empty when there is no such file or it is shorter.
    static OptionalInt byteAt(DockerClient client, String container, String path, long offset) {
        try (InputStream raw = client.copyArchiveFromContainerCmd(container, path).exec();
                var tar = new TarArchiveInputStream(raw)) {
            TarArchiveEntry entry = tar.getNextEntry();
            if (entry == null || entry.getSize() <= offset) {
                return OptionalInt.empty();
            }
            tar.skipNBytes(offset);
            return OptionalInt.of(tar.read());
        } catch (NotFoundException absent) {
            return OptionalInt.empty();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// The size of a file; empty when there is none.
    static OptionalLong bytes(DockerClient client, String container, String path) {
        try (InputStream raw = client.copyArchiveFromContainerCmd(container, path).exec();
                var tar = new TarArchiveInputStream(raw)) {
            TarArchiveEntry entry = tar.getNextEntry();
            return entry == null ? OptionalLong.empty() : OptionalLong.of(entry.getSize());
        } catch (NotFoundException absent) {
            return OptionalLong.empty();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
