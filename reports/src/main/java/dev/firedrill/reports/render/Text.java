package dev.firedrill.reports.render;

import java.util.Locale;

/// Text of a run as it may be shown to people. What a terminal or a browser would obey instead of
/// showing is spelled out: control characters, and the characters that turn the direction of
/// writing (https://trojansource.codes).
public final class Text {
    private static final String MARKDOWN = "\\`*_[]<>|~";

    /// Markup only where a line begins.
    private static final String MARKDOWN_FIRST = "#+-=";

    private Text() {}

    /// On one line, for example `a\x{1b}[31mb` for a red b.
    public static String plain(String text) {
        var shown = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> {
                    if (isObeyed(c)) {
                        shown.append(String.format(Locale.ROOT, "\\x{%x}", c));
                    } else {
                        shown.appendCodePoint(c);
                    }
                });
        return shown.toString();
    }

    private static boolean isObeyed(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> c == 0xFFFE || c == 0xFFFF;
        };
    }

    /// For Markdown: plain, and nothing of it taken for markup.
    static String markdown(String text) {
        var escaped = new StringBuilder(text.length());
        if (!text.isEmpty() && MARKDOWN_FIRST.indexOf(text.charAt(0)) >= 0) escaped.append('\\');
        plain(text)
                .codePoints()
                .forEach(c -> {
                    if (MARKDOWN.indexOf(c) >= 0) escaped.append('\\');
                    escaped.appendCodePoint(c);
                });
        return escaped.toString();
    }
}
