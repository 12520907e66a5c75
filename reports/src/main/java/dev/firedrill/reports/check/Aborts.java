package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;

/// Why a variant did not run to its end, in words.
final class Aborts {
    private Aborts() {}

    static String sentence(Event.AbortCause cause, String detail) {
        String words =
                switch (cause) {
                    case INTERRUPTED -> "the run was interrupted";
                    case LAB_LOST -> "the lab failed in the middle of the run";
                    case CLUSTER_FAILED -> "the cluster did not come up";
                    case FOLDER_UNWRITABLE -> "the run folder could not be written";
                    case OUT_OF_MEMORY -> "the runner had no memory left";
                    case SCENARIO_THREW -> "the scenario threw an exception";
                    case BUG -> "the run failed by a bug";
                };
        return detail.isEmpty() ? words : words + ": " + detail;
    }
}
