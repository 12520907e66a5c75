package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;

/// A judge. It hears the events of one variant in order of time and then answers. Pure: the same
/// events give the same verdict, while the run goes on and from a journal of last month.
public interface Checker {
    /// Kebab case, stable: the key in result.json and the test case in junit.xml.
    String name();

    /// What must hold, as a sentence, for example `no acknowledged write is lost`.
    String property();

    /// A hearing that has heard nothing yet. A checker may be asked for several.
    Hearing begin();

    /// One variant before one judge.
    interface Hearing {
        void hear(Event event);

        /// The verdict on what was heard; asked once, after the last event.
        Verdict verdict();
    }

    /// The verdict on a whole history.
    default Verdict check(Iterable<Event> history) {
        Hearing hearing = begin();
        history.forEach(hearing::hear);
        return hearing.verdict();
    }
}
