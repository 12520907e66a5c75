package dev.firedrill.reports.render;

import gg.jte.TemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import org.jspecify.annotations.Nullable;

/// Spells out what a browser would obey instead of showing, in every text that a template writes,
/// and escapes it for its place in the page. See [Text#plain].
final class PlainTextOutput extends OwaspHtmlTemplateOutput {
    PlainTextOutput(TemplateOutput page) {
        super(page);
    }

    @Override
    public void writeUserContent(@Nullable String text) {
        super.writeUserContent(text == null ? null : Text.plain(text));
    }
}
