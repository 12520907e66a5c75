package dev.firedrill.reports.render;

/// Builds a page piece by piece; text from a run is escaped wherever it goes.
final class Html {
    private final StringBuilder page = new StringBuilder();

    /// Markup of ours.
    Html raw(String markup) {
        page.append(markup);
        return this;
    }

    Html text(String text) {
        Text.plain(text)
                .codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '<' -> page.append("&lt;");
                        case '>' -> page.append("&gt;");
                        case '&' -> page.append("&amp;");
                        case '"' -> page.append("&quot;");
                        case '\'' -> page.append("&#39;");
                        default -> page.appendCodePoint(c);
                    }
                });
        return this;
    }

    Html element(String name, String text) {
        return raw("<" + name + ">").text(text).raw("</" + name.split(" ", -1)[0] + ">");
    }

    Html row(String cell, String... texts) {
        raw("<tr>");
        for (String text : texts) {
            element(cell, text);
        }
        return raw("</tr>\n");
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
