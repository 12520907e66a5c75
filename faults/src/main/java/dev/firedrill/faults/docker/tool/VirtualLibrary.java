package dev.firedrill.faults.docker.tool;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// The library that the kernel maps into a process (vDSO): through its functions a process reads
/// the clock. Each process has a copy of its own once somebody writes to it.
final class VirtualLibrary {
    // ELF, 64 bits.
    private static final int SECTIONS_AT = 0x28;
    private static final int SECTION_BYTES_AT = 0x3a;
    private static final int SECTION_COUNT_AT = 0x3c;
    private static final int DYNAMIC_SYMBOLS = 11;
    private static final int TYPE = 4;
    private static final int OFFSET = 0x18;
    private static final int SIZE = 0x20;
    private static final int LINK = 0x28;
    private static final int SYMBOL_BYTES = 24;
    private static final int VALUE = 8;

    private static final int ALIGNED = -16;

    private final Path memory;
    private final long address;
    private final ByteBuffer image;

    private VirtualLibrary(Path memory, long address, byte[] image) {
        this.memory = memory;
        this.address = address;
        this.image = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// @throws IOException when the process has none, or may not be looked at
    static VirtualLibrary of(int process) throws IOException {
        Path folder = Path.of("/proc", Integer.toString(process));
        for (String line : Files.readAllLines(folder.resolve("maps"))) {
            if (line.endsWith("[vdso]")) {
                List<String> range = List.of(line.substring(0, line.indexOf(' ')).split("-", -1));
                long from = Long.parseUnsignedLong(range.get(0), 16);
                byte[] image = new byte[(int) (Long.parseUnsignedLong(range.get(1), 16) - from)];
                try (var file = new RandomAccessFile(folder.resolve("mem").toFile(), "r")) {
                    file.seek(from);
                    file.readFully(image);
                }
                return new VirtualLibrary(folder.resolve("mem"), from, image);
            }
        }
        throw new IOException("process " + process + " has no vDSO");
    }

    /// Where a function begins, from the beginning of the library.
    int function(String name) throws IOException {
        int sections = (int) image.getLong(SECTIONS_AT);
        int bytes = image.getShort(SECTION_BYTES_AT);
        int count = image.getShort(SECTION_COUNT_AT);
        for (int i = 0; i < count; i++) {
            int section = sections + i * bytes;
            if (image.getInt(section + TYPE) == DYNAMIC_SYMBOLS) {
                int names =
                        (int)
                                image.getLong(
                                        sections + image.getInt(section + LINK) * bytes + OFFSET);
                int from = (int) image.getLong(section + OFFSET);
                int end = from + (int) image.getLong(section + SIZE);
                for (int symbol = from; symbol < end; symbol += SYMBOL_BYTES) {
                    if (text(names + image.getInt(symbol)).equals(name)) {
                        return (int) image.getLong(symbol + VALUE);
                    }
                }
            }
        }
        throw new IOException("the vDSO has no " + name);
    }

    private String text(int from) {
        int end = from;
        while (image.get(end) != 0) {
            end++;
        }
        return new String(image.array(), from, end - from, StandardCharsets.US_ASCII);
    }

    /// The offset of an unused range of this size at the end of the image; empty when there is
    /// none.
    OptionalLong room(int bytes) {
        int end = image.capacity();
        int from = end;
        while (from > 0 && image.get(from - 1) == 0) {
            from--;
        }
        int aligned = from - ALIGNED & ALIGNED;
        return aligned + bytes <= end ? OptionalLong.of(aligned) : OptionalLong.empty();
    }

    byte[] bytes(int from, int length) {
        byte[] some = new byte[length];
        image.get(from, some);
        return some;
    }

    /// Changes the copy of this process. Its threads have to stand still.
    void write(int from, byte[] bytes) throws IOException {
        try (var file = new RandomAccessFile(memory.toFile(), "rw")) {
            file.seek(address + from);
            file.write(bytes);
        }
        image.put(from, bytes);
    }
}
