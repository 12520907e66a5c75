package dev.firedrill.faults.docker.tool;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Runs by itself in the network of the proxy's container, and makes several links one line: what
/// they send leaves at its rate together, however many of them are busy. Prints `ok`, or `no` and
/// what the kernel refuses.
///
/// Usage: `LINE...`, each `BYTES_PER_SECOND=SOURCE,SOURCE...` with a source of packets as `PORT` or
/// `ADDRESS:PORT`; or `check`, which tries it out on a network of its own.
public final class LineTool {
    private static final String TRIAL = "1000000=20000,169.254.1.1:6379";

    private LineTool() {}

    public static void main(String[] arguments) {
        var out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try (var kernel = new RouteSocket()) {
            boolean trial = arguments[0].equals("check");
            var control = new TrafficControl(kernel, networkInterface(trial));
            for (String line : trial ? List.of(TRIAL) : List.of(arguments)) {
                int equals = line.indexOf('=');
                int handle = control.line(Long.parseLong(line.substring(0, equals)));
                for (String source : line.substring(equals + 1).split(",", -1)) {
                    control.sort(TrafficControl.Source.parse(source), handle);
                }
            }
            out.println("ok");
        } catch (IOException refused) {
            out.println("no " + refused.getMessage());
        }
        out.flush();
    }

    /// A container of the lab has one interface beside its own loopback.
    private static int networkInterface(boolean loopback) throws IOException {
        return NetworkInterface.networkInterfaces()
                .filter(one -> isLoopback(one) == loopback)
                .findFirst()
                .orElseThrow(() -> new IOException("there is no network interface"))
                .getIndex();
    }

    private static boolean isLoopback(NetworkInterface one) {
        try {
            return one.isLoopback();
        } catch (IOException gone) {
            return false;
        }
    }
}
