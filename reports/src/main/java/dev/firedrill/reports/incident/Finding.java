package dev.firedrill.reports.incident;

import java.util.List;

/// Recognises one kind of thing in a history: links that were cut, a backlog that was overrun, a
/// server that follows itself. It says what the journal shows, with references to its lines, and
/// which other findings it follows from, so that a report can put the causal chain together.
///
/// Implementations are found by [java.util.ServiceLoader], ours and those of users alike. Pure and
/// in bounded memory: the same events give the same observations, while the run goes on and from a
/// journal of last month.
public interface Finding {
    /// Kebab case, stable: the key in result.json.
    String name();

    /// A hearing that has heard nothing yet. A finding may be asked for several.
    Hearing begin();

    /// One variant before one finding. It hears all events in the order of the journal, unless it
    /// is a [ServerHearing].
    interface Hearing {
        void hear(JournalLine line);

        /// What was observed; asked once, after the last event.
        List<Observation> observations();
    }

    /// A hearing to which single operations and side effects of clients say nothing, not even by
    /// their time. It hears all other events: a journal has a few thousand of them, and hundreds of
    /// thousands of what clients did.
    interface ServerHearing extends Hearing {}
}
