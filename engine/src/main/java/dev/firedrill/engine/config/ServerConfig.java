package dev.firedrill.engine.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The configuration of one node while it runs: every directive with its current value, and the
/// file that it came from. Changed by CONFIG SET, written back by CONFIG REWRITE.
public final class ServerConfig {
    /// Names that redis-server takes and ignores.
    private static final List<String> RETIRED =
            List.of("list-max-ziplist-entries", "list-max-ziplist-value", "lua-replicate-commands");

    private final String path;
    private final String fileText;
    private final List<String> arguments;
    private final TreeMap<String, String> values = new TreeMap<>();
    private final List<CommandRename> renames = new ArrayList<>();
    private TreeMap<String, String> beforeSet = new TreeMap<>();
    private final List<AccessUsers.Line> userLines = new ArrayList<>();
    private AccessUsers users = AccessUsers.withoutLines();
    private AccessUsers usersBeforeSet = users;
    private IncludedFiles included = IncludedFiles.NONE;
    private final Folders folders;

    private long clientsPossible = Long.MAX_VALUE;

    /// `save` lines of a file add to each other, but not to the default.
    private boolean saveGiven;

    private ServerConfig(String path, String fileText, List<String> arguments, Folders folders) {
        this.folders = folders;
        values.put("dir", folders.start());
        this.path = path;
        this.fileText = fileText;
        this.arguments = List.copyOf(arguments);
    }

    /// Reads redis.conf's text, then the command line's `--directive value ...`, which win. In all
    /// of it a character stands for a byte.
    ///
    /// @param path where the text was read from and where REWRITE puts it; empty when there is no
    ///   file
    /// @throws ConfigRefused with the line to blame
    public static ServerConfig parse(String path, String fileText, List<String> arguments)
            throws ConfigRefused {
        return parse(path, fileText, arguments, IncludedFiles.NONE, Folders.ANY);
    }

    /// The same, with the files that its `include` lines name and the folders for its `dir` lines.
    public static ServerConfig parse(
            String path,
            String fileText,
            List<String> arguments,
            IncludedFiles includedFiles,
            Folders folders)
            throws ConfigRefused {
        ServerConfig config = read(path, fileText, arguments, includedFiles, folders);
        config.users = config.usersOfAllLines(includedFiles);
        return config;
    }

    private static ServerConfig read(
            String path,
            String fileText,
            List<String> arguments,
            IncludedFiles includedFiles,
            Folders folders)
            throws ConfigRefused {
        var config = new ServerConfig(path, fileText, arguments, folders);
        var reader = new ConfigReader(config, includedFiles);
        reader.file(fileText);
        config.saveGiven = false;
        reader.commandLine(fileText, arguments);
        config.included = reader.included();
        return config;
    }

    /// `requirepass` is the default user's password as long as no line says what that user is.
    private AccessUsers usersOfAllLines(IncludedFiles files) throws ConfigRefused {
        List<AccessUsers.Line> lines = userLines;
        String aclFile = text("aclfile");
        if (!aclFile.isEmpty()) {
            if (!userLines.isEmpty()) {
                throw ConfigRefused.logged(
                        "Configuring Redis with users defined in redis.conf and at the same setting"
                                + " an ACL file path is invalid. This setup is very likely to lead"
                                + " to configuration errors and security holes, please define"
                                + " either an ACL file or declare users directly in your"
                                + " redis.conf, but not both.");
            }
            lines = AccessUsers.linesOf(aclFile, aclText(aclFile, files));
        }
        AccessUsers found = AccessUsers.of(lines, text("acl-pubsub-default").equals("allchannels"));
        boolean said = lines.stream().anyMatch(line -> line.words().get(1).equals("default"));
        return said ? found : found.withDefaultPassword(text("requirepass"));
    }

    /// Read after `dir` has become the working directory, in redis-server.
    private String aclText(String path, IncludedFiles files) throws ConfigRefused {
        try {
            return files.text(text("dir"), path);
        } catch (IncludedFiles.Unreadable unreadable) {
            throw ConfigRefused.logged(
                    "Aborting Redis startup because of ACL errors: Error loading ACLs, opening file"
                            + " '"
                            + path
                            + "': "
                            + unreadable.getMessage());
        }
    }

