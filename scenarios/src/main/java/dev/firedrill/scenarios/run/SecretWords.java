package dev.firedrill.scenarios.run;

import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.reports.history.Event;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Which words of a line of redis.conf, or of a command as typed, are secrets.
final class SecretWords {
    private static final Set<String> DIRECTIVES =
            Set.of("requirepass", "masterauth", "tls-key-file-pass", "tls-client-key-file-pass");

    /// Commands of clients whose arguments may be passwords.
    private static final Set<String> COMMANDS = Set.of("AUTH", "HELLO", "CONFIG", "ACL", "MIGRATE");

    /// Of the words of `rename-command`.
    private static final int NEW_NAME = 2;

    private SecretWords() {}

    static boolean isSecret(String directive) {
        return DIRECTIVES.contains(directive.toLowerCase(Locale.ROOT));
    }

    static boolean mayHold(Event.Operation operation) {
        return COMMANDS.contains(operation.command());
    }

    /// `requirepass x`, `CONFIG SET masterauth x maxclients 9`, `user default on >x`, `AUTH x y`,
    /// and the name of `rename-command CONFIG x`, which nobody is to guess. A password that was
    /// typed without quotes may be several words: it ends where the next directive of a CONFIG SET
    /// begins.
    static BitSet of(List<String> words) {
        var secret = new BitSet();
        if (renames(words)) {
            secret.set(NEW_NAME);
            return secret;
        }
        int from = Integer.MAX_VALUE;
        boolean authenticates = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (i > from && !authenticates && ServerConfig.hasDirective(word)) {
                from = Integer.MAX_VALUE;
            }
            if (i >= from || (i > 0 && isPasswordRule(word))) {
                secret.set(i);
            } else if (isSecret(word) || isAuth(word)) {
                from = i + 1;
                authenticates = isAuth(word);
            }
        }
        return secret;
    }

    private static boolean renames(List<String> words) {
        return words.size() == NEW_NAME + 1
                && words.getFirst().equalsIgnoreCase("rename-command")
                && !words.get(NEW_NAME).isEmpty();
    }

    private static boolean isAuth(String word) {
        return word.equalsIgnoreCase("AUTH") || word.equalsIgnoreCase("AUTH2");
    }

    /// `>password`, `<password`, `#hash`, `!hash` of a user.
    static boolean isPasswordRule(String word) {
        return word.length() > 1 && "><#!".indexOf(word.charAt(0)) >= 0;
    }
}
