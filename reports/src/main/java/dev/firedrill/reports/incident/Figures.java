package dev.firedrill.reports.incident;

import dev.firedrill.reports.account.Accounts;
import dev.firedrill.reports.account.SideEffects;
import dev.firedrill.reports.account.WriteAccounts;
import dev.firedrill.reports.check.ChargedAtMostOnce;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.SnapshotPurpose;
import dev.firedrill.reports.history.WriteRefusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Counts what machines compare from run to run.
final class Figures {
    private final AfterFirstFault fault = new AfterFirstFault();
    private final Accounts.Account<SideEffects> effects;
    private final Accounts.Account<WriteAccounts> writes;
    private long acknowledged;
    private long refusedReadonly;
    private long repeatedCharges;
    private long full;
    private long partial;
    private long snapshotsForReplicas;

    /// @param accounts hear each event before
    Figures(Accounts accounts) {
        effects = accounts.sideEffects();
        writes = accounts.finalWrites();
    }

    void hear(Event event) {
        boolean disturbed = fault.hear(event);
        if (event instanceof Event.Operation operation) {
            operation(operation);
        } else if (event instanceof Event.SideEffect effect) {
            boolean charge = effect.what().equals(ChargedAtMostOnce.CHARGE);
            if (charge && effects.get().count(effect) > 1) repeatedCharges++;
        } else if (disturbed && event instanceof Event.ResyncDecided decided) {
            if (decided.kind() == ResyncKind.FULL) {
                full++;
            } else {
                partial++;
            }
        } else if (disturbed
                && event instanceof Event.SnapshotBegan snapshot
                && snapshot.purpose() == SnapshotPurpose.REPLICATION) {
            snapshotsForReplicas++;
        }
    }

    private void operation(Event.Operation operation) {
        if (operation.outcome() == Outcome.OK) {
            acknowledged++;
        } else if (WriteRefusal.ofError(operation.error())
                .equals(Optional.of(WriteRefusal.READ_ONLY_REPLICA))) {
            refusedReadonly++;
        }
    }

    Map<String, Long> byName() {
        var figures = new LinkedHashMap<String, Long>();
        figures.put("acknowledgedOperations", acknowledged);
        figures.put("fullResyncsAfterFault", full);
        figures.put("partialResyncsAfterFault", partial);
        figures.put("snapshotsForReplicasAfterFault", snapshotsForReplicas);
        figures.put("repeatedCharges", repeatedCharges);
        figures.put("refusedReadonly", refusedReadonly);
        writes.ifWhole()
                .map(WriteAccounts::settle)
                .filter(Figures::isKnown)
                .ifPresent(settled -> figures.put("valuesThatLostWrites", settled.lost()));
        return figures;
    }

    /// A loss is one however much else was not read; that there is none takes all of it.
    private static boolean isKnown(WriteAccounts.Settlement settled) {
        return settled.lost() > 0
                || (settled.compared() > 0 && settled.unread() == 0 && settled.unexplained() == 0);
    }
}
