package dev.firedrill.engine.interop;

import dev.firedrill.engine.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Sends the same commands to the engine and to redis-server, compares what each answers, and now
/// and then the digest of all data. Both begin empty.
final class Duel {
    /// Where the two parted.
    record Difference(int index, List<String> command, String engine, String redis) {}

    private static final int DIGEST_EVERY = 200;
    private static final int SCAN_STEPS_MAX = 10_000;

    private final Peer engine;
    private final Peer redis;
    private final List<List<String>> queue = new ArrayList<>();
    private boolean inTransaction;

    private Duel(Peer engine, Peer redis) {
        this.engine = engine;
        this.redis = redis;
    }

    /// @param protocol RESP 2 or 3
    static Optional<Difference> run(
            List<List<String>> commands, int protocol, Peer engine, Peer redis) throws IOException {
        return new Duel(engine, redis).run(commands, protocol);
    }

    private Optional<Difference> run(List<List<String>> commands, int protocol) throws IOException {
        for (String command : List.of("RESET", "HELLO " + protocol, "FLUSHALL")) {
            engine.ask(command.split(" "));
            redis.ask(command.split(" "));
        }
        for (int i = 0; i < commands.size(); i++) {
            List<String> command = commands.get(i);
            Answers answers;
            try {
                answers = put(command);
            } catch (IOException broken) {
                throw new IOException("at " + ReplyText.command(command), broken);
            }
            if (!answers.agree()) {
                return Optional.of(new Difference(i, command, answers.engine(), answers.redis()));
            }
            if (!inTransaction && (i + 1) % DIGEST_EVERY == 0) {
                Optional<Difference> parted = digests(i);
                if (parted.isPresent()) {
                    return parted;
                }
            }
        }
        both(List.of("DISCARD"));
        return digests(commands.size());
    }

    private Optional<Difference> digests(int index) throws IOException {
        var command = List.of("DEBUG", "DIGEST");
        Answers answers = both(command);
        return answers.agree()
                ? Optional.empty()
                : Optional.of(new Difference(index, command, answers.engine(), answers.redis()));
    }

    private record Answers(boolean agree, String engine, String redis) {
        static final Answers NONE = new Answers(true, "", "");

        static Answers of(Reply engine, Reply redis, boolean agree) {
            return new Answers(agree, ReplyText.of(engine), ReplyText.of(redis));
        }

        static Answers of(List<String> engine, List<String> redis) {
            List<String> one = Agreement.sorted(engine);
            List<String> other = Agreement.sorted(redis);
            return new Answers(one.equals(other), one.toString(), other.toString());
        }
    }

    private Answers put(List<String> command) throws IOException {
        return switch (Agreement.name(command)) {
            case "SPOP" -> inTransaction ? Answers.NONE : pop(command);
            case "SRANDMEMBER", "HRANDFIELD", "ZRANDMEMBER", "RANDOMKEY" ->
                    inTransaction ? Answers.NONE : draw(command);
            case "SCAN", "SSCAN", "HSCAN", "ZSCAN" -> inTransaction ? Answers.NONE : scan(command);
            case "BLPOP",
                    "BRPOP",
                    "BLMOVE",
                    "BRPOPLPUSH",
                    "BLMPOP",
                    "BZPOPMIN",
                    "BZPOPMAX",
                    "BZMPOP" ->
                    // Nobody would end the wait.
                    inTransaction ? both(command) : Answers.NONE;
            default -> both(command);
        };
    }

    private Answers unlike(Reply one, Reply other) {
        return new Answers(
                false,
                ReplyText.of(one) + " of " + engine.kind(),
                ReplyText.of(other) + " of " + redis.kind());
    }

    private Answers both(List<String> command) throws IOException {
        Reply one = engine.ask(command);
        Reply other = redis.ask(command);
        if (!engine.kind().equals(redis.kind())) {
            return unlike(one, other);
        }
        String name = Agreement.name(command);
        if (name.equals("EXEC") && inTransaction) {
            inTransaction = false;
            return Answers.of(one, other, Agreement.agreeAll(queue, one, other));
        }
        if (name.equals("MULTI") && !inTransaction) {
            inTransaction = other instanceof Reply.Simple;
            queue.clear();
        } else if (name.equals("DISCARD")) {
            inTransaction = false;
        } else if (inTransaction && other instanceof Reply.Simple(var text)) {
            if (text.equals("QUEUED")) {
                queue.add(command);
            }
        }
        return Answers.of(one, other, Agreement.agree(command, one, other));
    }

    // Chance: the engine draws, and the other is told what came of it.