    /// One line's words, without those that only the reader understands.
    void apply(int number, String line, List<String> words) throws ConfigRefused {
        String name = words.getFirst().toLowerCase(Locale.ROOT);
        if (RETIRED.contains(name) && words.size() == 2) {
            return;
        }
        if (name.equals("rename-command") && words.size() == 3) {
            renames.add(new CommandRename(words.get(1), words.get(2), number, line));
            return;
        }
        if (name.equals("user") && words.size() > 1) {
            var userLine = new AccessUsers.Line(number, line, List.copyOf(words));
            AccessUsers.check(userLine, userLines);
            userLines.add(userLine);
            return;
        }
        Directive directive = Directives.find(name);
        if (directive == null) {
            throw unknown(number, line, words);
        }
        boolean addsUp = directive.kind() instanceof Directive.Kind.SavePoints && saveGiven;
        boolean limits = directive.kind() instanceof Directive.Kind.BufferLimits;
        try {
            String present = addsUp || limits ? text(directive.name()) : "";
            String value = ConfigValues.parse(directive, valuesIn(directive, words), present);
            values.put(directive.name(), entered(directive, value));
        } catch (ConfigValues.Unfit unfit) {
            throw new ConfigRefused(number, line, String.valueOf(unfit.getMessage()));
        }
        saveGiven |= directive.kind() instanceof Directive.Kind.SavePoints;
    }

    /// For `dir` the folder to which it leads now; any other value as it is.
    private String entered(Directive directive, String value) throws ConfigValues.Unfit {
        if (!directive.name().equals("dir")) {
            return value;
        }
        try {
            return folders.enter(text("dir"), value);
        } catch (Folders.NotEntered refused) {
            throw new ConfigValues.Unfit(String.valueOf(refused.getMessage()));
        }
    }

    /// `--replicaof "127.0.0.1 6379"` means the same as two words.
    private static List<String> valuesIn(Directive directive, List<String> words)
            throws ConfigValues.Unfit {
        List<String> given = words.subList(1, words.size());
        if (given.isEmpty() && !directive.kind().mayLackWords()) {
            throw new ConfigValues.Unfit("wrong number of arguments");
        }
        List<String> split =
                given.size() == 1 && directive.kind().takesSeveralWords()
                        ? ConfigWords.split(given.getFirst())
                        : null;
        return split == null || split.isEmpty() ? given : split;
    }

    /// A dot marks a directive of a module, and there are none.
    private static ConfigRefused unknown(int number, String line, List<String> words) {
        if (!words.getFirst().contains(".")) {
            return new ConfigRefused(number, line, "Bad directive or wrong number of arguments");
        }
        return words.size() < 2
                ? new ConfigRefused(number, line, "Module config specified without value")
                : ConfigRefused.logged(
                        "Module Configuration detected without loadmodule directive or no"
                                + " ApplyConfig call: aborting");
    }

    /// The next `save` line begins anew, as redis-server 7.0 has it behind an `include`.
    void saveBeginsAnew() {
        saveGiven = false;
    }

    /// Whether there is a directive of this name, in any case.
    public static boolean hasDirective(String name) {
        return Directives.find(name) != null;
    }

    /// What `rename-command` asks for, in its order.
    public List<CommandRename> renames() {
        return List.copyOf(renames);
    }

