package dev.firedrill.reports.incident;

import dev.firedrill.reports.account.Accounts;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.history.Event;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One variant before all findings, event by event. A finding that throws is listed as failed, and
/// the others go on.
final class Findings {
    /// One finding that hears, or has failed.
    private static final class Seat {
        private String name;
        private @Nullable Finding finding;
        private Finding.@Nullable Hearing hearing;
        private @Nullable Throwable failure;

        Seat(String provisionalName, Supplier<? extends Finding> supplier, Accounts accounts) {
            name = provisionalName;
            attempt(() -> {
                Finding made = supplier.get();
                name = made.name();
                finding = made;
                hearing =
                        made instanceof AccountFinding reader
                                ? reader.begin(accounts)
                                : made.begin();
            });
        }

        private void attempt(Runnable step) {
            if (failure != null) return;
            try {
                step.run();
            } catch (OutOfMemoryError notTheFindings) {
                throw notTheFindings;
            } catch (RuntimeException | Error thrown) {
                failure = thrown;
            }
        }

        boolean hearsClients() {
            return !(hearing instanceof Finding.ServerHearing);
        }

        /// Called for every line of a journal, so that nothing is made for the call, as a lambda
        /// is.
        void hear(JournalLine line) {
            if (failure != null) return;
            try {
                Objects.requireNonNull(hearing).hear(line);
            } catch (OutOfMemoryError notTheFindings) {
                throw notTheFindings;
            } catch (RuntimeException | Error thrown) {
                failure = thrown;
            }
        }

        List<CausalChain.Found> found() {
            var all = new ArrayList<CausalChain.Found>();
            attempt(() ->
                    Objects.requireNonNull(hearing)
                            .observations()
                            .forEach(one ->
                                    all.add(
                                            new CausalChain.Found(
                                                    Objects.requireNonNull(finding), one))));
            return failure == null ? all : List.of();
        }

        @Nullable FindingFailure failure() {
            Throwable thrown = failure;
            if (thrown == null) return null;
            var trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace, true));
            return new FindingFailure(name, thrown.toString(), trace.toString());
        }
    }

    private final List<Seat> seats = new ArrayList<>();

    /// Those of them that hear what clients did.
    private final List<Seat> ofClients;

    private long lines;

    /// Those that are installed, in the order of their names.
    ///
    /// @param accounts hear each event before
    Findings(Accounts accounts) {
        ServiceLoader.load(Finding.class).stream()
                .forEach(provider ->
                        seats.add(new Seat(provider.type().getName(), provider, accounts)));
        seats.sort(Comparator.comparing(seat -> seat.name));
        ofClients = seats.stream().filter(Seat::hearsClients).toList();
    }

    Findings(List<Finding> findings, Accounts accounts) {
        findings.forEach(one -> seats.add(new Seat(one.getClass().getName(), () -> one, accounts)));
        ofClients = seats.stream().filter(Seat::hearsClients).toList();
    }

    void hear(Event event) {
        var line = new JournalLine(++lines, event);
        for (Seat seat : isOfClient(event) ? ofClients : seats) {
            seat.hear(line);
        }
    }

    /// Whether it is one of the events that are left out for a [Finding.ServerHearing].
    static boolean isOfClient(Event event) {
        return event instanceof Event.Operation || event instanceof Event.SideEffect;
    }

    CausalChain chain(List<Judged.JudgeResult> judges) {
        var found = new ArrayList<CausalChain.Found>();
        seats.forEach(seat -> found.addAll(seat.found()));
        return CausalChain.of(found, judges);
    }

    /// Findings that threw. Asked after [#chain].
    List<FindingFailure> failures() {
        var all = new ArrayList<FindingFailure>();
        for (Seat seat : seats) {
            FindingFailure failure = seat.failure();
            if (failure != null) all.add(failure);
        }
        return all;
    }
}
