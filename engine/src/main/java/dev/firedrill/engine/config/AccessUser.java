package dev.firedrill.engine.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Somebody who may authenticate: a `user` line of redis.conf or of an `aclfile`, rule by rule.
///
/// Passwords and whether a user may log in are enforced. Rights are not: a user who can log in has
/// to have all of them, so [#lacks] says which one a line withholds, and such a line is refused.
/// Source: Redis documentation, "ACL"; order of rules and texts as redis-server 7.0.
public final class AccessUser {
    private static final int HASH_LENGTH = 64;

    private final String name;
    private final List<String> passwordHashes = new ArrayList<>();

    /// Every rule about rights, for CONFIG REWRITE.
    private final List<String> otherRules = new ArrayList<>();

    private boolean enabled;
    private boolean noPassword;
    private boolean allKeys;
    private boolean allChannels;
    private boolean allCommands;
    private boolean everyKeyByPattern;
    private boolean everyChannelByPattern;

    /// A rule that redis-server does not take either.
    static final class BadRule extends Exception {
        private static final long serialVersionUID = 1L;

        BadRule(String message) {
            super(message, null, false, false);
        }
    }

    /// With no rights and no way to log in, as each `user` line begins.
    ///
    /// @param hearsAll `acl-pubsub-default allchannels`
    AccessUser(String name, boolean hearsAll) {
        this.name = name;
        allChannels = hearsAll;
    }

    /// The user that a `user` line describes, for somebody who has to log in: a rule that no server
    /// takes changes nothing here.
    public static AccessUser ofRules(String name, List<String> rules) {
        var user = new AccessUser(name, false);
        for (String rule : rules) {
            try {
                user.apply(rule);
            } catch (BadRule refused) {
                // The server says so when it starts.
            }
        }
        return user;
    }

    private AccessUser(AccessUser other) {
        this(other.name, other.allChannels);
        passwordHashes.addAll(other.passwordHashes);
        otherRules.addAll(other.otherRules);
        enabled = other.enabled;
        noPassword = other.noPassword;
        allKeys = other.allKeys;
        allCommands = other.allCommands;
        everyKeyByPattern = other.everyKeyByPattern;
        everyChannelByPattern = other.everyChannelByPattern;
    }

    /// The default user of a configuration that says nothing of it.
    static AccessUser openToAll() {
        var user = new AccessUser(AccessUsers.DEFAULT, true);
        user.enabled = true;
        user.noPassword = true;
        user.allKeys = true;
        user.allCommands = true;
        user.otherRules.addAll(List.of("~*", "&*", "+@all"));
        return user;
    }

    public String name() {
        return name;
    }

    public boolean enabled() {
        return enabled;
    }

    /// Whether any password will do.
    public boolean noPassword() {
        return noPassword;
    }

    /// @param password one character for each byte
    public boolean accepts(String password) {
        return enabled && (noPassword || passwordHashes.contains(hash(password)));
    }

    /// Whether every command on every key is allowed, as far as lines say so plainly.
    public boolean mayDoEverything() {
        return allCommands && (allKeys || everyKeyByPattern);
    }

    /// What somebody who logs in as this user must not do, which this server cannot keep them from;
    /// empty when that is nothing, or when nobody can log in.
    String lacks() {
        if (!enabled || (!noPassword && passwordHashes.isEmpty())) {
            return "";
        }
        var missing = new ArrayList<String>();
        if (!allCommands) {
            missing.add("some commands (it needs +@all, and no rule after it that takes one away)");
        }
        if (!allKeys && !everyKeyByPattern) {
            missing.add("some keys (it needs ~*)");
        }
        if (!allChannels && !everyChannelByPattern) {
            missing.add("some channels (it needs &*)");
        }
        return String.join(", ", missing);
    }

    /// The same user with this as the only password; empty for none.
    AccessUser withPassword(String password) {
        var changed = new AccessUser(this);
        changed.passwordHashes.clear();
        changed.noPassword = password.isEmpty();
        if (!password.isEmpty()) {
            changed.passwordHashes.add(hash(password));
        }
        return changed;
    }

