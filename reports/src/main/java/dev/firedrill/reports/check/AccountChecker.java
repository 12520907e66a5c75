package dev.firedrill.reports.check;

import dev.firedrill.reports.account.Accounts;
import dev.firedrill.reports.history.Event;

/// A judge that reads accounts which other judges and findings of the variant read as well.
interface AccountChecker extends Checker {
    /// A hearing that has heard nothing yet.
    ///
    /// @param accounts hear each event before this hearing does
    Hearing begin(Accounts accounts);

    /// A hearing that keeps its own accounts.
    @Override
    default Hearing begin() {
        var accounts = new Accounts();
        Hearing reader = begin(accounts);
        return new Hearing() {
            @Override
            public void hear(Event event) {
                accounts.hear(event);
                reader.hear(event);
            }

            @Override
            public Verdict verdict() {
                return reader.verdict();
            }
        };
    }
}
