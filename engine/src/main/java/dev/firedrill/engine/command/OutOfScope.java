package dev.firedrill.engine.command;

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

    /// What a client is told; null for a name that does not belong to these.
    public static @Nullable String refusal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String reason = REASONS.get(lower);
        return reason == null
                ? null
                : "ERR command '%s' is not supported by this server: %s is out of its scope"
                        .formatted(lower, reason);
    }
}
