package dev.firedrill.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// Reads a directive's words into the text that CONFIG GET answers, or says what is wrong with
/// them, in redis-server's words.
final class ConfigValues {
    private static final List<String> CLASSES = List.of("normal", "slave", "pubsub");

    private ConfigValues() {}

    /// A value that does not fit; the message is for the user.
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String message) {
            super(message, null, false, false);
        }
    }

    /// @param present the value so far, for directives whose lines add up
    static String parse(Directive directive, List<String> words, String present) throws Unfit {
        return switch (directive.kind()) {
            case Directive.Kind.YesNo() -> yesNo(one(words));
            case Directive.Kind.Whole(long min, long max) ->
                    Long.toString(bounded(whole(one(words)), min, max));
            case Directive.Kind.Memory(long min, long max) ->
                    Long.toString(bounded(memory(one(words)), min, max));
            case Directive.Kind.Choice(List<String> choices) -> choice(one(words), choices);
            case Directive.Kind.Text() -> one(words);
            case Directive.Kind.Words() -> String.join(" ", words);
            case Directive.Kind.SavePoints() -> savePoints(words, present);
            case Directive.Kind.BufferLimits() -> bufferLimits(words, present);
            case Directive.Kind.Master() -> master(words);
        };
    }

    private static String one(List<String> words) throws Unfit {
        if (words.size() != 1) {
            throw new Unfit("wrong number of arguments");
        }
        return words.getFirst();
    }

    private static String yesNo(String word) throws Unfit {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "yes" -> "yes";
            case "no" -> "no";
            default -> throw new Unfit("argument must be 'yes' or 'no'");
        };
    }

    private static long whole(String word) throws Unfit {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException notANumber) {
            throw new Unfit("argument couldn't be parsed into an integer");
        }
    }

    private static long bounded(long value, long min, long max) throws Unfit {
        if (value < min || value > max) {
            throw new Unfit("argument must be between %d and %d inclusive".formatted(min, max));
        }
        return value;
    }

    static long memory(String word) throws Unfit {
        String lower = word.toLowerCase(Locale.ROOT);
        int digits = 0;
        while (digits < lower.length() && Character.isDigit(lower.charAt(digits))) {
            digits++;
        }
        long unit =
                switch (lower.substring(digits)) {
                    case "", "b" -> 1;
                    case "k" -> 1000;
                    case "kb" -> 1L << 10;
                    case "m" -> 1_000_000;
                    case "mb" -> 1L << 20;
                    case "g" -> 1_000_000_000;
                    case "gb" -> 1L << 30;
                    default -> 0;
                };
        if (digits == 0 || digits > 18 || unit == 0) {
            throw new Unfit("argument must be a memory value");
        }
        try {
            return Math.multiplyExact(Long.parseLong(lower.substring(0, digits)), unit);
        } catch (ArithmeticException tooLarge) {
            throw new Unfit("argument must be a memory value");
        }
    }

    private static String choice(String word, List<String> choices) throws Unfit {
        String lower = word.toLowerCase(Locale.ROOT);
        if (!choices.contains(lower)) {
            throw new Unfit(
                    "argument(s) must be one of the following: " + String.join(", ", choices));
        }
        return lower;
    }

    private static String savePoints(List<String> words, String present) throws Unfit {
        if (words.size() == 1 && words.getFirst().isBlank()) {
            return "";
        }
        var numbers = new ArrayList<String>();
        for (String word : words) {
            numbers.addAll(List.of(word.strip().split("\\s+")));
        }
        if (numbers.size() % 2 != 0) {
            throw new Unfit("Invalid save parameters");
        }
        for (int i = 0; i < numbers.size(); i += 2) {
            if (whole(numbers.get(i)) < 1 || whole(numbers.get(i + 1)) < 0) {
                throw new Unfit("Invalid save parameters");
            }
        }
        String added = String.join(" ", numbers);
        return present.isEmpty() ? added : present + " " + added;
    }

    private static String bufferLimits(List<String> words, String present) throws Unfit {
        var flat = new ArrayList<String>();
        for (String word : words) {
            flat.addAll(List.of(word.strip().split("\\s+")));
        }
        if (flat.isEmpty() || flat.size() % 4 != 0) {
            throw new Unfit("Wrong number of arguments in buffer limit configuration.");
        }
        var byClass = new TreeMap<String, String>();
        String[] known = present.split(" ", -1);
        for (int i = 0; i + 3 < known.length; i += 4) {
            byClass.put(known[i], known[i + 1] + " " + known[i + 2] + " " + known[i + 3]);
        }
        for (int i = 0; i < flat.size(); i += 4) {
            String clazz = flat.get(i).toLowerCase(Locale.ROOT);
            clazz = clazz.equals("replica") ? "slave" : clazz;
            if (!CLASSES.contains(clazz)) {
                throw new Unfit("Invalid client class specified in buffer limit configuration.");
            }
            long seconds = whole(flat.get(i + 3));
            if (seconds < 0) {
                throw new Unfit(
                        "Error in hard, soft or soft_seconds setting in buffer limit"
                                + " configuration.");
            }
            byClass.put(
                    clazz, memory(flat.get(i + 1)) + " " + memory(flat.get(i + 2)) + " " + seconds);
        }
        var text = new ArrayList<String>();
        CLASSES.forEach(clazz -> text.add(clazz + " " + byClass.get(clazz)));
        return String.join(" ", text);
    }

    private static String master(List<String> words) throws Unfit {
        if (words.size() == 1 && words.getFirst().isEmpty()) {
            return "";
        }
        if (words.size() != 2) {
            throw new Unfit("wrong number of arguments");
        }
        if (words.get(0).equalsIgnoreCase("no") && words.get(1).equalsIgnoreCase("one")) {
            return "";
        }
        long port = whole(words.get(1));
        if (port < 0 || port > 65_535) {
            throw new Unfit("Invalid master port");
        }
        return words.get(0) + " " + port;
    }
}
