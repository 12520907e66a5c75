package dev.firedrill.reports.account;

import dev.firedrill.reports.account.Effect.Kind;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What commands do, as far as writes are accounted for (https://redis.io/commands).
final class Effects {
    static final String NIL = "(nil)";
    private static final String MEMBER = "member";

    /// Commands that change no data.
    private static final Set<String> READS =
            Set.of(
                    "GET",
                    "MGET",
                    "STRLEN",
                    "GETRANGE",
                    "SUBSTR",
                    "GETBIT",
                    "BITCOUNT",
                    "BITPOS",
                    "EXISTS",
                    "TYPE",
                    "TTL",
                    "PTTL",
                    "EXPIRETIME",
                    "PEXPIRETIME",
                    "TOUCH",
                    "OBJECT",
                    "KEYS",
                    "SCAN",
                    "RANDOMKEY",
                    "DBSIZE",
                    "DUMP",
                    "HGET",
                    "HMGET",
                    "HGETALL",
                    "HKEYS",
                    "HVALS",
                    "HLEN",
                    "HEXISTS",
                    "HSTRLEN",
                    "HRANDFIELD",
                    "HSCAN",
                    "SMEMBERS",
                    "SISMEMBER",
                    "SMISMEMBER",
                    "SCARD",
                    "SRANDMEMBER",
                    "SINTER",
                    "SUNION",
                    "SDIFF",
                    "SINTERCARD",
                    "SSCAN",
                    "LRANGE",
                    "LLEN",
                    "LINDEX",
                    "LPOS",
                    "ZRANGE",
                    "ZRANGEBYSCORE",
                    "ZRANGEBYLEX",
                    "ZREVRANGE",
                    "ZREVRANGEBYSCORE",
                    "ZREVRANGEBYLEX",
                    "ZSCORE",
                    "ZMSCORE",
                    "ZCARD",
                    "ZRANK",
                    "ZREVRANK",
                    "ZCOUNT",
                    "ZLEXCOUNT",
                    "ZSCAN",
                    "ZRANDMEMBER",
                    "PING",
                    "ECHO",
                    "INFO",
                    "TIME",
                    "WAIT",
                    "PUBLISH",
                    "SUBSCRIBE",
                    "UNSUBSCRIBE",
                    "AUTH",
                    "HELLO",
                    "CLIENT",
                    "SELECT",
                    "COMMAND",
                    "PERSIST");

    private static final Set<String> EXPIRY = Set.of("EX", "PX", "EXAT", "PXAT");

    private Effects() {}

    /// What an operation did, or may have done when it got no answer.
    static List<Effect> of(Event.Operation operation) {
        if (READS.contains(operation.command())) return List.of();
        try {
            return changes(operation, operation.arguments());
        } catch (NumberFormatException | IndexOutOfBoundsException _) {
            return unknown(operation);
        }
    }

    private static List<Effect> changes(Event.Operation operation, List<String> words) {
        String key = operation.key();
        return switch (operation.command()) {
            case "SET" -> set(operation, words);
            case "SETEX", "PSETEX" -> List.of(put(key, words.get(1), true));
            case "SETNX" -> refused(operation) ? List.of() : List.of(put(key, words.get(0), false));
            case "GETSET" -> List.of(put(key, words.get(0), false));
            case "GETDEL" -> List.of(new Effect.RemoveKey(key));
            case "DEL", "UNLINK" -> removals(key, words);
            case "MSET" -> puts(key, words);
            case "EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT", "GETEX" ->
                    List.of(new Effect.Expire(key));
            case "INCR" -> List.of(new Effect.Add(key, 1));
            case "DECR" -> List.of(new Effect.Add(key, -1));
            case "INCRBY" -> List.of(new Effect.Add(key, Long.parseLong(words.get(0))));
            case "DECRBY" ->
                    List.of(new Effect.Add(key, Math.negateExact(Long.parseLong(words.get(0)))));
            case "HSET", "HMSET" -> fields(key, words);
            case "HSETNX" -> refused(operation) ? List.of() : fields(key, words);
            case "HDEL" -> removed(key, Kind.HASH, words);
            case "SADD" -> members(key, words);
            case "SREM" -> removed(key, Kind.SET, words);
            case "ZADD" -> scores(operation, words);
            case "ZREM" -> removed(key, Kind.SORTED_SET, words);
            case "RPUSH", "LPUSH" ->
                    words.stream().<Effect>map(word -> new Effect.Push(key, word)).toList();
            case "FLUSHALL", "FLUSHDB" -> List.of(new Effect.RemoveAll());
            default -> unknown(operation);
        };
    }

    private static List<Effect> unknown(Event.Operation operation) {
        return List.of(new Effect.Unknown(operation.key(), operation.command()));
    }

    /// A conditional write that was answered with nil or 0.
    private static boolean refused(Event.Operation operation) {
        return operation.reply().equals(NIL) || operation.reply().equals("0");
    }

    private static Effect put(String key, String value, boolean mayVanish) {
        return new Effect.Put(key, Kind.STRING, Effect.WHOLE, value, mayVanish);
    }

    private static List<Effect> set(Event.Operation operation, List<String> words) {
        boolean conditional = false;
        boolean mayVanish = false;
        boolean answersOld = false;
        for (String word : words.subList(1, words.size())) {
            String option = word.toUpperCase(Locale.ROOT);
            conditional |= option.equals("NX") || option.equals("XX");
            answersOld |= option.equals("GET");
            mayVanish |= EXPIRY.contains(option);
        }
        // With GET the answer is the old value, which says nothing about the condition.
        if (conditional && answersOld) return unknown(operation);
        return conditional && operation.reply().equals(NIL)
                ? List.of()
                : List.of(put(operation.key(), words.get(0), mayVanish));
    }

    private static List<Effect> removals(String key, List<String> more) {
        var effects = new ArrayList<Effect>();
        effects.add(new Effect.RemoveKey(key));
        more.forEach(other -> effects.add(new Effect.RemoveKey(other)));
        return effects;
    }

    private static List<Effect> puts(String key, List<String> words) {
        var effects = new ArrayList<Effect>();
        effects.add(put(key, words.get(0), false));
        for (int i = 1; i < words.size(); i += 2) {
            effects.add(put(words.get(i), words.get(i + 1), false));
        }
        return effects;
    }

    private static List<Effect> fields(String key, List<String> words) {
        var effects = new ArrayList<Effect>();
        for (int i = 0; i < words.size(); i += 2) {
            effects.add(new Effect.Put(key, Kind.HASH, words.get(i), words.get(i + 1), false));
        }
        return effects;
    }

    private static List<Effect> members(String key, List<String> words) {
        return words.stream()
                .<Effect>map(word -> new Effect.Put(key, Kind.SET, word, MEMBER, false))
                .toList();
    }

    private static List<Effect> removed(String key, Kind kind, List<String> words) {
        return words.stream().<Effect>map(word -> new Effect.Remove(key, kind, word)).toList();
    }

    private static List<Effect> scores(Event.Operation operation, List<String> words) {
        var effects = new ArrayList<Effect>();
        for (int i = 0; i < words.size(); i += 2) {
            String score = score(words.get(i));
            effects.add(
                    new Effect.Put(
                            operation.key(), Kind.SORTED_SET, words.get(i + 1), score, false));
        }
        return effects;
    }

    /// One spelling for each score.
    static String score(String text) {
        return Double.toString(Double.parseDouble(text));
    }

    /// How a set's members are read back.
    static String member() {
        return MEMBER;
    }
}
