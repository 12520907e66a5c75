package dev.firedrill.engine.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What COMMAND INFO and COMMAND DOCS tell of a command beside its row in the command table.
///
/// @param group and `since` as redis-server 7.0 says
/// @param summary what it does, in a few words
/// @param categories of access, those apart that follow from the flags
/// @param tips for clients that spread commands over several servers
/// @param keys where its keys stand and what becomes of them
public record CommandNotes(
        String group,
        String since,
        String summary,
        List<String> categories,
        List<String> tips,
        List<KeySpec> keys) {

    /// Name: group and version; summary; categories; tips; keys. Source: COMMAND INFO and COMMAND
    /// DOCS of redis-server 7.0.15; the summaries are our own.
    private static final String TABLE =
            """
            append: string 2.0.0; adds bytes to the end of a string; string; ; RW insert@1..0/1
            auth: connection 1.0.0; says who the client is; connection
            bgrewriteaof: server 1.0.0; begins to write the append-only file anew
            bgsave: server 1.0.0; begins a snapshot on disk
            bitcount: bitmap 2.6.0; counts the bits that are set; bitmap; ; RO access@1..0/1
            bitfield: bitmap 3.2.0; reads and writes whole numbers inside a string; bitmap; ; RW access update variable_flags@1..0/1
            bitfield_ro: bitmap 6.0.0; reads whole numbers inside a string; bitmap; ; RO access@1..0/1
            bitop: bitmap 2.6.0; combines strings bit by bit; bitmap; ; OW update@2..0/1, RO access@3..-1/1
            bitpos: bitmap 2.8.7; finds the first bit of a value; bitmap; ; RO access@1..0/1
            blmove: list 6.2.0; moves an element between lists, waiting for one; list; ; RW access delete@1..0/1, RW insert@2..0/1
            blmpop: list 7.0.0; pops from the first list with elements, waiting for one; list; ; RW access delete@2#0+1/1
            blpop: list 2.0.0; pops the first element, waiting for one; list; ; RW access delete@1..-2/1
            brpop: list 2.0.0; pops the last element, waiting for one; list; ; RW access delete@1..-2/1
            brpoplpush: list 2.2.0; moves the last element to another list, waiting for one; list; ; RW access delete@1..0/1, RW insert@2..0/1
            bzmpop: sorted-set 7.0.0; pops from the first sorted set with members, waiting for one; sortedset; ; RW access delete@2#0+1/1
            bzpopmax: sorted-set 5.0.0; pops the member with the highest score, waiting for one; sortedset; ; RW access delete@1..-2/1
            bzpopmin: sorted-set 5.0.0; pops the member with the lowest score, waiting for one; sortedset; ; RW access delete@1..-2/1
            client: connection 2.4.0; is about connections
            client|caching: connection 6.0.0; says whether the next command's keys are tracked; connection
            client|getname: connection 2.6.9; answers the connection's name; connection
            client|getredir: connection 6.0.0; answers where invalidations go; connection
            client|help: connection 5.0.0; lists the subcommands; connection
            client|id: connection 5.0.0; answers the connection's number; connection
            client|info: connection 6.2.0; describes this connection; connection; nondeterministic_output
            client|kill: connection 2.4.0; closes connections; connection
            client|list: connection 2.4.0; describes the connections; connection; nondeterministic_output
            client|no-evict: connection 7.0.0; spares the connection when memory is short; connection
            client|no-touch: connection 7.2.0; leaves the idle time of keys alone; connection
            client|pause: connection 2.9.50; makes clients wait; connection
            client|reply: connection 3.2.0; turns answers on and off; connection
            client|setinfo: connection 7.2.0; names the client's library; connection
            client|setname: connection 2.6.9; names the connection; connection
            client|tracking: connection 6.0.0; turns tracking of keys on and off; connection
            client|trackinginfo: connection 6.2.0; tells what is tracked; connection
            client|unblock: connection 5.0.0; ends another client's waiting; connection
            client|unpause: connection 6.2.0; lets clients go on; connection
            command: server 2.8.13; describes the commands; connection; nondeterministic_output_order
            command|count: server 2.8.13; counts the commands; connection
            command|docs: server 7.0.0; documents commands; connection; nondeterministic_output_order
            command|getkeys: server 2.8.13; finds the keys in a command; connection
            command|getkeysandflags: server 7.0.0; finds the keys in a command and what becomes of them; connection
            command|help: server 5.0.0; lists the subcommands; connection
            command|info: server 2.8.13; describes some commands; connection; nondeterministic_output_order
            command|list: server 7.0.0; lists the names of commands; connection; nondeterministic_output_order
            config: server 2.0.0; is about the configuration
            config|get: server 2.0.0; answers values of directives
            config|help: server 5.0.0; lists the subcommands
            config|resetstat: server 2.0.0; begins to count anew
            config|rewrite: server 2.8.0; writes the configuration into its file
            config|set: server 2.0.0; changes directives; ; request_policy:all_nodes response_policy:all_succeeded
            copy: generic 6.2.0; copies what a key holds; keyspace; ; RO access@1..0/1, OW update@2..0/1
            dbsize: server 1.0.0; counts the keys; keyspace; request_policy:all_shards response_policy:agg_sum
            debug: server 1.0.0; is for tests
            decr: string 1.0.0; subtracts one; string; ; RW access update@1..0/1
            decrby: string 1.0.0; subtracts a number; string; ; RW access update@1..0/1
            del: generic 1.0.0; deletes keys; keyspace; request_policy:multi_shard response_policy:agg_sum; RM delete@1..-1/1
            discard: transactions 2.0.0; gives up a transaction; transaction
            dump: generic 2.6.0; answers a value in a form that RESTORE takes; keyspace; nondeterministic_output; RO access@1..0/1
            echo: connection 1.0.0; answers what it is told; connection
            exec: transactions 1.2.0; runs a transaction; transaction
            exists: generic 1.0.0; counts which keys are there; keyspace; request_policy:multi_shard response_policy:agg_sum; RO@1..-1/1
            expire: generic 1.0.0; lets a key expire after seconds; keyspace; ; RW update@1..0/1
            expireat: generic 1.2.0; lets a key expire at a second; keyspace; ; RW update@1..0/1
            expiretime: generic 7.0.0; answers the second at which a key expires; keyspace; ; RO access@1..0/1
            failover: server 6.2.0; hands the role of master to a replica
            flushall: server 1.0.0; deletes all keys of all databases; keyspace dangerous; request_policy:all_shards response_policy:all_succeeded
            flushdb: server 1.0.0; deletes all keys of the database; keyspace dangerous; request_policy:all_shards response_policy:all_succeeded
            get: string 1.0.0; answers a string; string; ; RO access@1..0/1
            getbit: bitmap 2.2.0; answers a bit; bitmap; ; RO access@1..0/1
            getdel: string 6.2.0; answers a string and deletes it; string; ; RW access delete@1..0/1
            getex: string 6.2.0; answers a string and changes when it expires; string; ; RW access update@1..0/1
            getrange: string 2.4.0; answers a part of a string; string; ; RO access@1..0/1
            getset: string 1.0.0; sets a string and answers what it was; string; ; RW access update@1..0/1
            hdel: hash 2.0.0; deletes fields; hash; ; RW delete@1..0/1
            hello: connection 6.0.0; agrees on a protocol; connection
            hexists: hash 2.0.0; tells whether a field is there; hash; ; RO@1..0/1
            hget: hash 2.0.0; answers a field; hash; ; RO access@1..0/1
            hgetall: hash 2.0.0; answers all fields with their values; hash; nondeterministic_output_order; RO access@1..0/1
            hincrby: hash 2.0.0; adds a number to a field; hash; ; RW access update@1..0/1
            hincrbyfloat: hash 2.6.0; adds a fraction to a field; hash; ; RW access update@1..0/1
            hkeys: hash 2.0.0; answers the names of all fields; hash; nondeterministic_output_order; RO access@1..0/1
            hlen: hash 2.0.0; counts the fields; hash; ; RO@1..0/1
            hmget: hash 2.0.0; answers some fields; hash; ; RO access@1..0/1
            hmset: hash 2.0.0; sets fields; hash; ; RW update@1..0/1
            hrandfield: hash 6.2.0; answers fields by chance; hash; nondeterministic_output; RO access@1..0/1
            hscan: hash 2.8.0; goes through the fields; hash; nondeterministic_output; RO access@1..0/1
            hset: hash 2.0.0; sets fields; hash; ; RW update@1..0/1
            hsetnx: hash 2.0.0; sets a field that is not there; hash; ; RW insert@1..0/1
            hstrlen: hash 3.2.0; answers the length of a field; hash; ; RO@1..0/1
            hvals: hash 2.0.0; answers the values of all fields; hash; nondeterministic_output_order; RO access@1..0/1
            incr: string 1.0.0; adds one; string; ; RW access update@1..0/1
            incrby: string 1.0.0; adds a number; string; ; RW access update@1..0/1
            incrbyfloat: string 2.6.0; adds a fraction; string; ; RW access update@1..0/1
            info: server 1.0.0; tells about the server; dangerous; nondeterministic_output request_policy:all_shards response_policy:special
            keys: generic 1.0.0; finds keys by a pattern; keyspace dangerous; request_policy:all_shards nondeterministic_output_order
            lastsave: server 1.0.0; answers when data was last saved; admin dangerous; nondeterministic_output
            latency: server 2.8.13; is about slow events
            latency|doctor: server 2.8.13; judges slow events; ; nondeterministic_output request_policy:all_nodes response_policy:special
            latency|graph: server 2.8.13; draws the samples of an event; ; nondeterministic_output request_policy:all_nodes response_policy:special
            latency|help: server 2.8.13; lists the subcommands
            latency|histogram: server 7.0.0; tells how long commands took; ; nondeterministic_output request_policy:all_nodes response_policy:special
            latency|history: server 2.8.13; answers the samples of an event; ; nondeterministic_output request_policy:all_nodes response_policy:special
            latency|latest: server 2.8.13; answers the last sample of each event; ; nondeterministic_output request_policy:all_nodes response_policy:special
            latency|reset: server 2.8.13; forgets samples; ; request_policy:all_nodes response_policy:all_succeeded
            lcs: string 7.0.0; finds what two strings have in common; string; ; RO access@1..1/1
            lindex: list 1.0.0; answers an element by its place; list; ; RO access@1..0/1
            linsert: list 2.2.0; puts an element beside another; list; ; RW insert@1..0/1
            llen: list 1.0.0; counts the elements; list; ; RO@1..0/1
            lmove: list 6.2.0; moves an element between lists; list; ; RW access delete@1..0/1, RW insert@2..0/1
            lmpop: list 7.0.0; pops from the first list with elements; list; ; RW access delete@1#0+1/1
            lolwut: server 5.0.0; shows a drawing and the version
            lpop: list 1.0.0; pops the first elements; list; ; RW access delete@1..0/1
            lpos: list 6.0.6; finds an element; list; ; RO access@1..0/1
            lpush: list 1.0.0; puts elements before the first; list; ; RW insert@1..0/1
            lpushx: list 2.2.0; puts elements before the first if there is a list; list; ; RW insert@1..0/1
            lrange: list 1.0.0; answers some elements; list; ; RO access@1..0/1
            lrem: list 1.0.0; deletes elements by their value; list; ; RW delete@1..0/1
            lset: list 1.0.0; sets an element by its place; list; ; RW update@1..0/1
            ltrim: list 1.0.0; keeps some elements only; list; ; RW delete@1..0/1
            memory: server 4.0.0; is about memory
            memory|doctor: server 4.0.0; judges the use of memory; ; nondeterministic_output request_policy:all_shards response_policy:special
            memory|help: server 4.0.0; lists the subcommands
            memory|malloc-stats: server 4.0.0; answers statistics of the allocator; ; nondeterministic_output request_policy:all_shards response_policy:special
            memory|purge: server 4.0.0; asks the allocator to give memory back; ; request_policy:all_shards response_policy:all_succeeded
            memory|stats: server 4.0.0; tells where memory goes; ; nondeterministic_output request_policy:all_shards response_policy:special
            memory|usage: server 4.0.0; tells how much memory a key takes; ; ; RO@2..0/1
            mget: string 1.0.0; answers several strings; string; request_policy:multi_shard; RO access@1..-1/1
            monitor: server 1.0.0; shows every command as it comes
            move: generic 1.0.0; moves a key to another database; keyspace; ; RW access update@1..0/1
            mset: string 1.0.1; sets several strings; string; request_policy:multi_shard response_policy:all_succeeded; OW update@1..-1/2
            msetnx: string 1.0.1; sets several strings if none is there; string; request_policy:multi_shard response_policy:agg_min; OW insert@1..-1/2
            multi: transactions 1.2.0; begins a transaction; transaction
            object: generic 2.2.3; is about how a value is kept
            object|encoding: generic 2.2.3; answers how a value is encoded; keyspace; nondeterministic_output; RO@2..0/1
            object|freq: generic 4.0.0; answers how often a key is used; keyspace; nondeterministic_output; RO@2..0/1
            object|help: generic 6.2.0; lists the subcommands; keyspace
            object|idletime: generic 2.2.3; answers since when a key was not used; keyspace; nondeterministic_output; RO@2..0/1
            object|refcount: generic 2.2.3; counts who refers to a value; keyspace; nondeterministic_output; RO@2..0/1
            persist: generic 2.2.0; keeps a key from expiring; keyspace; ; RW update@1..0/1
            pexpire: generic 2.6.0; lets a key expire after milliseconds; keyspace; ; RW update@1..0/1
            pexpireat: generic 2.6.0; lets a key expire at a millisecond; keyspace; ; RW update@1..0/1
            pexpiretime: generic 7.0.0; answers the millisecond at which a key expires; keyspace; ; RO access@1..0/1
            ping: connection 1.0.0; asks whether the server is there; connection; request_policy:all_shards response_policy:all_succeeded
            psetex: string 2.6.0; sets a string that expires after milliseconds; string; ; OW update@1..0/1
            psubscribe: pubsub 2.0.0; listens to channels by patterns
            psync: server 2.8.0; asks for the replication stream
            pttl: generic 2.6.0; answers in how many milliseconds a key expires; keyspace; nondeterministic_output; RO access@1..0/1
            publish: pubsub 2.0.0; tells a channel's listeners
            pubsub: pubsub 2.8.0; is about channels
            pubsub|channels: pubsub 2.8.0; lists the channels with listeners
            pubsub|help: pubsub 6.2.0; lists the subcommands
            pubsub|numpat: pubsub 2.8.0; counts the patterns that are listened to
            pubsub|numsub: pubsub 2.8.0; counts the listeners of channels
            pubsub|shardchannels: pubsub 7.0.0; lists the shard channels with listeners
            pubsub|shardnumsub: pubsub 7.0.0; counts the listeners of shard channels
            punsubscribe: pubsub 2.0.0; no longer listens to patterns
            quit: connection 1.0.0; ends the connection; connection
            randomkey: generic 1.0.0; answers a key by chance; keyspace; request_policy:all_shards nondeterministic_output
            rename: generic 1.0.0; gives a key another name; keyspace; ; RW access delete@1..0/1, OW update@2..0/1
            renamenx: generic 1.0.0; gives a key another name if that is free; keyspace; ; RW access delete@1..0/1, OW insert@2..0/1
            replconf: server 3.0.0; tells a master about its replica
            replicaof: server 5.0.0; makes the server a replica, or a master
            reset: connection 6.2.0; makes the connection as new; connection
            restore: generic 2.6.0; brings back what DUMP answered; keyspace dangerous; ; OW update@1..0/1
            role: server 2.8.12; answers the server's role in replication; admin dangerous
            rpop: list 1.0.0; pops the last elements; list; ; RW access delete@1..0/1
            rpoplpush: list 1.2.0; moves the last element to another list; list; ; RW access delete@1..0/1, RW insert@2..0/1
            rpush: list 1.0.0; puts elements behind the last; list; ; RW insert@1..0/1
            rpushx: list 2.2.0; puts elements behind the last if there is a list; list; ; RW insert@1..0/1
            sadd: set 1.0.0; adds members; set; ; RW insert@1..0/1
            save: server 1.0.0; saves the data and waits for it
            scan: generic 2.8.0; goes through the keys; keyspace; nondeterministic_output request_policy:special
            scard: set 1.0.0; counts the members; set; ; RO@1..0/1
            sdiff: set 1.0.0; answers what the other sets lack; set; nondeterministic_output_order; RO access@1..-1/1
            sdiffstore: set 1.0.0; stores what the other sets lack; set; ; OW update@1..0/1, RO access@2..-1/1
            select: connection 1.0.0; chooses a database; connection
            set: string 1.0.0; sets a string; string; ; RW access update variable_flags@1..0/1
            setbit: bitmap 2.2.0; sets a bit; bitmap; ; RW access update@1..0/1
            setex: string 2.0.0; sets a string that expires after seconds; string; ; OW update@1..0/1
            setnx: string 1.0.0; sets a string that is not there; string; ; OW insert@1..0/1
            setrange: string 2.2.0; overwrites a part of a string; string; ; RW update@1..0/1
            shutdown: server 1.0.0; ends the server
            sinter: set 1.0.0; answers what all sets have; set; nondeterministic_output_order; RO access@1..-1/1
            sintercard: set 7.0.0; counts what all sets have; set; ; RO access@1#0+1/1
            sinterstore: set 1.0.0; stores what all sets have; set; ; RW update@1..0/1, RO access@2..-1/1
            sismember: set 1.0.0; tells whether a member is there; set; ; RO@1..0/1
            slaveof: server 1.0.0; makes the server a replica, or a master
            slowlog: server 2.2.12; is about slow commands
            slowlog|get: server 2.2.12; answers the slow commands; ; request_policy:all_nodes nondeterministic_output
            slowlog|help: server 6.2.0; lists the subcommands
            slowlog|len: server 2.2.12; counts the slow commands; ; request_policy:all_nodes response_policy:agg_sum nondeterministic_output
            slowlog|reset: server 2.2.12; forgets the slow commands; ; request_policy:all_nodes response_policy:all_succeeded
            smembers: set 1.0.0; answers all members; set; nondeterministic_output_order; RO access@1..0/1
            smismember: set 6.2.0; tells which members are there; set; ; RO access@1..0/1
            smove: set 1.0.0; moves a member to another set; set; ; RW access delete@1..0/1, RW insert@2..0/1
            spop: set 1.0.0; takes members away by chance; set; nondeterministic_output; RW access delete@1..0/1
            spublish: pubsub 7.0.0; tells a shard channel's listeners; ; ; not_key@1..0/1
            srandmember: set 1.0.0; answers members by chance; set; nondeterministic_output; RO access@1..0/1
            srem: set 1.0.0; removes members; set; ; RW delete@1..0/1
            sscan: set 2.8.0; goes through the members; set; nondeterministic_output; RO access@1..0/1
            ssubscribe: pubsub 7.0.0; listens to shard channels; ; ; not_key@1..-1/1
            strlen: string 2.2.0; answers the length of a string; string; ; RO@1..0/1
            subscribe: pubsub 2.0.0; listens to channels
            substr: string 1.0.0; answers a part of a string; string; ; RO access@1..0/1
            sunion: set 1.0.0; answers what any set has; set; nondeterministic_output_order; RO access@1..-1/1
            sunionstore: set 1.0.0; stores what any set has; set; ; OW update@1..0/1, RO access@2..-1/1
            sunsubscribe: pubsub 7.0.0; no longer listens to shard channels; ; ; not_key@1..-1/1
            swapdb: server 4.0.0; exchanges two databases; keyspace dangerous
            sync: server 1.0.0; asks for the replication stream as long ago
            time: server 2.6.0; answers the server's time; ; nondeterministic_output
            touch: generic 3.2.1; uses keys without reading them; keyspace; request_policy:multi_shard response_policy:agg_sum; RO@1..-1/1
            ttl: generic 1.0.0; answers in how many seconds a key expires; keyspace; nondeterministic_output; RO access@1..0/1
            type: generic 1.0.0; answers what kind of value a key holds; keyspace; ; RO@1..0/1
            unlink: generic 4.0.0; deletes keys; keyspace; request_policy:multi_shard response_policy:agg_sum; RM delete@1..-1/1
            unsubscribe: pubsub 2.0.0; no longer listens to channels
            unwatch: transactions 2.2.0; forgets the watched keys; transaction
            wait: generic 3.0.0; waits until replicas have what was written; connection; request_policy:all_shards response_policy:agg_min
            waitaof: generic 7.2.0; waits until files have what was written; connection; request_policy:all_shards response_policy:agg_min
            watch: transactions 2.2.0; makes the next transaction depend on keys; transaction; ; RO@1..-1/1
            zadd: sorted-set 1.2.0; adds members or changes their scores; sortedset; ; RW update@1..0/1
            zcard: sorted-set 1.2.0; counts the members; sortedset; ; RO@1..0/1
            zcount: sorted-set 2.0.0; counts the members in a range of scores; sortedset; ; RO access@1..0/1
            zdiff: sorted-set 6.2.0; answers what the other sorted sets lack; sortedset; ; RO access@1#0+1/1
            zdiffstore: sorted-set 6.2.0; stores what the other sorted sets lack; sortedset; ; OW update@1..0/1, RO access@2#0+1/1
            zincrby: sorted-set 1.2.0; adds to a member's score; sortedset; ; RW access update@1..0/1
            zinter: sorted-set 6.2.0; answers what all sorted sets have; sortedset; ; RO access@1#0+1/1
            zintercard: sorted-set 7.0.0; counts what all sorted sets have; sortedset; ; RO access@1#0+1/1
            zinterstore: sorted-set 2.0.0; stores what all sorted sets have; sortedset; ; OW update@1..0/1, RO access@2#0+1/1
            zlexcount: sorted-set 2.8.9; counts the members in a range of names; sortedset; ; RO access@1..0/1
            zmpop: sorted-set 7.0.0; pops from the first sorted set with members; sortedset; ; RW access delete@1#0+1/1
            zmscore: sorted-set 6.2.0; answers the scores of members; sortedset; ; RO access@1..0/1
            zpopmax: sorted-set 5.0.0; pops the members with the highest scores; sortedset; ; RW access delete@1..0/1
            zpopmin: sorted-set 5.0.0; pops the members with the lowest scores; sortedset; ; RW access delete@1..0/1
            zrandmember: sorted-set 6.2.0; answers members by chance; sortedset; nondeterministic_output; RO access@1..0/1
            zrange: sorted-set 1.2.0; answers the members in a range; sortedset; ; RO access@1..0/1
            zrangebylex: sorted-set 2.8.9; answers the members in a range of names; sortedset; ; RO access@1..0/1
            zrangebyscore: sorted-set 1.0.5; answers the members in a range of scores; sortedset; ; RO access@1..0/1
            zrangestore: sorted-set 6.2.0; stores the members in a range; sortedset; ; OW update@1..0/1, RO access@2..0/1
            zrank: sorted-set 2.0.0; answers a member's place, lowest score first; sortedset; ; RO access@1..0/1
            zrem: sorted-set 1.2.0; removes members; sortedset; ; RW delete@1..0/1
            zremrangebylex: sorted-set 2.8.9; removes the members in a range of names; sortedset; ; RW delete@1..0/1
            zremrangebyrank: sorted-set 2.0.0; removes the members in a range of places; sortedset; ; RW delete@1..0/1
            zremrangebyscore: sorted-set 1.2.0; removes the members in a range of scores; sortedset; ; RW delete@1..0/1
            zrevrange: sorted-set 1.2.0; answers the members in a range, highest score first; sortedset; ; RO access@1..0/1
            zrevrangebylex: sorted-set 2.8.9; answers the members in a range of names, backwards; sortedset; ; RO access@1..0/1
            zrevrangebyscore: sorted-set 2.2.0; answers the members in a range of scores, highest first; sortedset; ; RO access@1..0/1
            zrevrank: sorted-set 2.0.0; answers a member's place, highest score first; sortedset; ; RO access@1..0/1
            zscan: sorted-set 2.8.0; goes through the members; sortedset; nondeterministic_output; RO access@1..0/1
            zscore: sorted-set 1.2.0; answers a member's score; sortedset; ; RO access@1..0/1
            zunion: sorted-set 6.2.0; answers what any sorted set has; sortedset; ; RO access@1#0+1/1
            zunionstore: sorted-set 2.0.0; stores what any sorted set has; sortedset; ; OW update@1..0/1, RO access@2#0+1/1
            """;

    private static final Map<String, CommandNotes> BY_NAME = new LinkedHashMap<>();

    static {
        TABLE.lines().forEach(CommandNotes::row);
    }

    private static void row(String line) {
        int colon = line.indexOf(": ");
        String[] cells = line.substring(colon + 2).split("; ?", -1);
        String[] origin = cells[0].split(" ", -1);
        var keys = new ArrayList<KeySpec>();
        for (String spec : words(cells, 4, ", ")) {
            keys.add(KeySpec.parse(spec));
        }
        BY_NAME.put(
                line.substring(0, colon),
                new CommandNotes(
                        origin[0],
                        origin[1],
                        cells[1],
                        words(cells, 2, " "),
                        words(cells, 3, " "),
                        keys));
    }

    private static List<String> words(String[] cells, int index, String between) {
        boolean none = index >= cells.length || cells[index].isEmpty();
        return none ? List.of() : List.of(cells[index].split(between, -1));
    }

    /// Null for a command that redis-server 7.0 does not know either.
    public static @Nullable CommandNotes of(String name) {
        return BY_NAME.get(name);
    }
}
