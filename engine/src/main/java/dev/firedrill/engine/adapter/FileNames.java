package dev.firedrill.engine.adapter;

import dev.firedrill.engine.base.Invariants;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// Names of files as the kernel has them: bytes, one in each character, as the configuration and
/// the node carry them.
///
/// `Path.of(String)` would encode a name in whatever the locale says, and a name that this encoding
/// lacks (`données` with `LC_ALL=C`, a byte that is no UTF-8 anywhere) could not be opened. A URI's
/// escapes stand for bytes in every locale, so a name that is not plain ASCII takes that way, in
/// both directions. The folder in which the process was started is asked of the kernel too:
/// `user.dir` has gone through the locale's encoding.
public final class FileNames {
    private static final String HEX = "0123456789ABCDEF";

    private FileNames() {}

    /// Read once: the JVM cannot change its working folder.
    private static final class Start {
        static final String FOLDER = read();

        private static String read() {
            try {
                return bytes(Files.readSymbolicLink(Path.of("/proc/self/cwd")));
            } catch (IOException noProcessFolder) {
                return bytes(Path.of("").toAbsolutePath());
            }
        }
    }

    /// The folder in which the process was started.
    public static String startFolder() {
        return Start.FOLDER;
    }

    /// A relative name as seen from a folder. Leading `../` are taken away, as redis-server does it
    /// with the name of its configuration file.
    ///
    /// @param folder without symbolic links, or `../` could lead elsewhere
    public static String absolute(String folder, String name) {
        if (name.startsWith("/")) {
            return name;
        }
        String above = folder.endsWith("/") ? folder : folder + "/";
        String below = name;
        while (below.startsWith("../")) {
            below = below.substring(3);
            above = above.substring(0, above.lastIndexOf('/', Math.max(0, above.length() - 2)) + 1);
        }
        return above + below;
    }

    /// The file of that name; a relative one starts where the process was started. A name ends
    /// before its first zero byte, as it does in redis-server.
    public static Path path(String name) {
        int zero = name.indexOf('\0');
        String ended = zero < 0 ? name : name.substring(0, zero);
        String whole = ended.startsWith("/") ? ended : absolute(startFolder(), ended);
        return isAscii(whole) ? Path.of(whole) : Path.of(URI.create("file://" + escaped(whole)));
    }

    /// The bytes of a file's absolute name.
    public static String bytes(Path path) {
        String text = path.toString();
        if (isAscii(text) && path.isAbsolute()) {
            return text;
        }
        String uri = path.toUri().getRawPath();
        String whole =
                uri.length() > 1 && uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
        var bytes = new StringBuilder();
        for (int i = 0; i < whole.length(); i++) {
            char c = whole.charAt(i);
            if (c == '%') {
                bytes.append((char) Integer.parseInt(whole, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.append(c);
            }
        }
        return bytes.toString();
    }

    /// The bytes of a file's name in its folder.
    public static String lastBytes(Path path) {
        String whole = bytes(path);
        return whole.substring(whole.lastIndexOf('/') + 1);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static String escaped(String bytes) {
        var escaped = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            Invariants.check(c <= 0xff, "a character of a file name is more than a byte");
            boolean plain = c == '/' || c == '.' || (c < 0x80 && Character.isLetterOrDigit(c));
            if (plain) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return escaped.toString();
    }
}
