package dev.firedrill.reports.incident;

import dev.firedrill.reports.account.Accounts;
import java.util.List;

/// A finding that reads accounts which judges and other findings of the variant read as well.
interface AccountFinding extends Finding {
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
            public void hear(JournalLine line) {
                accounts.hear(line.event());
                reader.hear(line);
            }

            @Override
            public List<Observation> observations() {
                return reader.observations();
            }
        };
    }
}
