package dev.firedrill.reports.account;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What clients did in one variant, put together once for all judges and findings that read it:
/// there are hundreds of thousands of writes, and each would be kept by every one of them.
///
/// Whoever owns the accounts lets them hear each event before the judges and findings hear it.
/// Readers ask for an account when they begin; what nobody asked for by then is not kept.
public final class Accounts {
    /// One account. What goes wrong with it goes wrong for those who read it, and for nobody else.
    public static final class Account<A> {
        private final A content;
        private final BiConsumer<A, Event> hearing;
        private boolean wanted;
        private @Nullable Throwable failure;

        private Account(A content, BiConsumer<A, Event> hearing) {
            this.content = content;
            this.hearing = hearing;
        }

        private void hear(Event event) {
            if (!wanted || failure != null) return;
            try {
                hearing.accept(content, event);
            } catch (OutOfMemoryError notTheAccounts) {
                throw notTheAccounts;
            } catch (RuntimeException | Error thrown) {
                failure = thrown;
            }
        }

        /// Empty when an event could not be accounted for.
        public Optional<A> ifWhole() {
            return failure == null ? Optional.of(content) : Optional.empty();
        }

        /// As it stands after the event that was heard last.
        ///
        /// @throws IllegalStateException when an event could not be accounted for
        public A get() {
            if (failure != null) {
                throw new IllegalStateException("the accounts failed: " + failure, failure);
            }
            return content;
        }
    }

    private final Account<WriteAccounts> finalWrites =
            new Account<>(new WriteAccounts(Moment.FINAL), WriteAccounts::hear);
    private final Account<SideEffects> sideEffects =
            new Account<>(new SideEffects(), SideEffects::hear);
    private boolean begun;

    /// Every write, and what was read at the end.
    public Account<WriteAccounts> finalWrites() {
        return wanted(finalWrites);
    }

    /// What clients did outside the cluster.
    public Account<SideEffects> sideEffects() {
        return wanted(sideEffects);
    }

    private <A> Account<A> wanted(Account<A> account) {
        if (begun && !account.wanted) {
            throw new IllegalStateException("an account begins before the first event");
        }
        account.wanted = true;
        return account;
    }

    public void hear(Event event) {
        begun = true;
        finalWrites.hear(event);
        sideEffects.hear(event);
    }
}
