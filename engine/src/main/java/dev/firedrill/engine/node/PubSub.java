package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Glob;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Channels and who listens to them. What is published also goes to replicas, whose clients hear it
/// too; no file keeps it.
///
/// Names of channels are kept with one character for each byte.
final class PubSub {
    private record Pattern(Glob glob, Set<Session> sessions) {}

    private final NodeContext node;
    private final Map<String, Set<Session>> channels = new LinkedHashMap<>();
    private final Map<String, Set<Session>> shardChannels = new LinkedHashMap<>();
    private final Map<String, Pattern> patterns = new LinkedHashMap<>();

    PubSub(NodeContext node) {
        this.node = node;
    }

    List<CommandSpec<NodeCall>> rows() {
        String listens = "pubsub noscript loading stale";
        String tells = "pubsub loading stale fast may_replicate";
        String asks = "pubsub loading stale";
        return List.of(
                CommandSpec.of("subscribe", -2, listens, "", this::subscribe),
                CommandSpec.of("unsubscribe", -1, listens, "", this::unsubscribe),
                CommandSpec.of("psubscribe", -2, listens, "", this::subscribeToPatterns),
                CommandSpec.of("punsubscribe", -1, listens, "", this::unsubscribeFromPatterns),
                CommandSpec.of("ssubscribe", -2, listens, "1 -1 1", this::subscribeToShards),
                CommandSpec.of("sunsubscribe", -1, listens, "1 -1 1", this::unsubscribeFromShards),
                CommandSpec.of("publish", 3, tells, "", this::publish),
                CommandSpec.of("spublish", 3, tells, "1 1 1", this::publishToShard),
                CommandSpec.family(
                        "pubsub",
                        List.of(
                                CommandSpec.of("pubsub|channels", -2, asks, "", this::channels),
                                CommandSpec.of("pubsub|numpat", 2, asks, "", this::countPatterns),
                                CommandSpec.of("pubsub|numsub", -2, asks, "", this::listeners),
                                CommandSpec.of(
                                        "pubsub|shardchannels", -2, asks, "", this::shardChannels),
                                CommandSpec.of(
                                        "pubsub|shardnumsub", -2, asks, "", this::shardListeners),
                                Helps.row("pubsub"))));
    }

    /// Whether a client of the older protocol may send nothing else than what is about channels.
    static boolean restricts(Session session) {
        return session.listens() && !session.out.resp3();
    }

    static boolean allowedWhileListening(String command) {
        return switch (command) {
            case "subscribe",
                    "unsubscribe",
                    "psubscribe",
                    "punsubscribe",
                    "ssubscribe",
                    "sunsubscribe",
                    "ping",
                    "quit",
                    "reset" ->
                    true;
            default -> false;
        };
    }

    // Listening.

    private void subscribe(NodeCall call) throws Refused {
        call.needsKept(KeptBytes.ofArguments(call.args()));
        Session session = call.session();
        for (int i = 1; i < call.args().count(); i++) {
            String name = call.args().text(i);
            if (session.channels.add(name)) {
                session.kept.listens(name);
                channels.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(session);
            }
            confirm(call, "subscribe", name, session.channels.size() + session.patterns.size());
        }
    }

    private void subscribeToPatterns(NodeCall call) throws Refused {
        call.needsKept(KeptBytes.ofArguments(call.args()));
        Session session = call.session();
        for (int i = 1; i < call.args().count(); i++) {
            String name = call.args().text(i);
            if (session.patterns.add(name)) {
                session.kept.listens(name);
                patterns.computeIfAbsent(
                                name,
                                text -> new Pattern(new Glob(bytes(text)), new LinkedHashSet<>()))
                        .sessions()
                        .add(session);
            }
            confirm(call, "psubscribe", name, session.channels.size() + session.patterns.size());
        }
    }

    private void subscribeToShards(NodeCall call) throws Refused {
        call.needsKept(KeptBytes.ofArguments(call.args()));
        Session session = call.session();
        for (int i = 1; i < call.args().count(); i++) {
            String name = call.args().text(i);
            if (session.shardChannels.add(name)) {
                session.kept.listens(name);
                shardChannels.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(session);
            }
            confirm(call, "ssubscribe", name, session.shardChannels.size());
        }
    }

    private static void confirm(NodeCall call, String what, String name, int count) {
        ReplyWriter reply = call.reply();
        reply.unmuted(() -> {
            reply.push(3);
            reply.bulk(what);
            reply.bulk(name);
            reply.integer(count);
        });
    }

    private static void confirmNothing(NodeCall call, String what, int count) {
        ReplyWriter reply = call.reply();
        reply.unmuted(() -> {
            reply.push(3);
            reply.bulk(what);
            reply.nil();
            reply.integer(count);
        });
    }

    /// What is named, or all.
    private static List<String> named(NodeCall call, Set<String> all) {
        if (call.args().count() == 1) {
            return List.copyOf(all);
        }
        var names = new ArrayList<String>();
        for (int i = 1; i < call.args().count(); i++) {
            names.add(call.args().text(i));
        }
        return names;
    }

    private void unsubscribe(NodeCall call) {
        Session session = call.session();
        List<String> names = named(call, session.channels);
        for (String name : names) {
            if (session.channels.remove(name)) {
                session.kept.listensNoMore(name);
                leave(channels, name, session);
            }
            confirm(call, "unsubscribe", name, session.channels.size() + session.patterns.size());
        }
        if (names.isEmpty()) {
            confirmNothing(call, "unsubscribe", session.patterns.size());
        }
    }

