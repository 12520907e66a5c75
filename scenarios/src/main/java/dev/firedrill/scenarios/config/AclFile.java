package dev.firedrill.scenarios.config;

import dev.firedrill.engine.config.ConfigWords;
import java.util.ArrayList;
import java.util.List;

/// The file that `aclfile` names. A node has no such file: its lines become `user` lines of
/// redis.conf, which mean the same.
///
/// @param file as the user would name it
/// @param directive the `aclfile` line
record AclFile(String file, String text, OwnLine directive) {
    /// Whoever the file does not name is as in a server without a configuration: `requirepass` does
    /// not count beside an ACL file (ran: redis-server 7.0.15).
    private static final String OPEN = "user default on nopass ~* &* +@all";

    void into(List<OwnLine> lines) throws ConfigurationRefused {
        for (OwnLine line : lines) {
            if (line.directive().equals("user")) {
                throw ConfigurationRefused.at(
                        line.file(),
                        line.number(),
                        "a user is defined here and others in the aclfile "
                                + file
                                + ", which no server takes");
            }
        }
        lines.addAll(users());
    }

    /// Words are separated by blanks, and quotes mean nothing, unlike in redis.conf.
    private List<OwnLine> users() throws ConfigurationRefused {
        var users = new ArrayList<OwnLine>();
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty()) continue;
            List<String> words = List.of(line.split("[ \\t]+", -1));
            if (!words.getFirst().equals("user") || words.size() < 2) {
                throw ConfigurationRefused.at(
                        file, number, "a line of an ACL file begins with user and a name");
            }
            users.add(new OwnLine(file, number, quoted(words), words));
        }
        boolean namesDefault =
                users.stream().anyMatch(user -> user.words().get(1).equals("default"));
        if (!namesDefault) {
            users.add(
                    new OwnLine(
                            directive.file(),
                            directive.number(),
                            OPEN,
                            List.of(OPEN.split(" ", -1))));
        }
        return users;
    }

    private static String quoted(List<String> words) {
        return String.join(" ", words.stream().map(ConfigWords::quoted).toList());
    }
}
