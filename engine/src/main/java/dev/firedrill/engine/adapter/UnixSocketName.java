package dev.firedrill.engine.adapter;

import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// The name under which a Unix socket is bound. Netty writes it in UTF-8, and the kernel takes at
/// most 107 bytes. redis-server stands in `dir` and binds whatever bytes a relative name has, in a
/// folder as deep as it likes; so where the whole name does not fit, the socket is bound through a
/// short link to its folder and then moved to its name.
final class UnixSocketName implements AutoCloseable {
    static final int BYTES_MAX = 107;

    private final Path path;
    private final DomainSocketAddress address;

    /// A temporary folder with the link in it.
    private final Optional<Path> detour;

    private UnixSocketName(Path path, DomainSocketAddress address, Optional<Path> detour) {
        this.path = path;
        this.address = address;
        this.detour = detour;
    }

    static UnixSocketName of(Path path) throws IOException {
        byte[] bytes = FileNames.bytes(path).getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length <= BYTES_MAX) {
            try {
                String text =
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(bytes))
                                .toString();
                return new UnixSocketName(path, new DomainSocketAddress(text), Optional.empty());
            } catch (CharacterCodingException notUtf8) {
                // Through the link.
            }
        }
        Path folder = Files.createTempDirectory("firedrill-");
        Files.createSymbolicLink(folder.resolve("to"), path.resolveSibling("."));
        var address = new DomainSocketAddress(folder + "/to/" + folder.getFileName());
        return new UnixSocketName(path, address, Optional.of(folder));
    }

    DomainSocketAddress address() {
        return address;
    }

    /// To be called once the socket is bound.
    void bound() throws IOException {
        if (detour.isPresent()) {
            Files.move(Path.of(address.path()), path, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Override
    public void close() throws IOException {
        if (detour.isPresent()) {
            Files.deleteIfExists(detour.get().resolve("to"));
            Files.deleteIfExists(detour.get());
        }
    }
}
