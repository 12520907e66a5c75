package dev.firedrill.engine.node;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.keyspace.Database;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes room when more memory is used than `maxmemory`: draws some keys by chance, remembers the
/// best candidates of many draws, and deletes the very best until there is room. Replicas and files
/// are told of each key, so that they need no chance of their own.
///
/// A round is bounded by the number of keys rather than by a clock, so that a run repeats.
final class Eviction {
    private static final int POOL_MAX = 16;
    private static final int EVICTED_PER_ROUND_MAX = 1000;

    /// A key that might go, the higher its rank the sooner.
    private record Candidate(int database, byte[] key, long rank) {}

    private final NodeContext node;
    private final Prng prng;

    /// The best ones last.
    private final List<Candidate> pool = new ArrayList<>();

    private int nextDatabase;
    private long aboveSinceNanos = -1;
    private long aboveNanos;

    Eviction(NodeContext node, Prng prng) {
        this.node = node;
        this.prng = prng;
    }

    /// What counts against `maxmemory`: not what is only on its way to replicas and files.
    private long countedBytes() {
        long backlog = node.replication.allocatedBytes();
        long kept = Math.min(backlog, node.replication.backlogBytesMin());
        return node.keyspace.usedBytes() + kept;
    }

    /// INFO's `mem_not_counted_for_evict`.
    long uncountedBytes() {
        return node.usedMemoryBytes() - countedBytes();
    }

    private boolean above() {
        long max = node.settings.maxMemoryBytes;
        boolean above = max > 0 && countedBytes() > max;
        if (above && aboveSinceNanos < 0) {
            aboveSinceNanos = node.nowNanos;
        } else if (!above && aboveSinceNanos >= 0) {
            aboveNanos += node.nowNanos - aboveSinceNanos;
            aboveSinceNanos = -1;
        }
        return above;
    }

    /// INFO's `total_eviction_exceeded_time` and `current_eviction_exceeded_time`.
    long aboveNanosTotal() {
        return aboveNanos + aboveNanosNow();
    }

    long aboveNanosNow() {
        return aboveSinceNanos < 0 ? 0 : node.nowNanos - aboveSinceNanos;
    }

    /// Makes room as far as the policy allows.
    ///
    /// @return whether there is none and none can be made, so that writes must be refused
    boolean evict() {
        if (!above() || node.pause.on() || node.loading) {
            return false;
        }
        if (node.replicaSide.following() && node.settings.ignoresMaxMemoryAsReplica) {
            return false;
        }
        if (node.settings.evictionPolicy == EvictionPolicy.NOEVICTION) {
            return true;
        }
        int evicted = 0;
        while (above() && evicted < EVICTED_PER_ROUND_MAX) {
            if (!evictOne()) {
                return true;
            }
            evicted++;
        }
        return false;
    }

    private boolean evictOne() {
        EvictionPolicy policy = node.settings.evictionPolicy;
        node.keyspace.access().readsCount(false);
        if (policy.order == EvictionPolicy.Order.RANDOM) {
            for (int i = 0; i < node.keyspace.databases(); i++) {
                int index = nextDatabase++ % node.keyspace.databases();
                Database database = node.keyspace.database(index);
                int entry = database.walk().sample(prng, !policy.allKeys);
                if (entry != Database.NONE) {
                    evict(database, entry);
                    return true;
                }
            }
            return false;
        }
        fillPool(policy);
        while (!pool.isEmpty()) {
            Candidate best = pool.removeLast();
            Database database = node.keyspace.database(best.database());
            int entry = stillThere(database, best, policy);
            if (entry != Database.NONE) {
                evict(database, entry);
                return true;
            }
        }
        return false;
    }

    private int stillThere(Database database, Candidate candidate, EvictionPolicy policy) {
        byte[] key = candidate.key();
        int entry = database.findQuietly(key, 0, key.length, Long.MIN_VALUE);
        boolean fits =
                entry != Database.NONE
                        && (policy.allKeys || database.expireAtMillis(entry) != Database.NEVER);
        return fits ? entry : Database.NONE;
    }

    private void fillPool(EvictionPolicy policy) {
        for (int index = 0; index < node.keyspace.databases(); index++) {
            Database database = node.keyspace.database(index);
            for (int i = 0; i < node.settings.evictionSamples; i++) {
                int entry = database.walk().sample(prng, !policy.allKeys);
                if (entry == Database.NONE) {
                    break;
                }
                offer(new Candidate(index, database.key(entry), rank(database, entry, policy)));
            }
        }
    }

    private static long rank(Database database, int entry, EvictionPolicy policy) {
        return switch (policy.order) {
            case LEAST_RECENT -> database.idleMillis(entry);
            case LEAST_FREQUENT -> 255L - database.frequency(entry);
            case SOONEST -> Long.MAX_VALUE - database.expireAtMillis(entry);
            case RANDOM -> 0;
        };
    }

    private void offer(Candidate candidate) {
        if (known(candidate) != null) {
            return;
        }
        int place = pool.size();
        while (place > 0 && pool.get(place - 1).rank() > candidate.rank()) {
            place--;
        }
        if (pool.size() < POOL_MAX) {
            pool.add(place, candidate);
        } else if (place > 0) {
            pool.add(place, candidate);
            pool.removeFirst();
        }
    }

    private @Nullable Candidate known(Candidate candidate) {
        for (Candidate one : pool) {
            if (one.database() == candidate.database()
                    && java.util.Arrays.equals(one.key(), candidate.key())) {
                return one;
            }
        }
        return null;
    }

    private void evict(Database database, int entry) {
        byte[] key = database.key(entry);
        database.evict(entry);
        node.stats.evictedKeys++;
        node.propagation.gone(database.index(), key, node.settings.evictsLazily);
    }

    /// The policy has changed: ranks mean something else from here on.
    void forgetCandidates() {
        pool.clear();
    }
}