    /// The line that brings this user back.
    String line() {
        var line = new StringBuilder("user ").append(ConfigWords.quoted(name));
        line.append(enabled ? " on" : " off");
        if (noPassword) {
            line.append(" nopass");
        }
        passwordHashes.forEach(hash -> line.append(" #").append(hash));
        otherRules.forEach(rule -> line.append(' ').append(ConfigWords.quoted(rule)));
        return line.toString();
    }

    private static String hash(String password) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(password.getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }

    /// @throws BadRule in redis-server's words
    void apply(String rule) throws BadRule {
        if (aboutPassword(rule) || aboutUser(rule)) {
            return;
        }
        if (!isSelector(rule)) {
            aboutRights(rule);
        }
        otherRules.add(rule);
    }

    private boolean aboutPassword(String rule) throws BadRule {
        if (rule.equalsIgnoreCase("nopass") || rule.equalsIgnoreCase("resetpass")) {
            noPassword = rule.equalsIgnoreCase("nopass");
            passwordHashes.clear();
            return true;
        }
        switch (rule.isEmpty() ? ' ' : rule.charAt(0)) {
            case '>' -> add(hash(rule.substring(1)));
            case '#' -> add(checked(rule.substring(1)));
            case '<' -> remove(hash(rule.substring(1)));
            case '!' -> remove(checked(rule.substring(1)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void add(String hash) {
        if (!passwordHashes.contains(hash)) {
            passwordHashes.add(hash);
        }
        noPassword = false;
    }

    private void remove(String hash) throws BadRule {
        if (!passwordHashes.remove(hash)) {
            throw new BadRule("The password you are trying to remove from the user does not exist");
        }
    }

    private static String checked(String hash) throws BadRule {
        if (hash.length() != HASH_LENGTH || !hash.matches("[0-9a-f]*")) {
            throw new BadRule(
                    "The password hash must be exactly 64 characters and contain only lowercase"
                            + " hexadecimal characters");
        }
        return hash;
    }

    private boolean aboutUser(String rule) {
        switch (rule.toLowerCase(Locale.ROOT)) {
            case "on" -> enabled = true;
            case "off" -> enabled = false;
            case "reset" -> {
                enabled = false;
                noPassword = false;
                passwordHashes.clear();
                otherRules.clear();
                allKeys = false;
                everyKeyByPattern = false;
                allChannels = false;
                everyChannelByPattern = false;
                allCommands = false;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /// A selector gives further rights and takes none.
    private static boolean isSelector(String rule) {
        return rule.startsWith("(") && rule.endsWith(")");
    }

    private void aboutRights(String rule) throws BadRule {
        switch (rule.toLowerCase(Locale.ROOT)) {
            case "allkeys", "~*" -> allKeys = true;
            case "resetkeys" -> {
                allKeys = false;
                everyKeyByPattern = false;
            }
            case "allchannels", "&*" -> allChannels = true;
            case "resetchannels" -> {
                allChannels = false;
                everyChannelByPattern = false;
            }
            case "allcommands", "+@all" -> allCommands = true;
            case "nocommands", "-@all" -> allCommands = false;
            case "sanitize-payload", "skip-sanitize-payload", "clearselectors" -> {
                // No right: what RESTORE is given is always checked here.
            }
            default -> pattern(rule);
        }
    }

    private void pattern(String rule) throws BadRule {
        char kind = rule.isEmpty() ? ' ' : rule.charAt(0);
        switch (kind) {
            case '~', '%' -> {
                if (allKeys) {
                    throw new BadRule(
                            "Adding a pattern after the * pattern (or the 'allkeys' flag) is not"
                                    + " valid and does not have any effect. Try 'resetkeys' to"
                                    + " start with an empty list of patterns");
                }
                if (kind == '%' && !rule.matches("(?si)%[rw]+~.*")) {
                    throw new BadRule("Syntax error");
                }
                everyKeyByPattern |= rule.matches("(?i)%(rw|wr)~\\*");
            }
            case '&' -> {
                if (allChannels) {
                    throw new BadRule(
                            "Adding a pattern after the * pattern (or the 'allchannels' flag) is"
                                    + " not valid and does not have any effect. Try"
                                    + " 'resetchannels' to start with an empty list of channels");
                }
            }
            case '+' -> {
                // Gives what +@all has given already, or too little.
            }
            case '-' -> allCommands = false;
            default -> throw new BadRule("Syntax error");
        }
    }
}
