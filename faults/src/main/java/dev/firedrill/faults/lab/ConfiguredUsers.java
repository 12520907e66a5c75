package dev.firedrill.faults.lab;

import dev.firedrill.engine.config.AccessUser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Who may log in to a server, and which passwords its configuration spells out. A `user` line may
/// have the hash of a password alone, as CONFIG REWRITE writes it; then the password may still
/// stand in `requirepass` or `masterauth`.
final class ConfiguredUsers {
    private static final String DEFAULT = "default";

    private final Map<String, AccessUser> users = new LinkedHashMap<>();
    private final List<String> passwords = new ArrayList<>();
    private String requirepass = "";
    private String defaultUserWhere = "";

    /// A password that let somebody in before.
    void know(String password) {
        passwords.add(password);
    }

    /// A line of the configuration.
    void read(List<String> words, String where) {
        String name = words.getFirst().toLowerCase(Locale.ROOT);
        if (name.equals("user") && words.size() > 1) {
            List<String> rules = words.subList(2, words.size());
            users.put(words.get(1), AccessUser.ofRules(words.get(1), rules));
            rules.stream()
                    .filter(rule -> rule.startsWith(">"))
                    .forEach(rule -> passwords.add(rule.substring(1)));
            if (words.get(1).equals(DEFAULT)) {
                defaultUserWhere = where;
            }
        } else if (words.size() == 2 && name.equals("requirepass")) {
            requirepass = words.get(1);
            passwords.add(requirepass);
        } else if (words.size() == 2 && name.equals("masterauth")) {
            passwords.add(words.get(1));
        }
    }

    /// What follows AUTH, preferably for the default user, unless that one is kept from something
    /// and another one is not; nothing where everybody is let in. Empty when no password is known
    /// that somebody would be let in with.
    Optional<List<String>> login() {
        AccessUser byDefault = users.get(DEFAULT);
        if (byDefault == null) {
            return Optional.of(requirepass.isEmpty() ? List.of() : List.of(requirepass));
        }
        Optional<List<String>> asDefault =
                byDefault.enabled() && byDefault.noPassword()
                        ? Optional.of(List.of())
                        : passwordOf(byDefault).map(List::of);
        return asDefault
                .filter(_ -> byDefault.mayDoEverything())
                .or(() -> asSomebodyElse(true))
                .or(() -> asDefault)
                .or(() -> asSomebodyElse(false));
    }

    /// @param able one who may do everything
    private Optional<List<String>> asSomebodyElse(boolean able) {
        for (var user : users.entrySet()) {
            Optional<String> password = passwordOf(user.getValue());
            if (password.isPresent() && (!able || user.getValue().mayDoEverything())) {
                return Optional.of(List.of(user.getKey(), password.get()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> passwordOf(AccessUser user) {
        return user.enabled() && user.noPassword()
                ? Optional.of("any")
                : passwords.stream().filter(user::accepts).findFirst();
    }

    /// Why there is no login, in one clause that tells no secret.
    String obstacle() {
        return defaultUserWhere
                + " (user default) lets nobody in with a password that the configuration spells"
                + " out: give a user `>password` instead of its hash";
    }
}
