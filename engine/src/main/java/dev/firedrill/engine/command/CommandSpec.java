package dev.firedrill.engine.command;

import dev.firedrill.engine.resp.Args;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One row of the command table, or of a command that consists of subcommands.
///
/// @param <C> the call that the body is handed
/// @param name of a subcommand with its command: `client|kill`
/// @param arity how many words with the name; negative: at least that many
/// @param firstKey place of the first key, 0 without keys; `lastKey` counts from the end if
///   negative
public record CommandSpec<C>(
        String name,
        int arity,
        Set<Flag> flags,
        int firstKey,
        int lastKey,
        int keyStep,
        Command<C> body,
        List<CommandSpec<C>> subcommands) {

    public static <C> CommandSpec<C> of(
            String name, int arity, String flags, String keys, Command<C> body) {
        var set = EnumSet.noneOf(Flag.class);
        for (String flag : flags.isEmpty() ? List.<String>of() : List.of(flags.split(" "))) {
            set.add(Flag.valueOf(flag.toUpperCase(Locale.ROOT)));
        }
        String[] places = keys.isEmpty() ? new String[] {"0", "0", "0"} : keys.split(" ");
        return new CommandSpec<>(
                name,
                arity,
                set,
                Integer.parseInt(places[0]),
                Integer.parseInt(places[1]),
                Integer.parseInt(places[2]),
                body,
                List.of());
    }

    /// A command that is nothing without a subcommand.
    public static <C> CommandSpec<C> family(String name, List<CommandSpec<C>> subcommands) {
        Command<C> nothing =
                _ -> {
                    throw new Refused("ERR syntax error");
                };
        return family(of(name, -2, "", "", nothing), subcommands);
    }

    /// A command that also means something alone.
    public static <C> CommandSpec<C> family(
            CommandSpec<C> alone, List<CommandSpec<C>> subcommands) {
        return new CommandSpec<>(
                alone.name,
                alone.arity,
                alone.flags,
                alone.firstKey,
                alone.lastKey,
                alone.keyStep,
                alone.body,
                List.copyOf(subcommands));
    }

    public boolean is(Flag flag) {
        return flags.contains(flag);
    }

    public boolean takes(int words) {
        return arity >= 0 ? words == arity : words >= -arity;
    }

    /// What the words mean: the subcommand that they name, or the command itself where it has none
    /// or none is named; null when there is no such subcommand.
    public @Nullable CommandSpec<C> resolve(Args args) {
        return subcommands.isEmpty() || args.count() < 2 ? this : resolve(args.text(1));
    }

    private @Nullable CommandSpec<C> resolve(String word) {
        for (CommandSpec<C> sub : subcommands) {
            if (sub.name.length() == name.length() + 1 + word.length()
                    && sub.name.regionMatches(true, name.length() + 1, word, 0, word.length())) {
                return sub;
            }
        }
        return null;
    }
}
