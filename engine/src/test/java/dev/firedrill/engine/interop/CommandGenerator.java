package dev.firedrill.engine.interop;

import dev.firedrill.engine.base.Prng;
import java.util.ArrayList;
import java.util.List;

/// Draws commands over few keys and values, so that they meet: mostly right, sometimes of the wrong
/// type, the wrong number of words or a value at its limit. The same seed draws the same commands.
final class CommandGenerator {
    private static final String SOME_KEYS = "slthzc";
    private static final List<String> INTEGERS =
            List.of(
                    "0",
                    "1",
                    "-1",
                    "7",
                    "-130",
                    "255",
                    "65536",
                    "4294967296",
                    "9223372036854775807",
                    "-9223372036854775808",
                    "9223372036854775808",
                    "012",
                    "+1",
                    "1.5",
                    "abc",
                    "");
    private static final List<String> DECIMALS =
            List.of(
                    "0",
                    "1",
                    "-1",
                    "0.1",
                    "2.5",
                    "-0.3",
                    "3.0e3",
                    "1e15",
                    "1e-9",
                    "123456789.123456789",
                    "9007199254740993",
                    "1e300",
                    "-1e300",
                    "5e-324",
                    "1e400",
                    "1e-400",
                    "inf",
                    "-inf",
                    "nan",
                    "0x10",
                    "+3",
                    " 3",
                    "3 ",
                    "abc",
                    "");
    private static final List<String> VALUES =
            List.of(
                    "",
                    "a",
                    "b",
                    "c",
                    "abc",
                    "abcabd",
                    "xabcdyz",
                    "0",
                    "1",
                    "-1",
                    "10",
                    "9223372036854775807",
                    "3.5",
                    "\u0000",
                    "\u00ff\u00fe\u0000\r\n",
                    "\u00f0\u000f\u00aa",
                    "with space",
                    "x".repeat(70),
                    "abc".repeat(40));
    private static final List<String> BOUNDS =
            List.of("-inf", "+inf", "inf", "0", "(0", "1", "(1", "-1", "(-1", "2.5", "(2.5", "5");
    private static final List<String> ODD_BOUNDS =
            List.of("(", "", "nan", "(abc", "1e400", "[1", "abc", "(-inf");
    private static final List<String> LEX_BOUNDS =
            List.of("-", "+", "[a", "(a", "[b", "(c", "[m3", "(m5", "[", "(", "[\u00ff");
    private static final List<String> TIMEOUTS = List.of("0", "0.01", "1", "-1", "abc", "1e20");

    private final Prng prng;
    private String[] template = {};
    private int at;
    private boolean lexical;

    CommandGenerator(Prng prng) {
        this.prng = prng;
    }

    private static String pick(Prng prng, List<String> from) {
        return from.get(prng.nextInt(from.size()));
    }

    private String pick(String... from) {
        return from[prng.nextInt(from.length)];
    }

    /// That many commands or a few more: transactions are drawn whole.
    List<List<String>> commands(int count) {
        var commands = new ArrayList<List<String>>();
        while (commands.size() < count) {
            if (prng.chance(0.01)) {
                transaction(commands);
            } else {
                commands.add(command(pickTemplate(CommandTemplates.FAMILIES)));
            }
        }
        return commands;
    }

    private String pickTemplate(List<List<String>> families) {
        return pick(prng, families.get(prng.nextInt(families.size())));
    }

    private void transaction(List<List<String>> commands) {
        if (prng.chance(0.2)) {
            commands.add(List.of("WATCH", "s0"));
        }
        commands.add(List.of("MULTI"));
        int length = 1 + prng.nextInt(6);
        for (int i = 0; i < length; i++) {
            boolean blocking = prng.chance(0.4);
            commands.add(
                    command(
                            blocking
                                    ? pick(prng, CommandTemplates.BLOCKING)
                                    : pickTemplate(CommandTemplates.FAMILIES)));
        }
        commands.add(List.of(prng.chance(0.9) ? "EXEC" : "DISCARD"));
    }

    List<String> command(String shape) {
        template = shape.split(" ");
        at = 0;
        lexical = false;
        var words = new ArrayList<String>();
        sequence(words, true);
        if (!lexical && prng.chance(0.02)) {
            spoil(words);
        }
        return List.copyOf(words);
    }

    private void spoil(List<String> words) {
        int place = 1 + prng.nextInt(words.size());
        switch (prng.nextInt(3)) {
            case 0 -> words.add(place, pick(prng, VALUES));
            case 1 -> {
                if (place < words.size()) {
                    words.remove(place);
                }
            }
            default -> {
                if (place < words.size()) {
                    words.set(place, pick(prng, INTEGERS));
                }
            }
        }
    }

    // The template.

    /// Up to the end of the present bracket, or of the alternative.
    private void sequence(List<String> words, boolean wanted) {
        while (at < template.length) {
            String token = template[at];
            switch (token) {
                case "]", ")", "}", "|" -> {
                    return;
                }
                case "[" -> {
                    at++;
                    sequence(words, wanted && prng.chance(0.4));
                    at++;
                }
                case "(" -> choice(words, wanted);
                case "{" -> repetition(words, wanted);
                default -> {
                    at++;
                    if (wanted) {
                        draw(token, words);
                    }
                }
            }
        }
    }

