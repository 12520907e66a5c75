package dev.firedrill.engine.node;

/// `maxmemory-policy`: which keys go, and in which order.
enum EvictionPolicy {
    NOEVICTION(false, Order.RANDOM),
    ALLKEYS_LRU(true, Order.LEAST_RECENT),
    ALLKEYS_LFU(true, Order.LEAST_FREQUENT),
    ALLKEYS_RANDOM(true, Order.RANDOM),
    VOLATILE_LRU(false, Order.LEAST_RECENT),
    VOLATILE_LFU(false, Order.LEAST_FREQUENT),
    VOLATILE_RANDOM(false, Order.RANDOM),
    VOLATILE_TTL(false, Order.SOONEST);

    enum Order {
        LEAST_RECENT,
        LEAST_FREQUENT,
        SOONEST,
        RANDOM
    }

    /// If not, those that have an expiry.
    final boolean allKeys;

    final Order order;

    EvictionPolicy(boolean allKeys, Order order) {
        this.allKeys = allKeys;
        this.order = order;
    }

    static EvictionPolicy named(String word) {
        return valueOf(word.replace('-', '_').toUpperCase(java.util.Locale.ROOT));
    }
}
