package dev.firedrill.engine.node;

import dev.firedrill.engine.command.Blocking;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Clients in BLPOP and its relatives. The client that has waited longest for a key is served
/// first, and only after the command or transaction that filled the key has ended. Source: Redis
/// documentation of BLPOP, "What key is served first" and "BLPOP inside a MULTI/EXEC transaction".
final class BlockedClients {
    /// A key of a database; compared by its bytes.
    private record Place(int database, byte[] key) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Place(int theirDatabase, byte[] theirKey)
                    && database == theirDatabase
                    && Arrays.equals(key, theirKey);
        }

        @Override
        public int hashCode() {
            return 31 * database + Arrays.hashCode(key);
        }
    }

    private record Waiting(Session session, int database, Blocking blocking, long deadlineNanos) {}

    private final NodeContext node;
    private final Map<Session, Waiting> waiting = new LinkedHashMap<>();

    /// In the order in which they began to wait.
    private final Map<Place, List<Waiting>> byKey = new LinkedHashMap<>();

    /// What has changed under a key that somebody waits for, in that order.
    private final Set<Place> changed = new LinkedHashSet<>();

    private long endWantedAtNanos = Long.MAX_VALUE;

    BlockedClients(NodeContext node) {
        this.node = node;
    }

    int count() {
        return waiting.size();
    }

    void await(Session session, int database, Blocking blocking) {
        long millis = blocking.timeoutMillis();
        long longest = (Long.MAX_VALUE - node.nowNanos) / 1_000_000L;
        long deadline =
                millis == 0 || millis >= longest
                        ? Long.MAX_VALUE
                        : node.nowNanos + millis * 1_000_000L;
        var begun = new Waiting(session, database, blocking, deadline);
        waiting.put(session, begun);
        for (Place place : places(begun)) {
            byKey.computeIfAbsent(place, _ -> new ArrayList<>()).add(begun);
        }
        endWantedAtNanos = Math.min(endWantedAtNanos, deadline);
        session.kept.awaits(blocking.keys());
        session.unblocker = error -> unblocked(begun, error);
        node.block(session);
        node.transactions.hearChanges();
    }

    /// Whether the client waits for a key.
    boolean waits(Session session) {
        return waiting.containsKey(session);
    }

    /// CLIENT UNBLOCK.
    private void unblocked(Waiting one, boolean error) {
        end(one);
        if (error) {
            node.dispatcher.answerLateError(
                    one.session(), "UNBLOCKED client unblocked via CLIENT UNBLOCK");
        } else {
            one.session().out.nilArray();
        }
        node.dispatcher.calledOff(one.session(), error);
        node.unblock(one.session());
    }

    /// Each key once, however often it was named.
    private static Set<Place> places(Waiting one) {
        var places = new LinkedHashSet<Place>();
        for (byte[] key : one.blocking().keys()) {
            places.add(new Place(one.database(), key));
        }
        return places;
    }

    private void end(Waiting one) {
        waiting.remove(one.session());
        one.session().kept.awaitsNothing();
        for (Place place : places(one)) {
            List<Waiting> others = byKey.get(place);
            if (others != null) {
                others.remove(one);
                if (others.isEmpty()) {
                    byKey.remove(place);
                }
            }
        }
        node.transactions.hearChanges();
    }

    // What the keyspace tells.

    void touched(int database, byte[] key) {
        if (!byKey.isEmpty()) {
            var place = new Place(database, key);
            if (byKey.containsKey(place)) {
                changed.add(place);
            }
        }
    }

    /// The database may hold anything now.
    void replaced(int database) {
        for (Place place : byKey.keySet()) {
            if (place.database() == database) {
                changed.add(place);
            }
        }
    }

    /// After a command: serves whom it has made something for. What is taken may in turn be put
    /// where others wait.
    void serve() {
        while (!changed.isEmpty()) {
            var places = new ArrayDeque<>(changed);
            changed.clear();
            places.forEach(this::serve);
        }
    }

    private void serve(Place place) {
        for (Waiting one : List.copyOf(byKey.getOrDefault(place, List.of()))) {
            boolean served =
                    node.dispatcher.serve(
                            one.session(), place.database(), one.blocking(), place.key());
            if (served) {
                end(one);
                node.unblock(one.session());
                node.transactions.tellWatchers();
            }
        }
    }

    // What ends a wait otherwise.

    /// When [#endWaits] has something to do at the earliest.
    long endWantedAtNanos() {
        return endWantedAtNanos;
    }

    void endWaits() {
        if (node.nowNanos < endWantedAtNanos) {
            return;
        }
        endWantedAtNanos = Long.MAX_VALUE;
        for (Waiting one : List.copyOf(waiting.values())) {
            if (one.deadlineNanos() <= node.nowNanos) {
                end(one);
                one.session().out.nilArray();
                // Nothing has run, so nothing has taken time.
                one.session().suspended = null;
                node.unblock(one.session());
            } else {
                endWantedAtNanos = Math.min(endWantedAtNanos, one.deadlineNanos());
            }
        }
    }

    /// A master becomes a replica: what its clients wait for is decided elsewhere from now on. They
    /// are closed, as by redis-server, so that they ask anew who the master is.
    void endAllWaits() {
        for (Waiting one : List.copyOf(waiting.values())) {
            end(one);
            node.dispatcher.answerLateError(
                    one.session(),
                    "UNBLOCKED force unblock from blocking operation, instance state"
                            + " changed (master -> replica?)");
            one.session().suspended = null;
            one.session().closing = true;
            node.unblock(one.session());
        }
    }

    void forget(Session session) {
        Waiting one = waiting.get(session);
        if (one != null) {
            end(one);
        }
    }
}
