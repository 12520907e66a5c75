package dev.firedrill.faults.lab;

import dev.firedrill.engine.config.ConfigLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// How the lab gets into a server: as whom it authenticates, and the names to which the server's
/// commands answer. It follows from the redis.conf and the command line with which the server's
/// process was started. The lab authenticates each connection before anybody else may use it, so
/// that clients and observers do as with an open server.
///
/// @param login what follows AUTH; empty for a server that lets everybody in
/// @param obstacles why the server cannot be used, each in one clause; mostly none
public record Access(List<String> login, CommandNames names, List<String> obstacles) {
    /// Without these a lab can neither see that a server is up nor what it does.
    private static final List<String> NEEDED = List.of("PING", "INFO");

    public Access {
        login = List.copyOf(login);
        obstacles = List.copyOf(obstacles);
    }

    /// @param redisConf as the server reads it
    public static Access of(String redisConf, List<String> arguments) {
        return of(redisConf, arguments, new ConfiguredUsers());
    }

    /// Into the same server once it has started again with the redis.conf that it has now, in which
    /// CONFIG REWRITE may have put hashes in place of passwords.
    public Access afterStartWith(String redisConf, List<String> arguments) {
        var users = new ConfiguredUsers();
        if (!login.isEmpty()) {
            users.know(login.getLast());
        }
        return of(redisConf, arguments, users);
    }

    private static Access of(String redisConf, List<String> arguments, ConfiguredUsers users) {
        var names = new CommandNames();
        int fileLines = ConfigLine.lineCount(redisConf);
        var lines = new ArrayList<>(ConfigLine.ofFile(redisConf));
        lines.addAll(ConfigLine.ofCommandLine(redisConf, arguments));
        for (ConfigLine line : lines) {
            // The server refuses a line whose quotes are not balanced.
            if (line.balanced()) {
                String where =
                        line.number() <= fileLines
                                ? "line " + line.number() + " of redis.conf"
                                : "the command line";
                names.read(line.words(), where);
                users.read(line.words(), where);
            }
        }
        return of(names, users);
    }

    private static Access of(CommandNames names, ConfiguredUsers users) {
        var obstacles = new ArrayList<String>();
        Optional<List<String>> login = users.login();
        if (login.isEmpty()) {
            obstacles.add(users.obstacle());
        }
        for (String command : NEEDED) {
            names.whyDisabled(command).ifPresent(obstacles::add);
        }
        if (login.isPresent() && !login.get().isEmpty()) {
            names.whyDisabled("AUTH").ifPresent(obstacles::add);
        }
        return new Access(login.orElse(List.of()), names, obstacles);
    }

    public static Access of(NodeSpec spec) {
        return of(spec.redisConf(), spec.arguments());
    }

    /// @throws LabUnavailable for the first server that a lab cannot get into or cannot observe
    public static void require(List<NodeSpec> nodes) throws LabUnavailable {
        for (NodeSpec node : nodes) {
            Access access = of(node);
            if (!access.obstacles.isEmpty()) {
                throw new LabUnavailable(
                        String.format(
                                Locale.ROOT,
                                "no lab can run node %s: %s.",
                                node.id(),
                                String.join("; ", access.obstacles)));
            }
        }
    }

    /// Why the server will not carry out this command, whatever its arguments are; empty when it
    /// may.
    public Optional<String> refusal(List<String> command) {
        return command.isEmpty() ? Optional.empty() : names.whyDisabled(command.getFirst());
    }

    /// What gets into the server after it has carried out this command: CONFIG SET requirepass is
    /// the default user's password from then on.
    public Access after(List<String> command) {
        Access now = this;
        boolean sets =
                command.size() >= 4
                        && command.get(0).equalsIgnoreCase("CONFIG")
                        && command.get(1).equalsIgnoreCase("SET");
        for (int i = 2; sets && i + 1 < command.size(); i += 2) {
            boolean byDefaultUser = now.login.size() < 2;
            if (byDefaultUser && command.get(i).equalsIgnoreCase("requirepass")) {
                String password = command.get(i + 1);
                now =
                        new Access(
                                password.isEmpty() ? List.of() : List.of(password),
                                names,
                                obstacles);
            }
        }
        return now;
    }

    /// Opens a connection whose listener finds it authenticated, and on which commands go by their
    /// usual names.
    ///
    /// @param connect opens a connection as it is
    public ClientConnection open(
            ClientListener listener, Function<ClientListener, ClientConnection> connect) {
        if (login.isEmpty() && names.usual()) {
            return connect.apply(listener);
        }
        var connection = new AuthenticatedConnection(this, listener);
        connection.over(connect.apply(connection));
        return connection;
    }

    /// What a command has to be called on this server.
    public String present(String usual) {
        return names.present(usual);
    }

    /// The command as the server knows it.
    List<byte[]> translated(List<byte[]> command) {
        String name = new String(command.getFirst(), StandardCharsets.ISO_8859_1);
        String present = names.present(name);
        if (present.equals(name)) {
            return command;
        }
        var translated = new ArrayList<>(command);
        translated.set(0, present.getBytes(StandardCharsets.ISO_8859_1));
        return translated;
    }

    /// AUTH with its arguments; empty where nobody has to authenticate.
    public List<String> authentication() {
        var command = new ArrayList<String>();
        if (!login.isEmpty()) {
            command.add(names.present("AUTH"));
            command.addAll(login);
        }
        return command;
    }

    /// Without the password: an access may stand in a message.
    @Override
    public String toString() {
        return login.isEmpty() ? "open" : "with a password";
    }
}
