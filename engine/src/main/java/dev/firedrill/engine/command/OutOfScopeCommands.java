package dev.firedrill.engine.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What Redis has and this server has not on purpose. A client is told so by name, rather than that
/// nobody ever heard of it.
final class OutOfScopeCommands {
    private static final String SORTING = "sort sort_ro";
    private static final String SCRIPTS =
            "eval eval_ro evalsha evalsha_ro script fcall fcall_ro function";
    private static final String STREAMS =
            "xack xadd xautoclaim xclaim xdel xgroup xinfo xlen xpending xrange xread xreadgroup"
                    + " xrevrange xsetid xtrim";
    private static final String PLACES =
            "geoadd geodist geohash geopos georadius georadius_ro georadiusbymember"
                    + " georadiusbymember_ro geosearch geosearchstore";
    private static final String ESTIMATES = "pfadd pfcount pfdebug pfmerge pfselftest";
    private static final String CLUSTER = "cluster asking readonly readwrite restore-asking";

    private OutOfScopeCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        var rows = new ArrayList<CommandSpec<C>>();
        String names =
                String.join(" ", SORTING, SCRIPTS, STREAMS, PLACES, ESTIMATES, CLUSTER, "module");
        for (String name : names.split(" ", -1)) {
            String refusal =
                    "ERR the command '%s' is out of the scope of this server"
                            .formatted(name.toUpperCase(Locale.ROOT));
            rows.add(
                    CommandSpec.of(
                            name,
                            -1,
                            "noscript loading stale",
                            "",
                            _ -> {
                                throw new Refused(refusal);
                            }));
        }
        return rows;
    }
}
