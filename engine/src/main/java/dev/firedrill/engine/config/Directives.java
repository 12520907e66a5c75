package dev.firedrill.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The directives of redis-server 7.0 with its defaults, and three of our own.
final class Directives {
    /// Kind, name(s), default; `!` has an effect here, `#` cannot be set at run time. Kinds: b yes
    /// or no, i number, m memory, e one of, t text, w words.
    private static final String TABLE =
            """
            !#t|aclfile|
            t|acl-pubsub-default|resetchannels
            i|acllog-max-len|128
            i|active-defrag-cycle-max|25
            i|active-defrag-cycle-min|1
            m|active-defrag-ignore-bytes|104857600
            i|active-defrag-max-scan-fields|1000
            i|active-defrag-threshold-lower|10
            i|active-defrag-threshold-upper|100
            i|active-expire-effort|1
            b|activedefrag|no
            b|activerehashing|yes
            #b|always-show-logo|no
            b|aof-disable-auto-gc|no
            !b|aof-load-truncated|yes
            !b|aof-refuse-start-empty|no
            b|aof-rewrite-incremental-fsync|yes
            b|aof-timestamp-enabled|no
            b|aof-use-rdb-preamble|yes
            #t|aof_rewrite_cpulist|
            !#t|appenddirname|appendonlydir
            !#t|appendfilename|appendonly.aof
            !e|appendfsync|everysec|always everysec no
            !b|appendonly|no
            !m|auto-aof-rewrite-min-size|67108864
            !i|auto-aof-rewrite-percentage|100
            #t|bgsave_cpulist|
            !w|bind|* -::*
            t|bind-source-addr|
            #t|bio_cpulist|
            i|busy-reply-threshold,lua-time-limit|5000
            m|client-query-buffer-limit|1073741824
            b|cluster-allow-pubsubshard-when-down|yes
            b|cluster-allow-reads-when-down|no
            b|cluster-allow-replica-migration|yes
            #t|cluster-config-file|nodes.conf
            #b|cluster-enabled|no
            i|cluster-node-timeout|15000
            b|cluster-require-full-coverage|yes
            !e|compat|current|current 2.6
            b|crash-log-enabled|yes
            b|crash-memcheck-enabled|yes
            #b|daemonize|no
            !#i|databases|16
            !t|dbfilename|dump.rdb
            !t|dir|.
            #b|disable-thp|yes
            b|dynamic-hz|yes
            #e|enable-debug-command|yes|no yes local
            #e|enable-module-command|no|no yes local
            #e|enable-protected-configs|no|no yes local
            i|hash-max-listpack-entries,hash-max-ziplist-entries|512
            m|hash-max-listpack-value,hash-max-ziplist-value|64
            m|hll-sparse-max-bytes|3000
            i|hz|10
            #t|ignore-warnings|
            #i|io-threads|1
            #b|io-threads-do-reads|no
            b|jemalloc-bg-thread|yes
            i|latency-monitor-threshold|0
            b|latency-tracking|yes
            w|latency-tracking-info-percentiles|50 99 99.9
            b|lazyfree-lazy-eviction|no
            b|lazyfree-lazy-expire|no
            b|lazyfree-lazy-server-del|no
            b|lazyfree-lazy-user-del|no
            b|lazyfree-lazy-user-flush|no
            i|lfu-decay-time|1
            i|lfu-log-factor|10
            i|list-compress-depth|0
            i|list-max-listpack-size,list-max-ziplist-size|-2
            #t|logfile|
            !e|loglevel|notice|debug verbose notice warning
            !t|masterauth|
            !t|masteruser|
            !i|maxclients|10000
            !m|maxmemory|0
            m|maxmemory-clients|0
            i|maxmemory-eviction-tenacity|10
            e|maxmemory-policy|noeviction|volatile-lru volatile-lfu volatile-random volatile-ttl allkeys-lru allkeys-lfu allkeys-random noeviction
            i|maxmemory-samples|5
            !i|min-replicas-max-lag,min-slaves-max-lag|10
            !i|min-replicas-to-write,min-slaves-to-write|0
            b|no-appendfsync-on-rewrite|no
            t|notify-keyspace-events|
            e|oom-score-adj|no|no yes relative absolute
            w|oom-score-adj-values|0 200 800
            #t|pidfile|
            !#i|port|6379
            t|proc-title-template|{title} {listen-addr} {server-mode}
            e|propagation-error-behavior|ignore|ignore panic panic-on-replicas
            !b|protected-mode|yes
            m|proto-max-bulk-len|536870912
            b|rdb-del-sync-files|no
            b|rdb-save-incremental-fsync|yes
            #b|rdbchecksum|yes
            b|rdbcompression|yes
            !m|repl-backlog-size|1048576
            !i|repl-backlog-ttl|3600
            b|repl-disable-tcp-nodelay|no
            e|repl-diskless-load|disabled|disabled on-empty-db swapdb
            !b|repl-diskless-sync|yes
            !i|repl-diskless-sync-delay|5
            !i|repl-diskless-sync-max-replicas|0
            !i|repl-ping-replica-period,repl-ping-slave-period|10
            !i|repl-timeout|60
            !t|replica-announce-ip,slave-announce-ip|
            !i|replica-announce-port,slave-announce-port|0
            b|replica-announced|yes
            b|replica-ignore-disk-write-errors|no
            b|replica-ignore-maxmemory,slave-ignore-maxmemory|yes
            b|replica-lazy-flush,slave-lazy-flush|no
            !i|replica-priority,slave-priority|100
            !b|replica-read-only,slave-read-only|yes
            !b|replica-serve-stale-data,slave-serve-stale-data|yes
            !b|replicaof-refuse-self|no
            !t|requirepass|
            e|sanitize-dump-payload|no|no yes clients
            #t|server_cpulist|
            i|set-max-intset-entries|512
            #b|set-proc-title|yes
            w|shutdown-on-sigint|default
            w|shutdown-on-sigterm|default
            i|shutdown-timeout|10
            i|slowlog-log-slower-than|10000
            i|slowlog-max-len|128
            i|socket-mark-id|0
            !b|stop-writes-on-bgsave-error|yes
            m|stream-node-max-bytes|4096
            i|stream-node-max-entries|100
            #e|supervised|no|no upstart systemd auto
            #b|syslog-enabled|no
            #t|syslog-facility|local0
            #t|syslog-ident|redis
            !#i|tcp-backlog|511
            !i|tcp-keepalive|300
            !i|timeout|0
            i|tls-port|0
            i|tracking-table-max-keys|1000000
            #t|unixsocket|
            #i|unixsocketperm|0
            i|zset-max-listpack-entries,zset-max-ziplist-entries|128
            m|zset-max-listpack-value,zset-max-ziplist-value|64
            """;