    private void unsubscribeFromPatterns(NodeCall call) {
        Session session = call.session();
        List<String> names = named(call, session.patterns);
        for (String name : names) {
            if (session.patterns.remove(name)) {
                session.kept.listensNoMore(name);
                leavePattern(name, session);
            }
            confirm(call, "punsubscribe", name, session.channels.size() + session.patterns.size());
        }
        if (names.isEmpty()) {
            confirmNothing(call, "punsubscribe", session.channels.size());
        }
    }

    private void unsubscribeFromShards(NodeCall call) {
        Session session = call.session();
        List<String> names = named(call, session.shardChannels);
        for (String name : names) {
            if (session.shardChannels.remove(name)) {
                session.kept.listensNoMore(name);
                leave(shardChannels, name, session);
            }
            confirm(call, "sunsubscribe", name, session.shardChannels.size());
        }
        if (names.isEmpty()) {
            confirmNothing(call, "sunsubscribe", 0);
        }
    }

    private static void leave(Map<String, Set<Session>> from, String name, Session session) {
        Set<Session> listeners = from.get(name);
        if (listeners != null) {
            listeners.remove(session);
            if (listeners.isEmpty()) {
                from.remove(name);
            }
        }
    }

    private void leavePattern(String name, Session session) {
        Pattern pattern = patterns.get(name);
        if (pattern != null) {
            pattern.sessions().remove(session);
            if (pattern.sessions().isEmpty()) {
                patterns.remove(name);
            }
        }
    }

    /// The connection is gone, or as new.
    void forget(Session session) {
        session.channels.forEach(name -> leave(channels, name, session));
        session.shardChannels.forEach(name -> leave(shardChannels, name, session));
        session.patterns.forEach(name -> leavePattern(name, session));
        session.channels.clear();
        session.shardChannels.clear();
        session.patterns.clear();
        session.kept.listensToNothing();
    }

    // Telling.

    private void publish(NodeCall call) {
        Args args = call.args();
        call.reply().integer(tell(args.copy(1), args.copy(2)));
        call.propagateToReplicas();
    }

    private void publishToShard(NodeCall call) {
        byte[] channel = call.args().copy(1);
        byte[] message = call.args().copy(2);
        int told = 0;
        Set<Session> listeners = shardChannels.get(text(channel));
        if (listeners != null) {
            for (Session session : listeners) {
                message(session, "smessage", channel, message);
                told++;
            }
        }
        call.reply().integer(told);
        call.propagateToReplicas();
    }

    /// Everyone who listens to the channel or to a pattern that fits it.
    ///
    /// @return how many were told
    int tell(byte[] channel, byte[] message) {
        int told = 0;
        Set<Session> listeners = channels.get(text(channel));
        if (listeners != null) {
            for (Session session : listeners) {
                message(session, "message", channel, message);
                told++;
            }
        }
        for (Map.Entry<String, Pattern> pattern : patterns.entrySet()) {
            if (pattern.getValue().glob().matches(channel)) {
                for (Session session : pattern.getValue().sessions()) {
                    session.out.unmuted(() -> {
                        session.out.push(4);
                        session.out.bulk("pmessage");
                        session.out.bulk(pattern.getKey());
                        session.out.bulk(channel);
                        session.out.bulk(message);
                    });
                    node.flushLater(session);
                    told++;
                }
            }
        }
        return told;
    }

    private void message(Session session, String kind, byte[] channel, byte[] message) {
        session.out.unmuted(() -> {
            session.out.push(3);
            session.out.bulk(kind);
            session.out.bulk(channel);
            session.out.bulk(message);
        });
        node.flushLater(session);
    }

    boolean anyoneListens() {
        return !channels.isEmpty() || !patterns.isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    // PUBSUB.

    int channelCount() {
        return channels.size();
    }

    int shardChannelCount() {
        return shardChannels.size();
    }

    int patternCount() {
        return patterns.size();
    }

    private void channels(NodeCall call) throws Refused {
        list(call, channels.keySet());
    }

    private void shardChannels(NodeCall call) throws Refused {
        list(call, shardChannels.keySet());
    }

    private static void list(NodeCall call, Set<String> names) throws Refused {
        if (call.args().count() > 3) {
            throw Helps.wrongArguments("PUBSUB", call.args().text(1));
        }
        Glob glob = call.args().count() == 3 ? new Glob(call.args().copy(2)) : null;
        var found = new ArrayList<String>();
        for (String name : names) {
            if (glob == null || glob.matches(bytes(name))) {
                found.add(name);
            }
        }
        call.reply().array(found.size());
        found.forEach(call.reply()::bulk);
    }

    private void countPatterns(NodeCall call) {
        call.reply().integer(patterns.size());
    }

    private void listeners(NodeCall call) {
        count(call, channels);
    }

    private void shardListeners(NodeCall call) {
        count(call, shardChannels);
    }

    private static void count(NodeCall call, Map<String, Set<Session>> in) {
        call.reply().array((call.args().count() - 2) * 2);
        for (int i = 2; i < call.args().count(); i++) {
            call.reply().bulk(call.args().copy(i));
            Set<Session> listeners = in.get(call.args().text(i));
            call.reply().integer(listeners == null ? 0 : listeners.size());
        }
    }
}
