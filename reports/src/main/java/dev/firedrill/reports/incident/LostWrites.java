package dev.firedrill.reports.incident;

import dev.firedrill.reports.account.Accounts;
import dev.firedrill.reports.account.WriteAccounts;
import dev.firedrill.reports.check.DataLossWindowAtMost;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.DataType;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.ResyncReason;
import java.util.List;

/// Acknowledged writes that could not be read back at the end, as the judge of lost writes says.
public final class LostWrites implements AccountFinding {
    @Override
    public String name() {
        return "lost-writes";
    }

    @Override
    public Hearing begin(Accounts accounts) {
        return new Readings(accounts.finalWrites());
    }

    private static final class Readings implements Hearing {
        private final Accounts.Account<WriteAccounts> writes;
        private final Episode readings = new Episode();

        Readings(Accounts.Account<WriteAccounts> writes) {
            this.writes = writes;
        }

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.DatasetRead read
                    && read.moment() == Moment.FINAL
                    && read.absent() + read.different() > 0) {
                readings.add(
                        line,
                        read.node(),
                        read.absent() + " absent, " + read.different() + " different keys");
            } else if (line.event() instanceof Event.KeyRead read
                    && read.moment() == Moment.FINAL) {
                read(line, read);
            }
        }

        /// A key that is absent shows a loss by itself; which value is an old one the judge knows.
        private void read(JournalLine line, Event.KeyRead read) {
            if (read.dataType() == DataType.NONE) {
                readings.add(line, read.node(), read.key() + " held nothing");
            } else if (readings.count() == 0) {
                readings.add(line, read.node(), "the written keys were read back from here on");
            } else {
                readings.lasts(line.atNanos());
            }
        }

        @Override
        public List<Observation> observations() {
            return NoAcknowledgedWriteLost.verdict(writes) instanceof Verdict.Violated violated
                            && readings.count() > 0
                    ? List.of(observation(violated))
                    : List.of();
        }

        private Observation observation(Verdict.Violated violated) {
            return Observation.of(
                            Origin.CONSEQUENCE,
                            "At the end "
                                    + violated.summary()
                                    + ", read on "
                                    + Phrases.list(readings.nodes())
                                    + ".",
                            readings.span())
                    .on(readings.nodes())
                    .shownBy(readings.evidence())
                    .causedBy(
                            CausedBy.sameNode(EmptyStart.class).everAfter(),
                            CausedBy.sameNode(RestartedEmpty.class).everAfter(),
                            CausedBy.sameNode(FullResyncs.class)
                                    .about(ResyncReason.UNKNOWN_HISTORY.word())
                                    .everAfter(),
                            CausedBy.anywhere(DatasetWiped.class).everAfter(),
                            CausedBy.sameNode(DamagedDataLoaded.class).everAfter(),
                            CausedBy.anywhere(Promotion.class).everAfter(),
                            CausedBy.sameNode(StaleReplicaPromoted.class).everAfter(),
                            CausedBy.anywhere(TwoMasters.class).everAfter(),
                            CausedBy.sameNode(ReplicaOfAnother.class).everAfter(),
                            CausedBy.sameNode(KilledAtMemoryCap.class).everAfter(),
                            CausedBy.sameNode(ProcessDied.class).everAfter(),
                            CausedBy.sameNode(DiskFault.class).everAfter())
                    .explains(NoAcknowledgedWriteLost.class, DataLossWindowAtMost.class)
                    .build();
        }
    }
}
