package dev.firedrill.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The directives of redis-server 7.0 with its defaults, and some of our own.
final class Directives {
    /// Marks, name and aliases, default, then what the kind needs: bounds or choices. Marks: `!`
    /// has an effect here, `#` cannot be set at run time, `^` only where protected settings are
    /// open. Kinds: b yes or no, i number, h times a second, m memory, % memory or percent, o
    /// octal, e one of, s some of, t text, f file name, w words, n event classes, p percentiles, z
    /// scores for the kernel.
    private static final String TABLE =
            """
            !e|acl-pubsub-default|resetchannels|allchannels resetchannels
            !#t|aclfile|
            i|acllog-max-len|128
            i|active-defrag-cycle-max|25|1..99
            i|active-defrag-cycle-min|1|1..99
            m|active-defrag-ignore-bytes|104857600|1..9223372036854775807
            i|active-defrag-max-scan-fields|1000|1..9223372036854775807
            i|active-defrag-threshold-lower|10|0..1000
            i|active-defrag-threshold-upper|100|0..1000
            i|active-expire-effort|1|1..10
            b|activedefrag|no
            b|activerehashing|yes
            #b|always-show-logo|no
            !b|aof-disable-auto-gc|no
            !b|aof-load-truncated|yes
            !b|aof-refuse-start-empty|no
            !b|aof-rewrite-incremental-fsync|yes
            !b|aof-timestamp-enabled|no
            !b|aof-use-rdb-preamble|yes
            #t|aof_rewrite_cpulist|
            !#f|appenddirname|appendonlydir|can't be a path, just a dirname
            !#f|appendfilename|appendonly.aof|can't be a path, just a filename
            !e|appendfsync|everysec|everysec always no
            !b|appendonly|no
            !m|auto-aof-rewrite-min-size|67108864
            !i|auto-aof-rewrite-percentage|100|0..2147483647
            #t|bgsave_cpulist|
            !w|bind|* -::*
            t|bind-source-addr|
            #t|bio_cpulist|
            i|busy-reply-threshold,lua-time-limit|5000
            !m|client-query-buffer-limit|1073741824|1048576..9223372036854775807
            b|cluster-allow-pubsubshard-when-down|yes
            b|cluster-allow-reads-when-down|no
            b|cluster-allow-replica-migration|yes
            i|cluster-announce-bus-port|0|0..65535
            t|cluster-announce-hostname|
            t|cluster-announce-ip|
            i|cluster-announce-port|0|0..65535
            i|cluster-announce-tls-port|0|0..65535
            #t|cluster-config-file|nodes.conf
            #b|cluster-enabled|no
            m|cluster-link-sendbuf-limit|0
            i|cluster-migration-barrier|1|0..2147483647
            i|cluster-node-timeout|15000
            #i|cluster-port|0|0..65535
            e|cluster-preferred-endpoint-type|ip|ip hostname unknown-endpoint
            b|cluster-replica-no-failover,cluster-slave-no-failover|no
            i|cluster-replica-validity-factor,cluster-slave-validity-factor|10|0..2147483647
            b|cluster-require-full-coverage|yes
            !e|compat|current|current 2.6
            b|crash-log-enabled|yes
            b|crash-memcheck-enabled|yes
            #b|daemonize|no
            !#i|databases|16|1..2147483647
            !^f|dbfilename|dump.rdb|can't be a path, just a filename
            !^t|dir|.
            #b|disable-thp|yes
            b|dynamic-hz|yes
            !#e|enable-debug-command|no|no yes local
            !#e|enable-module-command|no|no yes local
            !#e|enable-protected-configs|no|no yes local
            !i|hash-max-listpack-entries,hash-max-ziplist-entries|512
            !m|hash-max-listpack-value,hash-max-ziplist-value|64
            m|hll-sparse-max-bytes|3000
            !h|hz|10
            t|ignore-warnings|
            #i|io-threads|1|1..128
            #b|io-threads-do-reads|no
            b|jemalloc-bg-thread|yes
            !i|latency-monitor-threshold|0
            !b|latency-tracking|yes
            !p|latency-tracking-info-percentiles|50 99 99.9
            !b|lazyfree-lazy-eviction|no
            !b|lazyfree-lazy-expire|no
            b|lazyfree-lazy-server-del|no
            b|lazyfree-lazy-user-del|no
            b|lazyfree-lazy-user-flush|no
            !i|lfu-decay-time|1|0..2147483647
            !i|lfu-log-factor|10|0..2147483647
            i|list-compress-depth|0|0..2147483647
            i|list-max-listpack-size,list-max-ziplist-size|-2|-2147483648..2147483647
            !#t|logfile|
            !e|loglevel|notice|debug verbose notice warning
            !t|masterauth|
            !t|masteruser|
            !i|maxclients|10000|1..4294967295
            !m|maxmemory|0
            %|maxmemory-clients|0
            i|maxmemory-eviction-tenacity|10|0..100
            !e|maxmemory-policy|noeviction|volatile-lru volatile-lfu volatile-random volatile-ttl allkeys-lru allkeys-lfu allkeys-random noeviction
            !i|maxmemory-samples|5|1..2147483647
            !i|min-replicas-max-lag,min-slaves-max-lag|10|0..2147483647
            !i|min-replicas-to-write,min-slaves-to-write|0|0..2147483647
            !b|no-appendfsync-on-rewrite|no
            n|notify-keyspace-events|
            e|oom-score-adj|no|no yes relative absolute
            z|oom-score-adj-values|0 200 800
            !#t|pidfile|
            !i|port|6379|0..65535
            t|proc-title-template|{title} {listen-addr} {server-mode}
            e|propagation-error-behavior|ignore|ignore panic panic-on-replicas
            !b|protected-mode|yes
            !m|proto-max-bulk-len|536870912|1048576..9223372036854775807
            !b|rdb-del-sync-files|no
            !b|rdb-keep-replaced|no
            !i|rdb-key-save-delay|0|-2147483648..2147483647
            !b|rdb-save-incremental-fsync|yes
            !#b|rdbchecksum|yes
            !b|rdbcompression|yes
            !m|repl-backlog-size|1048576|1..9223372036854775807
            !i|repl-backlog-ttl|3600
            b|repl-disable-tcp-nodelay|no
            !e|repl-diskless-load|disabled|disabled on-empty-db swapdb
            !b|repl-diskless-sync|yes
            !i|repl-diskless-sync-delay|5|0..2147483647
            !i|repl-diskless-sync-max-replicas|0|0..2147483647
            !i|repl-full-resyncs-max|0|0..2147483647
            !i|repl-ping-replica-period,repl-ping-slave-period|10|1..2147483647
            !i|repl-timeout|60|1..2147483647
            !t|replica-announce-ip,slave-announce-ip|
            !i|replica-announce-port,slave-announce-port|0|0..65535
            !b|replica-announced|yes
            !b|replica-ignore-disk-write-errors|no
            !b|replica-ignore-maxmemory,slave-ignore-maxmemory|yes
            b|replica-lazy-flush,slave-lazy-flush|no
            !i|replica-priority,slave-priority|100|0..2147483647
            !b|replica-read-only,slave-read-only|yes
            !b|replica-serve-stale-data,slave-serve-stale-data|yes
            !i|replica-reconnect-backoff-max|0|0..86400
            !i|replica-refuse-shrunk-dataset|0|0..100
            !b|replicaof-refuse-self|no
            !t|requirepass|
            e|sanitize-dump-payload|no|no yes clients
            #t|server_cpulist|
            !i|set-max-intset-entries|512
            #b|set-proc-title|yes
            !s|shutdown-on-sigint|default|default save nosave now force
            !s|shutdown-on-sigterm|default|default save nosave now force
            !i|shutdown-timeout|10|0..2147483647
            !i|slowlog-log-slower-than|10000|-1..9223372036854775807
            !i|slowlog-max-len|128
            #i|socket-mark-id|0|0..4294967295
            !b|stop-writes-on-bgsave-error|yes
            m|stream-node-max-bytes|4096
            i|stream-node-max-entries|100
            #e|supervised|no|upstart systemd auto no
            #b|syslog-enabled|no
            #e|syslog-facility|local0|user local0 local1 local2 local3 local4 local5 local6 local7
            #t|syslog-ident|redis
            !#i|tcp-backlog|511|0..2147483647
            !i|tcp-keepalive|300|0..2147483647
            !i|timeout|0|0..2147483647
            e|tls-auth-clients|yes|no yes optional
            t|tls-ca-cert-dir|
            t|tls-ca-cert-file|
            t|tls-cert-file|
            t|tls-ciphers|
            t|tls-ciphersuites|
            t|tls-client-cert-file|
            t|tls-client-key-file|
            t|tls-client-key-file-pass|
            b|tls-cluster|no
            t|tls-dh-params-file|
            t|tls-key-file|
            t|tls-key-file-pass|
            i|tls-port|0|0..65535
            b|tls-prefer-server-ciphers|no
            t|tls-protocols|
            b|tls-replication|no
            i|tls-session-cache-size|20480|0..2147483647
            i|tls-session-cache-timeout|300|0..2147483647
            b|tls-session-caching|yes
            i|tracking-table-max-keys|1000000
            !#t|unixsocket|
            !#o|unixsocketperm|0
            !i|zset-max-listpack-entries,zset-max-ziplist-entries|128
            !m|zset-max-listpack-value,zset-max-ziplist-value|64
            """;

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
                        false,
                        true));
        ALL.sort(java.util.Comparator.comparing(Directive::name));
    }

    private Directives() {}

    private static Directive special(
            String name, List<String> aliases, Directive.Kind kind, String fallback) {
        return new Directive(name, aliases, kind, fallback, false, false, true);
    }

    private static Directive row(String line) {
        String[] cells = line.split("\\|", -1);
        String marks = cells[0];
        String[] names = cells[1].split(",", -1);
        char kind = marks.charAt(marks.length() - 1);
        return new Directive(
                names[0],
                List.of(names).subList(1, names.length),
                kindOf(kind, cells),
                cells[2],
                marks.contains("#"),
                marks.contains("^"),
                marks.contains("!"));
    }

    private static Directive.Kind kindOf(char kind, String[] cells) {
        String detail = cells.length > 3 ? cells[3] : "";
        return switch (kind) {
            case 'b' -> new Directive.Kind.YesNo();
            case 'i' -> new Directive.Kind.Whole(bound(detail, 0), bound(detail, 1));
            case 'm' -> new Directive.Kind.Memory(bound(detail, 0), bound(detail, 1));
            case '%' -> new Directive.Kind.MemoryOrPercent();
            case 'h' -> new Directive.Kind.Frequency();
            case 'o' -> new Directive.Kind.Octal();
            case 'e' -> new Directive.Kind.Choice(List.of(detail.split(" ", -1)));
            case 's' -> new Directive.Kind.Choices(List.of(detail.split(" ", -1)));
            case 't' -> new Directive.Kind.Text();
            case 'f' -> new Directive.Kind.PlainName(cells[1] + " " + detail);
            case 'w' -> new Directive.Kind.Words();
            case 'n' -> new Directive.Kind.EventClasses();
            case 'p' -> new Directive.Kind.Percentiles();
            case 'z' -> new Directive.Kind.OomScores();
            default -> throw new IllegalStateException("directive table, kind " + kind);
        };
    }

    /// Of `least..most`; where nothing is said, from zero to whatever a number can hold.
    private static long bound(String detail, int index) {
        if (detail.isEmpty()) {
            return index == 0 ? 0 : Long.MAX_VALUE;
        }
        return Long.parseLong(detail.split("\\.\\.", -1)[index]);
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
