package dev.firedrill.faults.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What a program that carries out a load has to know. It is put beside the program as a file,
/// since arguments of a process can be seen by everybody and a password is among this.
///
/// @param authentication AUTH with its arguments; empty for a server that lets everybody in
/// @param set what SET is called on that server
public record LoadPlan(
        HeavyLoad load, String host, int port, List<String> authentication, String set) {
    private static final String NOTHING = "-";
    private static final int FIGURES = 6;

    public LoadPlan {
        authentication = List.copyOf(authentication);
    }

    /// Two lines: figures; words, each encoded, since a password may hold anything.
    public String text() {
        var words = new ArrayList<String>(List.of(host, Integer.toString(port), set));
        words.addAll(authentication);
        return String.format(
                Locale.ROOT,
                "%s %s %d %d %d %d\n%s\n",
                load.perSecond().isPresent() ? load.perSecond().getAsInt() : NOTHING,
                load.count().isPresent() ? load.count().getAsLong() : NOTHING,
                load.connections(),
                load.pipeline(),
                load.keys(),
                load.valueBytes(),
                String.join(" ", words.stream().map(LoadPlan::encoded).toList()));
    }

    private static String encoded(String word) {
        return Base64.getEncoder().encodeToString(word.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String decoded(String word) {
        return new String(Base64.getDecoder().decode(word), StandardCharsets.ISO_8859_1);
    }

    /// @throws IllegalArgumentException when the text is no plan
    public static LoadPlan of(String text) {
        List<String> lines = text.lines().toList();
        String[] figures = lines.isEmpty() ? new String[0] : lines.getFirst().split(" ", -1);
        if (lines.size() != 2 || figures.length != FIGURES) {
            throw new IllegalArgumentException("no plan of a load");
        }
        var words = new ArrayList<String>();
        for (String word : lines.getLast().split(" ", -1)) {
            words.add(decoded(word));
        }
        var load =
                new HeavyLoad(
                        figures[0].equals(NOTHING)
                                ? OptionalInt.empty()
                                : OptionalInt.of(Integer.parseInt(figures[0])),
                        figures[1].equals(NOTHING)
                                ? OptionalLong.empty()
                                : OptionalLong.of(Long.parseLong(figures[1])),
                        Integer.parseInt(figures[2]),
                        Integer.parseInt(figures[3]),
                        Integer.parseInt(figures[4]),
                        Integer.parseInt(figures[5]));
        return new LoadPlan(
                load,
                words.get(0),
                Integer.parseInt(words.get(1)),
                words.subList(3, words.size()),
                words.get(2));
    }

    /// Without the password.
    @Override
    public String toString() {
        return load.describe() + " to " + host + ":" + port;
    }
}
