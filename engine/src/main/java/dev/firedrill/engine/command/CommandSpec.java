package dev.firedrill.engine.command;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// One row of the command table.
///
/// @param <C> the call that the body is handed
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
        Command<C> body) {

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
                body);
    }

    public boolean is(Flag flag) {
        return flags.contains(flag);
    }

    public boolean takes(int words) {
        return arity >= 0 ? words == arity : words >= -arity;
    }
}
