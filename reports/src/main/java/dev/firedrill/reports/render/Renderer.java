package dev.firedrill.reports.render;

import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.incident.Incident;
import java.util.List;

/// One form in which a run is reported: a file in its run folder.
///
/// Renderers are found by [java.util.ServiceLoader], ours and those of users alike: a public class
/// with a public constructor without parameters, named in
/// `META-INF/services/dev.firedrill.reports.render.Renderer`. A renderer that throws keeps no other
/// one from its file, and the run does not end with success, see [Reports].
public interface Renderer {
    /// Name of the file, for example `timeline.csv`: letters, digits, `.`, `-` and `_`. It stands
    /// in the run folder itself, and no other renderer and no evidence has it.
    String file();

    /// The whole content of the file. It depends on nothing but its arguments, so that `firedrill
    /// report` makes the same bytes of the same journal, on every machine: format with
    /// [java.util.Locale#ROOT], and do not ask for the time.
    ///
    /// Texts of a run may hold anything, see [Text#plain].
    ///
    /// @param incidents one for each variant of the answer, in its order
    byte[] render(RunAnswer answer, List<Incident> incidents);
}