    private void choice(List<String> words, boolean wanted) {
        int begin = at + 1;
        int alternatives = 0;
        var nowhere = new ArrayList<String>();
        at = begin;
        do {
            sequence(nowhere, false);
            alternatives++;
        } while (template[at++].equals("|"));
        int end = at;
        int chosen = prng.nextInt(alternatives);
        at = begin;
        for (int i = 0; i < chosen; i++) {
            sequence(nowhere, false);
            at++;
        }
        sequence(words, wanted);
        at = end;
    }

    private void repetition(List<String> words, boolean wanted) {
        int begin = at + 1;
        int times = wanted ? 1 + prng.nextInt(4) : 1;
        for (int i = 0; i < times; i++) {
            at = begin;
            sequence(words, wanted);
        }
        at++;
    }

    // What the words stand for.

    private void draw(String token, List<String> words) {
        if (token.startsWith("#")) {
            int count = 1 + prng.nextInt(3);
            int said = prng.chance(0.03) ? prng.nextInt(6) - 1 : count;
            words.add(Integer.toString(said));
            for (int i = 0; i < count; i++) {
                draw("$" + token.substring(1), words);
            }
        } else if (token.startsWith("$")) {
            words.add(drawn(token.substring(1)));
        } else {
            boolean lower = prng.chance(0.1);
            words.add(lower ? token.toLowerCase(java.util.Locale.ROOT) : token);
        }
    }

    private String key(String kinds, int count) {
        String kind = kinds;
        if (prng.chance(0.04)) {
            kind = SOME_KEYS;
        }
        return kind.charAt(prng.nextInt(kind.length())) + Integer.toString(prng.nextInt(count));
    }

    private String drawn(String kind) {
        return switch (kind) {
            case "s" -> key("s", 4);
            case "l" -> key("l", 3);
            case "t" -> key("t", 4);
            case "h" -> key("h", 3);
            case "z" -> key("z", 4);
            case "c" -> key("c", 3);
            case "zt" -> key("zzt", 4);
            case "a" -> key(SOME_KEYS, 4);
            case "x" -> {
                lexical = true;
                // Members of different scores have no lexical order to speak of, so no other key
                // of another type will do: it may hold such members some day.
                yield prng.chance(0.03) ? pick("w0", "w1") : "x" + prng.nextInt(3);
            }
            case "v" -> pick(prng, VALUES);
            case "m" -> member();
            case "f" -> "f" + prng.nextInt(8);
            case "cf" -> "n" + prng.nextInt(3);
            case "p" -> pick("*", "?0", "[st]*", "[^s]?", "m*", "f[0-3]", "*1*", "\\*", "x");
            case "db" -> pick("0", "0", "1", "2", "16", "-1", "abc");
            case "timeout" -> pick(prng, TIMEOUTS);
            default -> number(kind);
        };
    }

    private String member() {
        return switch (prng.nextInt(10)) {
            case 0 -> Integer.toString(prng.nextInt(12));
            case 1 -> pick(prng, VALUES);
            default -> "m" + prng.nextInt(10);
        };
    }

    private String number(String kind) {
        return switch (kind) {
            case "i" ->
                    prng.chance(0.04)
                            ? pick(prng, INTEGERS)
                            : Integer.toString(prng.nextInt(14) - 6);
            case "n" ->
                    prng.chance(0.06)
                            ? pick("0", "-1", "abc", "99999999999999999999")
                            : Integer.toString(1 + prng.nextInt(6));
            case "I" ->
                    prng.chance(0.5)
                            ? pick(prng, INTEGERS)
                            : Integer.toString(prng.nextInt(400) - 200);
            case "d" ->
                    prng.chance(0.15)
                            ? pick(prng, DECIMALS)
                            : Double.toString((prng.nextInt(33) - 16) / 4.0);
            case "w" ->
                    prng.chance(0.6)
                            ? pick(prng, DECIMALS)
                            : Double.toString((prng.nextInt(2_000_001) - 1_000_000) / 1000.0);
            case "b" -> pick(prng, prng.chance(0.04) ? ODD_BOUNDS : BOUNDS);
            case "y" -> prng.chance(0.04) ? pick("a", "", "-x", "(") : pick(prng, LEX_BOUNDS);
            case "o" ->
                    prng.chance(0.05)
                            ? pick("-1", "4294967296", "abc", "99999999999999999999")
                            : Integer.toString(prng.nextInt(80));
            case "bit" -> prng.chance(0.04) ? pick("2", "-1", "x") : pick("0", "1");
            default -> fieldOrTime(kind);
        };
    }

    private String fieldOrTime(String kind) {
        return switch (kind) {
            case "bt" ->
                    prng.chance(0.05)
                            ? pick("u64", "i65", "u0", "x8", "i", "")
                            : pick("u", "i") + (1 + prng.nextInt(63));
            case "bo" ->
                    prng.chance(0.05)
                            ? pick("-1", "#-1", "#", "x")
                            : pick("", "#") + prng.nextInt(9);
            case "ttl" -> prng.chance(0.1) ? pick("0", "-1", "x") : pick("100000", "1000000");
            case "pttl" -> prng.chance(0.1) ? pick("0", "-1", "x") : pick("100000000", "900000000");
            case "at" ->
                    prng.chance(0.1)
                            ? pick("0", "1", "-1", "9223372036854775807")
                            : pick("4000000000", "4100000000", "5000000000");
            case "pat" ->
                    prng.chance(0.1)
                            ? pick("0", "1", "-1")
                            : pick("4000000000000", "4100000000000", "5000000000001");
            default -> throw new IllegalArgumentException("a template says $" + kind);
        };
    }
}
