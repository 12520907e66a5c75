package dev.firedrill.engine.interop;

import java.util.List;

/// The shapes of commands that [CommandGenerator] fills in: words stand for themselves, `$x` for a
/// draw of that kind, `[ ]` for what may be left out, `( | )` for a choice, `{ }` for one to four
/// repetitions.
final class CommandTemplates {
    private static final String EXPIRY = "( EX $ttl | PX $pttl | EXAT $at | PXAT $pat )";

    static final List<String> STRINGS =
            List.of(
                    "SET $s $v",
                    "SET $s $v [ ( NX | XX ) ] [ GET ] [ ( " + EXPIRY + " | KEEPTTL ) ]",
                    "SETNX $s $v",
                    "SETEX $s $ttl $v",
                    "PSETEX $s $pttl $v",
                    "GETSET $s $v",
                    "GET $s",
                    "GETDEL $s",
                    "GETEX $s [ ( " + EXPIRY + " | PERSIST ) ]",
                    "MGET { $a }",
                    "MSET { $s $v }",
                    "MSETNX { $s $v }",
                    "APPEND $s $v",
                    "STRLEN $s",
                    "GETRANGE $s $i $i",
                    "SUBSTR $s $i $i",
                    "SETRANGE $s $n $v",
                    "LCS $s $s",
                    "LCS $s $s [ LEN ] [ IDX ] [ MINMATCHLEN $n ] [ WITHMATCHLEN ]");
    static final List<String> NUMBERS =
            List.of(
                    "INCR $c",
                    "DECR $c",
                    "INCRBY $c $I",
                    "DECRBY $c $I",
                    "INCRBYFLOAT $c $w",
                    "INCRBYFLOAT $c $w",
                    "SET $c $I",
                    "SET $c $w",
                    "GET $c",
                    "HINCRBY $h $cf $I",
                    "HINCRBYFLOAT $h $cf $w",
                    "HSET $h $cf $I");
    static final List<String> BITS =
            List.of(
                    "SETBIT $s $o $bit",
                    "GETBIT $s $o",
                    "BITCOUNT $s",
                    "BITCOUNT $s $i $i [ ( BYTE | BIT ) ]",
                    "BITCOUNT $s $o $o BIT",
                    "BITPOS $s $bit",
                    "BITPOS $s $bit $i [ $i [ ( BYTE | BIT ) ] ]",
                    "BITPOS $s $bit $o $o BIT",
                    "BITOP ( AND | OR | XOR ) $s { $s }",
                    "BITOP NOT $s $s",
                    "BITFIELD $s { [ OVERFLOW ( WRAP | SAT | FAIL ) ] ( GET $bt $bo | SET $bt $bo"
                            + " $I | INCRBY $bt $bo $I ) }",
                    "BITFIELD $s { INCRBY $bt $bo $i }",
                    "BITFIELD $s GET $bt $bo",
                    "BITFIELD_RO $s { GET $bt $bo }");
    static final List<String> LISTS =
            List.of(
                    "LPUSH $l { $v }",
                    "RPUSH $l { $v }",
                    "RPUSH $l { $v } $v $v",
                    "LPUSHX $l { $v }",
                    "RPUSHX $l { $v }",
                    "LPOP $l [ $n ]",
                    "RPOP $l [ $n ]",
                    "LLEN $l",
                    "LRANGE $l $i $i",
                    "LRANGE $l 0 -1",
                    "LINDEX $l $i",
                    "LSET $l $i $v",
                    "LREM $l $i $v",
                    "LTRIM $l $i $i",
                    "LINSERT $l ( BEFORE | AFTER ) $v $v",
                    "LMOVE $l $l ( LEFT | RIGHT ) ( LEFT | RIGHT )",
                    "RPOPLPUSH $l $l",
                    "LPOS $l $v [ RANK $i ] [ COUNT $n ] [ MAXLEN $n ]",
                    "LMPOP #l ( LEFT | RIGHT ) [ COUNT $n ]");
    static final List<String> SETS =
            List.of(
                    "SADD $t { $m }",
                    "SADD $t { $m } $m $m",
                    "SADD $t { $i }",
                    "SREM $t { $m }",
                    "SCARD $t",
                    "SISMEMBER $t $m",
                    "SMISMEMBER $t { $m }",
                    "SMEMBERS $t",
                    "SMOVE $t $t $m",
                    "SINTER { $t }",
                    "SUNION { $t }",
                    "SDIFF { $t }",
                    "SINTERSTORE $t { $t }",
                    "SUNIONSTORE $t { $t }",
                    "SDIFFSTORE $t { $t }",
                    "SINTERCARD #t [ LIMIT $n ]",
                    "SPOP $t [ $n ]",
                    "SRANDMEMBER $t [ $i ]",
                    "SSCAN $t 0 [ MATCH $p ] [ COUNT $n ]");
    static final List<String> HASHES =
            List.of(
                    "HSET $h { $f $v }",
                    "HSET $h { $f $v } $f $v",
                    "HMSET $h { $f $v }",
                    "HSETNX $h $f $v",
                    "HGET $h $f",
                    "HMGET $h { $f }",
                    "HDEL $h { $f }",
                    "HEXISTS $h $f",
                    "HLEN $h",
                    "HKEYS $h",
                    "HVALS $h",
                    "HGETALL $h",
                    "HSTRLEN $h $f",
                    "HINCRBY $h $f $i",
                    "HRANDFIELD $h [ $i [ WITHVALUES ] ]",
                    "HSCAN $h 0 [ MATCH $p ] [ COUNT $n ]");
    static final List<String> RANKINGS =
            List.of(
                    "ZADD $z { $d $m }",
                    "ZADD $z { $d $m } $d $m",
                    "ZADD $z [ ( NX | XX ) ] [ ( GT | LT ) ] [ CH ] { $d $m }",
                    "ZADD $z [ ( NX | XX ) ] [ ( GT | LT ) ] [ CH ] INCR $d $m",
                    "ZINCRBY $z $d $m",
                    "ZREM $z { $m }",
                    "ZCARD $z",
                    "ZSCORE $z $m",
                    "ZMSCORE $z { $m }",
                    "ZRANK $z $m",
                    "ZREVRANK $z $m",
                    "ZPOPMIN $z [ $n ]",
                    "ZPOPMAX $z [ $n ]",
                    "ZMPOP #z ( MIN | MAX ) [ COUNT $n ]",
                    "ZRANDMEMBER $z [ $i [ WITHSCORES ] ]",
                    "ZSCAN $z 0 [ MATCH $p ] [ COUNT $n ]");
    static final List<String> RANGES =
            List.of(
                    "ZRANGE $z 0 -1 WITHSCORES",
                    "ZRANGE $z $i $i [ REV ] [ WITHSCORES ] [ LIMIT $i $i ]",
                    "ZRANGE $z $b $b BYSCORE [ REV ] [ LIMIT $i $i ] [ WITHSCORES ]",
                    "ZRANGE $x $y $y BYLEX [ REV ] [ LIMIT $i $i ] [ WITHSCORES ]",
                    "ZRANGESTORE $z $z $i $i [ REV ] [ LIMIT $i $i ]",
                    "ZRANGESTORE $z $z $b $b BYSCORE [ REV ] [ LIMIT $i $i ]",
                    "ZRANGESTORE $x $x $y $y BYLEX [ REV ] [ LIMIT $i $i ]",
                    "ZRANGEBYSCORE $z $b $b [ WITHSCORES ] [ LIMIT $i $i ]",
                    "ZREVRANGEBYSCORE $z $b $b [ WITHSCORES ] [ LIMIT $i $i ]",
                    "ZRANGEBYLEX $x $y $y [ LIMIT $i $i ]",
                    "ZREVRANGEBYLEX $x $y $y [ LIMIT $i $i ]",
                    "ZREVRANGE $z $i $i [ WITHSCORES ]",
                    "ZCOUNT $z $b $b",
                    "ZLEXCOUNT $x $y $y",
                    "ZREMRANGEBYRANK $z $i $i",
                    "ZREMRANGEBYSCORE $z $b $b",
                    "ZREMRANGEBYLEX $x $y $y",
                    "ZADD $x { 0 $m }",
                    "ZADD $x { 0 $m } 0 $m 0 $m");
    static final List<String> RANKING_ALGEBRA =
            List.of(
                    "ZUNION #zt [ AGGREGATE ( SUM | MIN | MAX ) ] [ WITHSCORES ]",
                    "ZINTER #zt [ AGGREGATE ( SUM | MIN | MAX ) ] [ WITHSCORES ]",
                    "ZUNION 2 $z $z WEIGHTS $d $d [ AGGREGATE ( SUM | MIN | MAX ) ] WITHSCORES",
                    "ZINTER 2 $z $zt WEIGHTS $d $d [ AGGREGATE ( SUM | MIN | MAX ) ] WITHSCORES",
                    "ZDIFF #zt [ WITHSCORES ]",
                    "ZUNIONSTORE $z #zt [ AGGREGATE ( SUM | MIN | MAX ) ]",
                    "ZINTERSTORE $z #zt [ AGGREGATE ( SUM | MIN | MAX ) ]",
                    "ZUNIONSTORE $z 2 $zt $z WEIGHTS $d $d",
                    "ZINTERSTORE $z 2 $z $z WEIGHTS $d $d AGGREGATE ( SUM | MIN | MAX )",
                    "ZDIFFSTORE $z #zt",
                    "ZINTERCARD #zt [ LIMIT $n ]");
    static final List<String> KEYS =
            List.of(
                    "DEL { $a }",
                    "DEL $x",
                    "SET ( w0 | w1 ) v",
                    "UNLINK { $a }",
                    "EXISTS { $a }",
                    "TOUCH { $a }",
                    "TYPE $a",
                    "KEYS $p",
                    "SCAN 0 [ MATCH $p ] [ COUNT $n ] [ TYPE ( string | list | set | zset | hash |"
                            + " stream ) ]",
                    "DBSIZE",
                    "RANDOMKEY",
                    "RENAME $a $a",
                    "RENAMENX $a $a",
                    "EXPIRE $a $ttl [ ( NX | XX ) ]",
                    "PEXPIRE $a $pttl [ ( NX | XX ) ]",
                    "EXPIREAT $a $at [ ( NX | XX | GT | LT ) ] [ ( XX | GT ) ]",
                    "PEXPIREAT $a $pat [ ( NX | XX | GT | LT ) ]",
                    "TTL $a",
                    "PTTL $a",
                    "EXPIRETIME $a",
                    "PEXPIRETIME $a",
                    "PERSIST $a",
                    "SELECT $db",
                    "SELECT 0",
                    "DISCARD",
                    "EXEC",
                    "UNWATCH",
                    "ECHO $v");

    /// Only inside of a transaction, where they do not wait.
    static final List<String> BLOCKING =
            List.of(
                    "BLPOP { $l } $timeout",
                    "BRPOP { $l } $timeout",
                    "BLMOVE $l $l ( LEFT | RIGHT ) ( LEFT | RIGHT ) $timeout",
                    "BRPOPLPUSH $l $l $timeout",
                    "BLMPOP $timeout #l ( LEFT | RIGHT ) [ COUNT $n ]",
                    "BZPOPMIN { $z } $timeout",
                    "BZPOPMAX { $z } $timeout",
                    "BZMPOP $timeout #z ( MIN | MAX ) [ COUNT $n ]");

    static final List<List<String>> FAMILIES =
            List.of(
                    STRINGS,
                    NUMBERS,
                    BITS,
                    LISTS,
                    SETS,
                    HASHES,
                    RANKINGS,
                    RANGES,
                    RANKING_ALGEBRA,
                    KEYS);

    private CommandTemplates() {}
}
