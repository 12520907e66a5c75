package dev.firedrill.scenarios.config;

import dev.firedrill.engine.config.AccessUser;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Whether a replica gets into its master: `masterauth` and `masteruser` of the one against
/// `requirepass` and the users of the other. A replica that does not would try for ever. Sentences
/// name lines and never passwords.
///
/// @param master whose users count
/// @param replica whose `masterauth` counts
record ReplicaLogin(OwnFile master, OwnFile replica) {
    private static final String DEFAULT = "default";

    /// Why it does not; empty when it does.
    Optional<String> obstacle() {
        Optional<OwnLine> auth = value(replica, "masterauth");
        Optional<OwnLine> name = auth.isPresent() ? value(replica, "masteruser") : Optional.empty();
        String user = name.map(line -> line.words().get(1)).orElse(DEFAULT);
        Optional<OwnLine> defined =
                master.lines().stream()
                        .filter(line -> line.directive().equals("user"))
                        .filter(line -> line.words().size() > 1)
                        .filter(line -> line.words().get(1).equals(user))
                        .findFirst();
        if (defined.isPresent()) {
            return ofUser(defined.get(), auth, name);
        }
        return user.equals(DEFAULT)
                ? ofPassword(value(master, "requirepass"), auth, name)
                : name.map(line ->
                        String.format(
                                Locale.ROOT,
                                "the master has no user of the name that masteruser (%s) gives",
                                line.place()));
    }

    /// The last line with that directive, unless it takes the value back.
    private static Optional<OwnLine> value(OwnFile file, String directive) {
        return file.last(directive)
                .filter(line -> line.words().size() == 2 && !line.words().get(1).isEmpty());
    }

    private static Optional<String> ofPassword(
            Optional<OwnLine> wanted, Optional<OwnLine> auth, Optional<OwnLine> name) {
        if (wanted.isEmpty()) {
            return openTo(auth, name, "the master has no requirepass");
        }
        if (auth.isEmpty()) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the master asks for a password (requirepass, %s), and the replicas"
                                    + " have no masterauth",
                            wanted.get().place()));
        }
        return auth.get().words().get(1).equals(wanted.get().words().get(1))
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "masterauth (%s) is not the password that the master asks for"
                                        + " (requirepass, %s)",
                                auth.get().place(),
                                wanted.get().place()));
    }

    private static Optional<String> ofUser(
            OwnLine defined, Optional<OwnLine> auth, Optional<OwnLine> name) {
        List<String> words = defined.words();
        AccessUser user = AccessUser.ofRules(words.get(1), words.subList(2, words.size()));
        String who = String.format(Locale.ROOT, "the user %s (%s)", words.get(1), defined.place());
        if (user.enabled() && user.noPassword()) {
            return openTo(auth, name, who + " has no password");
        }
        if (!user.enabled()) {
            return Optional.of(who + " is off, and the replicas come as that user");
        }
        if (auth.isEmpty()) {
            return Optional.of(who + " has a password, and the replicas have no masterauth");
        }
        return user.accepts(auth.get().words().get(1))
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "masterauth (%s) is no password of %s",
                                auth.get().place(),
                                who));
    }

    /// `AUTH password` is an error where there is none; `AUTH user password` is not.
    private static Optional<String> openTo(
            Optional<OwnLine> auth, Optional<OwnLine> name, String open) {
        return auth.isEmpty() || name.isPresent()
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "masterauth (%s) is refused, because %s",
                                auth.get().place(),
                                open));
    }
}