    private Answers pop(List<String> command) throws IOException {
        Reply card = command.size() > 1 ? redis.ask("SCARD", command.get(1)) : new Reply.Nil();
        Reply drawn = engine.ask(command);
        List<Reply> members =
                drawn instanceof Reply.Bulk ? List.of(drawn) : ReplyText.elements(drawn);
        if (members.isEmpty()) {
            Reply other = redis.ask(command);
            return Answers.of(drawn, other, Agreement.agree(command, drawn, other));
        }
        long there = card instanceof Reply.Int(long value) ? value : 0;
        long asked = command.size() > 2 ? Long.parseLong(command.get(2)) : 1;
        var removal = new ArrayList<>(List.of("SREM", command.get(1)));
        members.forEach(member -> removal.add(latin(member)));
        Reply removed = redis.ask(removal);
        String wanted = ":" + Math.min(there, asked);
        boolean right = ReplyText.of(removed).equals(wanted) && wanted.equals(":" + members.size());
        return new Answers(right, ReplyText.of(drawn), "SREM " + ReplyText.of(removed));
    }

    private static String latin(Reply reply) {
        return reply instanceof Reply.Bulk(var bytes)
                ? new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
                : ReplyText.of(reply);
    }

    /// Same shape, and nothing that is not there; without repetition unless it was asked for.
    private Answers draw(List<String> command) throws IOException {
        Reply one = engine.ask(command);
        Reply other = redis.ask(command);
        if (!engine.kind().equals(redis.kind())) {
            return unlike(one, other);
        }
        boolean single = one instanceof Reply.Bulk && other instanceof Reply.Bulk;
        boolean several = one instanceof Reply.Array && other instanceof Reply.Array;
        if (!single && !several) {
            return Answers.of(one, other, Agreement.agree(command, one, other));
        }
        boolean pairs = command.size() > 3;
        List<Reply> elements = single ? List.of(one) : ReplyText.elements(one);
        List<String> drawn = pairs ? ReplyText.pairs(elements) : ReplyText.ofAll(elements);
        boolean right = population(command, pairs).containsAll(drawn);
        right &= single || elements.size() == ReplyText.elements(other).size();
        if (several && !command.get(2).startsWith("-")) {
            right &= drawn.stream().distinct().count() == drawn.size();
        }
        return Answers.of(one, other, right);
    }

    private List<String> population(List<String> command, boolean pairs) throws IOException {
        String key = command.size() > 1 ? command.get(1) : "";
        Reply all =
                switch (Agreement.name(command)) {
                    case "SRANDMEMBER" -> redis.ask("SMEMBERS", key);
                    case "HRANDFIELD" -> redis.ask(pairs ? "HGETALL" : "HKEYS", key);
                    case "ZRANDMEMBER" ->
                            pairs
                                    ? redis.ask("ZRANGE", key, "0", "-1", "WITHSCORES")
                                    : redis.ask("ZRANGE", key, "0", "-1");
                    default -> redis.ask("KEYS", "*");
                };
        List<Reply> elements = ReplyText.elements(all);
        return pairs ? ReplyText.pairs(elements) : ReplyText.ofAll(elements);
    }

    // A whole iteration against a whole iteration.

    private Answers scan(List<String> command) throws IOException {
        int cursorAt = Agreement.name(command).equals("SCAN") ? 1 : 2;
        if (command.size() <= cursorAt || !command.get(cursorAt).equals("0")) {
            Reply one = engine.ask(command);
            Reply other = redis.ask(command);
            boolean both = one instanceof Reply.Array && other instanceof Reply.Array;
            return Answers.of(one, other, both || Agreement.agree(command, one, other));
        }
        return Answers.of(
                iteration(engine, command, cursorAt), iteration(redis, command, cursorAt));
    }

    private static List<String> iteration(Peer peer, List<String> command, int cursorAt)
            throws IOException {
        boolean pairs = List.of("HSCAN", "ZSCAN").contains(Agreement.name(command));
        var found = new ArrayList<String>();
        var words = new ArrayList<>(command);
        for (int i = 0; i < SCAN_STEPS_MAX; i++) {
            Reply reply = peer.ask(words);
            List<Reply> parts = ReplyText.elements(reply);
            if (parts.size() != 2) {
                return List.of(ReplyText.of(reply));
            }
            List<Reply> elements = ReplyText.elements(parts.get(1));
            found.addAll(pairs ? ReplyText.pairs(elements) : ReplyText.ofAll(elements));
            String next = latin(parts.get(0));
            if (next.equals("0")) {
                return found.stream().distinct().toList();
            }
            words.set(cursorAt, next);
        }
        return List.of("an iteration without end");
    }
}
