package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import java.util.List;

/// A judge. Pure: the same history gives the same verdict, today and from a journal of last month.
public interface Checker {
    /// Kebab case, stable: the key in result.json and the test case in junit.xml.
    String name();

    /// What must hold, as a sentence, for example `no acknowledged write is lost`.
    String property();

    /// @param history the events of one variant, in order of time
    Verdict check(List<Event> history);
}
