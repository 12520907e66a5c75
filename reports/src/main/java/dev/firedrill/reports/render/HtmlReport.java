package dev.firedrill.reports.render;

import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.incident.Incident;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// `report.html`: one file that works offline and on paper. It holds no script at all, and its
/// policy allows nothing but the one style sheet that it carries. Its templates are in
/// `src/main/jte`; the build makes Java classes of this package of them.
public final class HtmlReport implements Renderer {
    private static final TemplateEngine TEMPLATES =
            TemplateEngine.createPrecompiled(
                    null, ContentType.Html, null, HtmlReport.class.getPackageName());

    @Override
    public String file() {
        return "report.html";
    }

    @Override
    public byte[] render(RunAnswer answer, List<Incident> incidents) {
        var html = new StringOutput();
        TEMPLATES.render("report.jte", Page.of(answer, incidents), new PlainTextOutput(html));
        return html.toString().getBytes(StandardCharsets.UTF_8);
    }
}