    /// Numbers with bounds of their own.
    private static final Map<String, long[]> BOUNDS = new TreeMap<>();

    static {
        BOUNDS.put("port", new long[] {0, 65_535});
        BOUNDS.put("databases", new long[] {1, Integer.MAX_VALUE});
        BOUNDS.put("hz", new long[] {1, 500});
        BOUNDS.put("maxclients", new long[] {1, Integer.MAX_VALUE});
        BOUNDS.put("repl-timeout", new long[] {1, Integer.MAX_VALUE});
        BOUNDS.put("repl-ping-replica-period", new long[] {1, Integer.MAX_VALUE});
        BOUNDS.put("repl-backlog-size", new long[] {16 * 1024, Long.MAX_VALUE});
        BOUNDS.put("replica-announce-port", new long[] {0, 65_535});
        BOUNDS.put("list-max-listpack-size", new long[] {Integer.MIN_VALUE, Integer.MAX_VALUE});
        BOUNDS.put("slowlog-log-slower-than", new long[] {-1, Long.MAX_VALUE});
    }

    private static final Map<String, Directive> BY_NAME = new TreeMap<>();
    private static final List<Directive> ALL = new ArrayList<>();

    static {
        TABLE.lines().map(Directives::row).forEach(Directives::add);
        add(special("save", List.of(), new Directive.Kind.SavePoints(), "3600 1 300 100 60 10000"));
        add(
                special(
                        "client-output-buffer-limit",
                        List.of(),
                        new Directive.Kind.BufferLimits(),
                        "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60"));
        add(
                new Directive(
                        "replicaof",
                        List.of("slaveof"),
                        new Directive.Kind.Master(),
                        "",
                        true,
                        true));
        ALL.sort(java.util.Comparator.comparing(Directive::name));
    }

    private Directives() {}

    private static Directive special(
            String name, List<String> aliases, Directive.Kind kind, String fallback) {
        return new Directive(name, aliases, kind, fallback, false, true);
    }

    private static Directive row(String line) {
        String[] cells = line.split("\\|", -1);
        String marks = cells[0];
        String[] names = cells[1].split(",", -1);
        char kind = marks.charAt(marks.length() - 1);
        return new Directive(
                names[0],
                List.of(names).subList(1, names.length),
                kindOf(kind, names[0], cells),
                cells[2],
                marks.contains("#"),
                marks.contains("!"));
    }

    private static Directive.Kind kindOf(char kind, String name, String[] cells) {
        long[] bounds = BOUNDS.getOrDefault(name, new long[] {0, Long.MAX_VALUE});
        return switch (kind) {
            case 'b' -> new Directive.Kind.YesNo();
            case 'i' -> new Directive.Kind.Whole(bounds[0], bounds[1]);
            case 'm' -> new Directive.Kind.Memory(bounds[0], bounds[1]);
            case 'e' -> new Directive.Kind.Choice(List.of(cells[3].split(" ", -1)));
            case 't' -> new Directive.Kind.Text();
            case 'w' -> new Directive.Kind.Words();
            default -> throw new IllegalStateException("directive table, kind " + kind);
        };
    }

    private static void add(Directive directive) {
        ALL.add(directive);
        BY_NAME.put(directive.name(), directive);
        directive.aliases().forEach(alias -> BY_NAME.put(alias, directive));
    }

    /// Null for a name that redis-server does not know either.
    static @Nullable Directive find(String name) {
        return BY_NAME.get(name.toLowerCase(Locale.ROOT));
    }

    static List<Directive> all() {
        return ALL;
    }
}
