package dev.firedrill.scenarios.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Standard output that remembers why it could not be written: Java's own says only that something
/// went wrong.
final class StandardOutput extends FilterOutputStream {
    private static final String READER_LEFT = "Broken pipe";

    private @Nullable IOException failure;

    private StandardOutput(OutputStream out) {
        super(out);
    }

    /// Puts it in the place of `System.out`.
    static StandardOutput install() {
        var output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        System.setOut(new PrintStream(output, true, System.out.charset()));
        return output;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException failed) {
            failure = failure == null ? failed : failure;
            throw failed;
        }
    }

    /// Why something that was printed has not arrived. That the reader of a pipe has left, as
    /// `head` does, is its own choice and no failure.
    Optional<String> failure() {
        System.out.flush();
        return Optional.ofNullable(failure)
                .map(failed -> String.valueOf(failed.getMessage()))
                .filter(reason -> !reason.equals(READER_LEFT));
    }
}
