package dev.firedrill.engine.command;

import dev.firedrill.engine.resp.Args;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Commands of redis-server 7.0 that are not here on purpose: each is refused by its name and its
/// reason, so that nobody takes it for a misspelling.
public final class OutOfScope {
    /// Reason, then names.
    private static final String TABLE =
            """
            streams|xack xadd xautoclaim xclaim xdel xgroup xinfo xlen xpending xrange xread xreadgroup xrevrange xsetid xtrim
            geographic commands|geoadd geodist geohash geopos georadius georadius_ro georadiusbymember georadiusbymember_ro geosearch geosearchstore
            HyperLogLog|pfadd pfcount pfdebug pfmerge pfselftest
            scripts|eval eval_ro evalsha evalsha_ro fcall fcall_ro function script
            SORT|sort sort_ro
            cluster mode|asking cluster migrate readonly readwrite restore-asking
            access control lists|acl
            modules|module
            """;

    /// Reasons whose commands change a key.
    private static final List<String> OF_DATA =
            List.of("streams", "geographic commands", "HyperLogLog", "SORT");

    private static final List<String> BEHIND_A_SUBCOMMAND = List.of("xgroup", "xinfo");

    private static final Map<String, String> REASONS = new TreeMap<>();

    static {
        TABLE.lines()
                .forEach(line -> {
                    int bar = line.indexOf('|');
                    for (String name : line.substring(bar + 1).split(" ", -1)) {
                        REASONS.put(name, line.substring(0, bar));
                    }
                });
    }

    private OutOfScope() {}

    public static List<String> names() {
        return List.copyOf(REASONS.keySet());
    }

    /// The error for such a command in a file or in a master's stream. It names the key, so that
    /// the operator can find it. Null for a command that is not out of scope.
    public static @Nullable String refusalOfData(Args args) {
        String name = args.text(0).toLowerCase(Locale.ROOT);
        String refusal = refusal(name);
        String reason = REASONS.get(name);
        if (reason == null || !OF_DATA.contains(reason)) {
            return refusal;
        }
        int key = BEHIND_A_SUBCOMMAND.contains(name) ? 2 : 1;
        return key < args.count()
                ? refusal
                        + String.format(Locale.ROOT, " (the key '%s')", Args.shown(args.text(key)))
                : refusal;
    }

    /// The error for a client; null for a command that is not out of scope.
    public static @Nullable String refusal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String reason = REASONS.get(lower);
        return reason == null
                ? null
                : String.format(
                        Locale.ROOT,
                        "ERR command '%s' is not supported by this server: %s is out of its scope",
                        lower,
                        reason);
    }
}
