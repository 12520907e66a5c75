package dev.firedrill.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// Reads a directive's words into the text that CONFIG GET answers, or says what is wrong with
/// them, in redis-server's words.
final class ConfigValues {
    private static final List<String> CLASSES = List.of("normal", "slave", "pubsub");

    private static final int ADDRESSES_MAX = 16;

    private static final String NO_SIZE = "argument must be a memory value";

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
            case Directive.Kind.Frequency() ->
                    Long.toString(
                            Math.clamp(bounded(whole(one(words)), 0, Integer.MAX_VALUE), 1, 500));
            case Directive.Kind.Memory(long min, long max) ->
                    Long.toString(bounded(memory(one(words)), min, max));
            case Directive.Kind.MemoryOrPercent() -> memoryOrPercent(one(words));
            case Directive.Kind.Octal() -> octal(one(words));
            case Directive.Kind.Choice(List<String> choices) -> choice(one(words), choices);
            case Directive.Kind.Choices(List<String> choices) -> choices(words, choices);
            case Directive.Kind.PlainName(String refusal) -> plainName(one(words), refusal);
            case Directive.Kind.EventClasses() -> ConfigLists.eventClasses(one(words));
            case Directive.Kind.Percentiles() -> ConfigLists.percentiles(words);
            case Directive.Kind.OomScores() -> ConfigLists.oomScores(words);
            case Directive.Kind.Text() -> one(words);
            case Directive.Kind.Words() -> addresses(words);
            case Directive.Kind.SavePoints() -> savePoints(words, present);
            case Directive.Kind.BufferLimits() -> bufferLimits(words, present);
            case Directive.Kind.Master() -> master(words);
        };
    }

    private static String addresses(List<String> words) throws Unfit {
        String addresses = String.join(" ", words);
        // A word in quotes may hold several: they are written one by one, and have to come back.
        if (addresses.split(" ", -1).length > ADDRESSES_MAX) {
            throw new Unfit("Too many bind addresses specified.");
        }
        return addresses;
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
            if (!word.matches("0|-?[1-9][0-9]*")) {
                throw new Unfit("argument couldn't be parsed into an integer");
            }
            return Long.parseLong(word);
        } catch (NumberFormatException notANumber) {
            throw new Unfit("argument couldn't be parsed into an integer");
        }
    }

    private static long bounded(long value, long min, long max) throws Unfit {
        if (value < min || value > max) {
            throw new Unfit(
                    String.format(
                            Locale.ROOT, "argument must be between %d and %d inclusive", min, max));
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
        if (digits == 0 || digits > 19 || unit == 0) {
            throw new Unfit(NO_SIZE);
        }
        try {
            return Math.multiplyExact(Long.parseLong(lower.substring(0, digits)), unit);
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            throw new Unfit(NO_SIZE);
        }
    }

    private static String memoryOrPercent(String word) throws Unfit {
        if (word.matches("[0-9]{1,2}%|100%")) {
            return word;
        }
        try {
            return Long.toString(memory(word));
        } catch (Unfit unfit) {
            throw new Unfit("argument must be a memory or percent value");
        }
    }

    private static String octal(String word) throws Unfit {
        try {
            return Long.toString(bounded(Long.parseLong(word, 8), 0, 0777), 8);
        } catch (NumberFormatException notANumber) {
            throw new Unfit("argument couldn't be parsed as an octal number");
        } catch (Unfit outside) {
            throw new Unfit("argument must be between 0 and 777 inclusive");
        }
    }

    /// A path would let a client that may change the name write anywhere.
    private static String plainName(String word, String refusal) throws Unfit {
        if (word.contains("/")) {
            throw new Unfit(refusal);
        }
        return word;
    }

    private static String choices(List<String> words, List<String> choices) throws Unfit {
        var given = new ArrayList<String>();
        for (String word : words) {
            given.add(choice(word, choices));
        }
        if (given.isEmpty()) {
            choice("", choices);
        }
        if (given.contains("save") && given.contains("nosave")) {
            throw new Unfit("shutdown options SAVE and NOSAVE can't be used simultaneously");
        }
        // The first one means none of the others.
        String none = choices.getFirst();
        List<String> kept =
                choices.stream()
                        .filter(word -> given.contains(word) && !word.equals(none))
                        .toList();
        return kept.isEmpty() ? none : String.join(" ", kept);
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
        if (words.isEmpty() || (words.size() == 1 && words.getFirst().isBlank())) {
            return "";
        }
        List<String> numbers = words;
        if (numbers.size() % 2 != 0) {
            throw new Unfit("Invalid save parameters");
        }
        try {
            for (int i = 0; i < numbers.size(); i += 2) {
                bounded(whole(numbers.get(i)), 1, Integer.MAX_VALUE);
                bounded(whole(numbers.get(i + 1)), 0, Integer.MAX_VALUE);
            }
        } catch (Unfit unfit) {
            throw new Unfit("Invalid save parameters");
        }
        String added = String.join(" ", numbers);
        return present.isEmpty() ? added : present + " " + added;
    }

    private static String bufferLimits(List<String> words, String present) throws Unfit {
        List<String> flat = words;
        if (flat.size() % 4 != 0) {
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
            byClass.put(clazz, limit(flat.subList(i + 1, i + 4)));
        }
        var text = new ArrayList<String>();
        CLASSES.forEach(clazz -> text.add(clazz + " " + byClass.get(clazz)));
        return String.join(" ", text);
    }

    private static String limit(List<String> words) throws Unfit {
        try {
            long seconds = bounded(whole(words.get(2)), 0, Long.MAX_VALUE);
            return memory(words.get(0)) + " " + memory(words.get(1)) + " " + seconds;
        } catch (Unfit unfit) {
            throw new Unfit(
                    "Error in hard, soft or soft_seconds setting in buffer limit configuration.");
        }
    }

    private static String master(List<String> words) throws Unfit {
        if (words.size() != 2) {
            throw new Unfit("wrong number of arguments");
        }
        if (words.get(0).equalsIgnoreCase("no") && words.get(1).equalsIgnoreCase("one")) {
            return "";
        }
        try {
            return words.get(0) + " " + bounded(whole(words.get(1)), 0, 65_535);
        } catch (Unfit unfit) {
            throw new Unfit("Invalid master port");
        }
    }
}
