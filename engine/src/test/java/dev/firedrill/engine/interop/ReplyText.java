package dev.firedrill.engine.interop;

import dev.firedrill.engine.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Replies as text that shows type and bytes, so that two are equal exactly when their texts are.
final class ReplyText {
    private ReplyText() {}

    static String of(Reply reply) {
        return switch (reply) {
            case Reply.Simple(var text) -> "+" + text;
            case Reply.Failure(var text) -> "-" + text;
            case Reply.Int(var value) -> ":" + value;
            case Reply.Bulk(var bytes) -> quoted(new String(bytes, StandardCharsets.ISO_8859_1));
            case Reply.Nil() -> "nil";
            case Reply.Array(var elements) -> ofAll(elements).toString();
            case Reply.Pairs(var elements) -> "%" + ofAll(elements);
            case Reply.Decimal(var value) -> "," + value;
            case Reply.Bool(var value) -> "#" + value;
        };
    }

    static List<String> ofAll(List<Reply> elements) {
        return elements.stream().map(ReplyText::of).toList();
    }

    /// The elements of an array two by two, each pair as one text; as RESP3 has them, in an array
    /// of their own each, too.
    static List<String> pairs(List<Reply> elements) {
        var pairs = new ArrayList<String>();
        if (!elements.isEmpty() && elements.getFirst() instanceof Reply.Array) {
            elements.forEach(pair -> pairs.addAll(pairs(elements(pair))));
            return pairs;
        }
        for (int i = 0; i + 1 < elements.size(); i += 2) {
            pairs.add(of(elements.get(i)) + " " + of(elements.get(i + 1)));
        }
        return pairs;
    }

    static List<Reply> elements(Reply reply) {
        return switch (reply) {
            case Reply.Array(var elements) -> elements;
            case Reply.Pairs(var elements) -> elements;
            default -> List.of();
        };
    }

    /// One character per byte, as redis-cli would take it.
    static String quoted(String word) {
        var text = new StringBuilder("\"");
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append("\\x%02x".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }

    static String command(List<String> words) {
        return String.join(
                " ",
                words.stream()
                        .map(word -> word.matches("[A-Za-z0-9_.:+-]+") ? word : quoted(word))
                        .toList());
    }
}