    /// Who may authenticate.
    public AccessUsers users() {
        return users;
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

    /// The value as CONFIG GET answers it; empty for a name that there is not.
    public String text(String directive) {
        String value = values.get(directive);
        if (value != null) {
            return value;
        }
        Directive known = Directives.find(directive);
        return known == null ? "" : valueOf(known);
    }

    private String valueOf(Directive directive) {
        String value = values.get(directive.name());
        return value == null ? directive.fallback() : value;
    }

    /// The file that a directive names, seen from `dir`; empty for none.
    public String file(String directive) {
        String name = text(directive);
        return name.isEmpty() || name.startsWith("/") ? name : text("dir") + "/" + name;
    }

    /// Bytes, seconds or a plain number.
    public long number(String directive) {
        return Long.parseLong(text(directive));
    }

    public boolean yes(String directive) {
        return text(directive).equals("yes");
    }

    /// The machine allows for no more clients than this: `maxclients` is lowered to it, and CONFIG
    /// SET refuses more.
    public void clientsPossible(long clients) {
        clientsPossible = clients;
        if (number("maxclients") > clients) {
            values.put("maxclients", Long.toString(clients));
        }
    }

    /// What `repl-backlog-size` means: redis-server takes less than 16 KiB and keeps 16 all the
    /// same.
    public long replicationBacklogBytes() {
        return Math.max(16 * 1024, number("repl-backlog-size"));
    }

    public int port() {
        return (int) number("port");
    }

    /// As written after `bind`: `*`, an address, or an address with a leading dash (no error when
    /// this machine does not have it). None at all closes the server to all but a Unix socket.
    public List<String> bindAddresses() {
        String bind = text("bind");
        return bind.isBlank() ? List.of() : List.of(bind.strip().split("\\s+"));
    }

    /// Empty for none.
    public String unixSocket() {
        return text("unixsocket");
    }

    /// 0 leaves them as the process's mask makes them.
    public int unixSocketPermissions() {
        return Integer.parseInt(text("unixsocketperm"), 8);
    }

    public int tcpBacklog() {
        return (int) number("tcp-backlog");
    }

    /// 0 is off.
    public int tcpKeepaliveSeconds() {
        return (int) number("tcp-keepalive");
    }

    public Optional<MasterAddress> master() {
        String value = text("replicaof");
        int space = value.lastIndexOf(' ');
        return space < 0
                ? Optional.empty()
                : Optional.of(
                        new MasterAddress(
                                value.substring(0, space),
                                Integer.parseInt(value.substring(space + 1))));
    }

    /// REPLICAOF at run time: CONFIG REWRITE persists it.
    public void follow(String host, int port) {
        values.put("replicaof", host + " " + port);
    }

    public void followNobody() {
        values.remove("replicaof");
    }

    public List<SavePoint> savePoints() {
        return SavePoint.listOf(text("save"));
    }

    /// @param clazz `normal`, `replica` or `pubsub`
    public BufferLimit outputBufferLimit(String clazz) {
        String wanted = clazz.equals("replica") ? "slave" : clazz;
        String[] words = text("client-output-buffer-limit").split(" ", -1);
        for (int i = 0; i + 3 < words.length; i += 4) {
            if (words[i].equals(wanted)) {
                return new BufferLimit(
                        Long.parseLong(words[i + 1]),
                        Long.parseLong(words[i + 2]),
                        Long.parseLong(words[i + 3]));
            }
        }
        return new BufferLimit(0, 0, 0);
    }

    /// Whether a value of this directive changes anything here.
    public boolean hasEffect(String name) {
        Directive directive = Directives.find(name);
        return directive != null && directive.effective();
    }

    /// Directives that were given a value and change nothing here.
    public List<String> withoutEffect() {
        var names = new ArrayList<String>();
        for (Directive directive : Directives.all()) {
            if (!directive.effective() && !valueOf(directive).equals(directive.fallback())) {
                names.add(directive.name());
            }
        }
        return names;
    }

    /// CONFIG GET with a pattern: every name and alias that it fits, but for hidden directives,
    /// which have to be asked for by their names.
    public List<Map.Entry<String, String>> get(Predicate<String> wanted) {
        var found = new TreeMap<String, String>();
        for (Directive directive : Directives.all()) {
            if (!directive.hidden() && wanted.test(directive.name())) {
                found.put(directive.name(), valueOf(directive));
            }
            for (String alias : directive.aliases()) {
                if (wanted.test(alias)) {
                    found.put(alias, valueOf(directive));
                }
            }
        }
        return List.copyOf(found.entrySet());
    }

    /// CONFIG GET of one name or alias, in any case.
    public Optional<String> get(String name) {
        return Optional.ofNullable(Directives.find(name)).map(this::valueOf);
    }

    /// CONFIG SET of several pairs: all or none.
    public SetOutcome set(List<String> namesAndValues) {
        return set(namesAndValues, false);
    }

    /// @param local whether the client is on this machine, which `enable-protected-configs local`
    ///   asks
    public SetOutcome set(List<String> namesAndValues, boolean local) {
        var directives = new ArrayList<Directive>();
        Optional<SetOutcome.Refused> wrong = find(namesAndValues, local, directives);
        if (wrong.isPresent()) {
            return wrong.get();
        }
        var wanted = new LinkedHashMap<String, String>();
        for (int i = 0; i < directives.size(); i++) {
            String refusal = read(directives.get(i), namesAndValues.get(2 * i + 1), wanted);
            if (refusal != null) {
                // redis-server reports a wrong value under the table's spelling of the name, and
                // every other error under the client's.
                return failed(namesAndValues.get(2 * i).toLowerCase(Locale.ROOT), refusal);
            }
        }
        beforeSet = new TreeMap<>(values);
        usersBeforeSet = users;
        var changed = new ArrayList<String>();
        wanted.forEach((name, value) -> {
            if (!value.equals(text(name))) {
                changed.add(name);
            }
            values.put(name, value);
        });
        if (changed.contains("requirepass")) {
            users = users.withDefaultPassword(text("requirepass"));
        }
        return new SetOutcome.Applied(changed);
    }

    /// Checks all names before any value, as redis-server does.
    ///
    /// @param found to be filled, one for each pair
    private Optional<SetOutcome.Refused> find(
            List<String> namesAndValues, boolean local, List<Directive> found) {
        var names = new TreeSet<String>();
        for (int i = 0; i + 1 < namesAndValues.size(); i += 2) {
            String name = namesAndValues.get(i);
            Directive directive = Directives.find(name);
            if (directive == null) {
                return Optional.of(
                        new SetOutcome.Refused(
                                String.format(
                                        Locale.ROOT,
                                        "ERR Unknown option or number of arguments for CONFIG SET -"
                                                + " '%s'",
                                        name.split("\0", 2)[0])));
            }
            // A name and its alias are no duplicates; the last of the two wins.
            boolean twice = !names.add(name.toLowerCase(Locale.ROOT));
            String refusal = twice ? "duplicate parameter" : refusal(directive, local);
            if (refusal != null) {
                return Optional.of(failed(name, refusal));
            }
            found.add(directive);
        }
        return Optional.empty();
    }

    private static SetOutcome.Refused failed(String name, String why) {
        return new SetOutcome.Refused(
                String.format(
                        Locale.ROOT,
                        "ERR CONFIG SET failed (possibly related to argument '%s') - %s",
                        name,
                        why));
    }

    /// Takes the last [#set] back, because one of its values could not be carried out.
    public void restore() {
        values.clear();
        values.putAll(beforeSet);
        users = usersBeforeSet;
    }

    /// What `enable-debug-command` and its like say: `yes`, `no`, or `local` for clients on this
    /// machine.
    public boolean allows(String directive, boolean local) {
        return yes(directive) || (local && text(directive).equals("local"));
    }

    private @Nullable String refusal(Directive directive, boolean local) {
        if (directive.immutable()) {
            return "can't set immutable config";
        }
        if (directive.guarded() && !allows("enable-protected-configs", local)) {
            return "can't set protected config";
        }
        return null;
    }

    private @Nullable String read(Directive directive, String value, Map<String, String> wanted) {
        List<String> words =
                directive.kind().takesSeveralWords()
                        ? List.of(value.split(" ", -1))
                        : List.of(value);
        boolean limits = directive.kind() instanceof Directive.Kind.BufferLimits;
        try {
            String present = limits ? valueOf(directive) : "";
            String parsed = ConfigValues.parse(directive, words, present);
            if (directive.name().equals("maxclients") && Long.parseLong(parsed) > clientsPossible) {
                return "The operating system is not able to handle the specified number of clients,"
                        + " try with "
                        + clientsPossible;
            }
            wanted.put(directive.name(), entered(directive, parsed));
            return null;
        } catch (ConfigValues.Unfit unfit) {
            return String.valueOf(unfit.getMessage());
        }
    }

    /// CONFIG REWRITE as text: what is running, in the file as it is now.
    public String rewritten(String currentFileText) {
        String text =
                ConfigRewrite.rewrite(
                        userLines.isEmpty() ? currentFileText : users.rewritten(currentFileText),
                        directive -> DirectiveLines.unlessDefault(directive, valueOf(directive)));
        return text + linesThatIncludesNeed(text);
    }

    /// The same with what is at its default: for whom a later version's defaults must not matter.
    public String rewrittenWhole(String currentFileText) {
        String text =
                ConfigRewrite.rewrite(
                        userLines.isEmpty() ? currentFileText : users.rewritten(currentFileText),
                        directive -> DirectiveLines.alsoOfDefault(directive, valueOf(directive)));
        return text + linesThatIncludesNeed(text);
    }

    /// An `include` below a directive's line, or one that sets what is back at its default, would
    /// win after a restart (with redis-server it does): so what would be read back wrong is said
    /// again at the end.
    private String linesThatIncludesNeed(String text) {
        ServerConfig readBack;
        try {
            readBack = read(path, text, List.of(), included, Folders.ANY);
        } catch (ConfigRefused handMade) {
            // Somebody has edited the file meanwhile: the start will say what is wrong with it.
            return "";
        }
        var missing = new StringBuilder();
        for (Directive directive : Directives.all()) {
            if (!readBack.valueOf(directive).equals(valueOf(directive))) {
                if (directive.kind() instanceof Directive.Kind.SavePoints) {
                    missing.append("save \"\"\n");
                }
                DirectiveLines.of(directive, valueOf(directive))
                        .forEach(line -> missing.append(line).append('\n'));
            }
        }
        return missing.toString();
    }
}
