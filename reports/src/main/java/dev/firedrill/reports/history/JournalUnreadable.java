package dev.firedrill.reports.history;

import java.io.IOException;
import java.nio.file.Path;

/// A journal that cannot be judged, with the line at which reading stopped. Nothing is skipped: a
/// history with a hole could be judged held by accident.
public final class JournalUnreadable extends IOException {
    private static final long serialVersionUID = 1L;

    private final long line;

    JournalUnreadable(Path journal, long line, String why) {
        super(journal + ", line " + line + ": " + why);
        this.line = line;
    }

    /// Counted from 1.
    public long line() {
        return line;
    }
}
