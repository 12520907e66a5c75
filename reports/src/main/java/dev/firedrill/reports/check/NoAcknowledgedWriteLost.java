package dev.firedrill.reports.check;

import dev.firedrill.reports.account.Accounts;
import dev.firedrill.reports.account.WriteAccounts;
import dev.firedrill.reports.history.Event;
import java.util.Locale;

/// What a client was told is written can be read at the end, whichever command wrote it, and so can
/// what was stored before the load began.
public record NoAcknowledgedWriteLost() implements AccountChecker {
    @Override
    public String name() {
        return "no-acknowledged-write-lost";
    }

    @Override
    public String property() {
        return "no acknowledged write is lost";
    }

    @Override
    public Hearing begin(Accounts accounts) {
        return new Final(accounts.finalWrites());
    }

    /// The verdict of this judge on accounts that have heard all events.
    public static Verdict verdict(Accounts.Account<WriteAccounts> finalWrites) {
        return new Final(finalWrites).verdict();
    }

    private record Final(Accounts.Account<WriteAccounts> writes) implements Hearing {
        @Override
        public void hear(Event event) {
            // The accounts have heard it.
        }

        @Override
        public Verdict verdict() {
            return verdict(writes.get().settle(), "at the end");
        }

        static Verdict verdict(WriteAccounts.Settlement settled, String when) {
            if (settled.lost() > 0) {
                return new Verdict.Violated(
                        String.format(
                                Locale.ROOT,
                                "%d of %d values lost acknowledged writes",
                                settled.lost(),
                                settled.compared()),
                        settled.examples());
            }
            if (settled.unread() > 0 || settled.unexplained() > 0) {
                return new Verdict.Inconclusive(
                        String.format(
                                Locale.ROOT,
                                "%d written values were not read %s, %d readings have no"
                                        + " explanation; for example: %s",
                                settled.unread(),
                                when,
                                settled.unexplained(),
                                settled.doubts().isEmpty()
                                        ? "keys that were stored beforehand"
                                        : settled.doubts().getFirst()));
            }
            return settled.compared() == 0
                    ? new Verdict.Inconclusive("no write was acknowledged, or none was read")
                    : new Verdict.Held(
                            settled.compared(),
                            settled.compared()
                                    + " acknowledged values were read back "
                                    + when
                                    + unanswered(settled.unanswered()));
        }

        /// What a loss may hide behind.
        private static String unanswered(long values) {
            return values == 0
                    ? ""
                    : "; " + values + " of them show, or may show, a write without an answer";
        }
    }

    /// The verdict that such accounts come to, at whichever moment they were settled.
    static Verdict verdict(WriteAccounts.Settlement settled, String when) {
        return Final.verdict(settled, when);
    }
}
