package dev.firedrill.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Everybody who may authenticate: the default user, whose password `requirepass` is, and those of
/// `user` lines and of the `aclfile`. An immutable value; CONFIG SET requirepass makes another one.
///
/// What would leave the server more open than its configuration says is refused at the start,
/// because there are no access control lists here.
public final class AccessUsers {
    /// As whom a client comes that has not said otherwise.
    public static final String DEFAULT = "default";

    private final Map<String, AccessUser> users;

    private AccessUsers(Map<String, AccessUser> users) {
        this.users = users;
    }

    /// One `user` line, for the time until all lines are known.
    record Line(int number, String text, List<String> words) {}

    static AccessUsers withoutLines() {
        var users = new TreeMap<String, AccessUser>();
        users.put(DEFAULT, AccessUser.openToAll());
        return new AccessUsers(users);
    }

    /// A line on its own, as soon as it is read.
    static void check(Line line, List<Line> before) throws ConfigRefused {
        List<String> words = line.words;
        if (before.stream().anyMatch(other -> other.words.get(1).equals(words.get(1)))) {
            throw declaration(
                    line,
                    words.get(1),
                    "Duplicate user found. A user can only be defined once in config files");
        }
        var user = new AccessUser(words.get(1), false);
        List<String> rules;
        try {
            rules = selectorsJoined(words.subList(2, words.size()));
        } catch (AccessUser.BadRule bad) {
            throw declaration(line, words.get(1), String.valueOf(bad.getMessage()));
        }
        for (int i = 0; i < rules.size(); i++) {
            try {
                user.apply(rules.get(i));
            } catch (AccessUser.BadRule bad) {
                // redis-server counts from another place, and so names the word before the last.
                throw declaration(line, words.get(i), String.valueOf(bad.getMessage()));
            }
        }
    }

    private static ConfigRefused declaration(Line line, String word, String why) {
        return new ConfigRefused(
                line.number, line.text, "Error in user declaration '" + word + "': " + why);
    }

    /// A selector may hold blanks.
    private static List<String> selectorsJoined(List<String> words) throws AccessUser.BadRule {
        var rules = new ArrayList<String>();
        StringBuilder selector = null;
        for (String word : words) {
            if (selector == null && word.startsWith("(") && !word.endsWith(")")) {
                selector = new StringBuilder(word);
            } else if (selector == null) {
                rules.add(word);
            } else {
                selector.append(' ').append(word);
                if (word.endsWith(")")) {
                    rules.add(selector.toString());
                    selector = null;
                }
            }
        }
        if (selector != null) {
            throw new AccessUser.BadRule("Unknown command or category name in ACL");
        }
        return rules;
    }

    /// @param hearsAll `acl-pubsub-default allchannels`
    /// @throws ConfigRefused for the first line whose restrictions this server cannot enforce
    static AccessUsers of(List<Line> lines, boolean hearsAll) throws ConfigRefused {
        AccessUsers found = withoutLines();
        for (Line line : lines) {
            AccessUser user = userOf(line, hearsAll);
            String lacks = user.lacks();
            if (!lacks.isEmpty()) {
                throw new ConfigRefused(
                        line.number,
                        line.text,
                        "User '"
                                + user.name()
                                + "' is kept from "
                                + lacks
                                + ". There are no access control lists here, so this server would be"
                                + " more open than the line says: give the user all rights, or turn"
                                + " it off.");
            }
            found.users.put(user.name(), user);
        }
        return found;
    }

    private static AccessUser userOf(Line line, boolean hearsAll) throws ConfigRefused {
        String name = line.words.get(1);
        if (name.chars().anyMatch(c -> c == ' ' || c == 0 || (c >= '\t' && c <= '\r'))) {
            throw new ConfigRefused(line.number, line.text, "Spaces not allowed in ACL usernames");
        }
        var user = new AccessUser(name, hearsAll);
        try {
            for (String rule : selectorsJoined(line.words.subList(2, line.words.size()))) {
                user.apply(rule);
            }
        } catch (AccessUser.BadRule bad) {
            throw declaration(line, name, String.valueOf(bad.getMessage()));
        }
        return user;
    }

    /// The lines of an `aclfile`.
    ///
    /// @throws ConfigRefused with every line that redis-server would name
    static List<Line> linesOf(String path, String text) throws ConfigRefused {
        var lines = new ArrayList<Line>();
        var errors = new StringBuilder();
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty()) {
                continue;
            }
            List<String> words = List.of(line.split("[ \\t]+", -1));
            if (!words.getFirst().equals("user") || words.size() < 2) {
                errors.append(path)
                        .append(':')
                        .append(number)
                        .append(" should start with user keyword followed by the username. ");
                continue;
            }
            var read = new Line(number, line, words);
            try {
                check(read, lines);
                lines.add(read);
            } catch (ConfigRefused refused) {
                String why = String.valueOf(refused.getMessage());
                errors.append(
                        why.contains("Duplicate user")
                                ? "WARNING: Duplicate user '"
                                        + words.get(1)
                                        + "' found on line "
                                        + number
                                        + ". "
                                : path
                                        + ":"
                                        + number
                                        + ": "
                                        + why.substring(why.indexOf("': ") + 3)
                                        + ". ");
            }
        }
        if (!errors.isEmpty()) {
            throw ConfigRefused.logged(
                    "Aborting Redis startup because of ACL errors: "
                            + errors
                            + "WARNING: ACL errors detected, no change to the previously active"
                            + " ACL rules was performed");
        }
        return lines;
    }

    public @Nullable AccessUser find(String name) {
        return users.get(name);
    }

    public AccessUser defaultUser() {
        AccessUser user = users.get(DEFAULT);
        return user == null ? AccessUser.openToAll() : user;
    }

    /// Whether a client is let in before it has authenticated.
    public boolean open() {
        return defaultUser().enabled() && defaultUser().noPassword();
    }

    /// @param password one character for each byte
    public boolean accepts(String user, String password) {
        AccessUser known = users.get(user);
        return known != null && known.accepts(password);
    }

    /// Those whose line lacks an `on`: mostly a mistake.
    public List<String> disabled() {
        return users.values().stream()
                .filter(user -> !user.enabled())
                .map(AccessUser::name)
                .toList();
    }

    /// As `requirepass` has it; empty for none.
    AccessUsers withDefaultPassword(String password) {
        var changed = new TreeMap<>(users);
        changed.put(DEFAULT, defaultUser().withPassword(password));
        return new AccessUsers(changed);
    }

    /// Brings `user` lines of a file to what is running now.
    String rewritten(String text) {
        var lines = new ArrayList<String>();
        for (String line : text.split("\n", -1)) {
            AccessUser user = userOn(line);
            lines.add(user == null ? line : user.line());
        }
        return String.join("\n", lines);
    }

    private @Nullable AccessUser userOn(String line) {
        List<String> words = ConfigWords.split(line.strip());
        boolean named =
                words != null && words.size() > 1 && words.getFirst().equalsIgnoreCase("user");
        return named && words != null ? users.get(words.get(1)) : null;
    }
}
