package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.InjectionKind;
import java.util.List;

/// What injections did, in the words of a report.
final class InjectionWords {
    private InjectionWords() {}

    /// For example `2 links (M->R1 and R1->M) were cut` or `the disk of M was throttled`; with no
    /// name of a node at the beginning, which a sentence would write with a capital letter.
    ///
    /// @param places the links or nodes that injections of that kind acted on
    static String of(InjectionKind kind, List<String> places) {
        String nodes = Phrases.list(places);
        String processes =
                Phrases.agreeing(places.size(), "the process of ", "the processes of ")
                        + nodes
                        + Phrases.agreeing(places.size(), " was ", " were ");
        return switch (kind) {
            case CUT_LINK -> links(places, "cut");
            case REFUSE_LINK -> links(places, "refused");
            case RESET_LINK -> links(places, "reset");
            case DELAY_LINK -> links(places, "delayed");
            case LIMIT_LINK -> links(places, "limited in bandwidth");
            case SLOW_CLOSE_LINK -> links(places, "slow to close");
            case DROP_LINK_AFTER -> links(places, "dropped after some bytes");
            case BLACKHOLE_LINK -> links(places, "made a black hole");
            case KILL_NODE -> processes + "killed";
            case TERMINATE_NODE -> processes + "terminated";
            case PAUSE_NODE -> processes + "paused";
            case SUPERVISE_NODE -> processes + "run under a supervisor";
            case POWER_LOSS -> "power was lost at " + nodes;
            case THROTTLE_DISK -> "the disk of " + nodes + " was throttled";
            case DELAY_FSYNC -> "fsyncs on the disk of " + nodes + " were delayed";
            case FAIL_FSYNC -> "fsyncs on the disk of " + nodes + " failed";
            case FAIL_WRITE -> "writes to the disk of " + nodes + " failed";
            case FILL_DISK -> "the disk of " + nodes + " was full";
            case READ_ONLY_DISK -> "the disk of " + nodes + " was read-only";
            case CRASH_DURING_NEXT_WRITE -> processes + "killed during a write";
            case FLIP_BIT -> "a bit was flipped in a file of " + nodes;
            case TRUNCATE_FILE -> "a file of " + nodes + " was truncated";
            case CAP_MEMORY -> "the memory of " + nodes + " was capped";
            case LIMIT_CPU -> "the processor time of " + nodes + " was limited";
            case JUMP_CLOCK -> "the clock of " + nodes + " jumped";
            case DRIFT_CLOCK -> "the clock of " + nodes + " drifted";
        };
    }

    private static String links(List<String> places, String participle) {
        return Phrases.count(places.size(), "link")
                + " ("
                + Phrases.list(places)
                + ") "
                + Phrases.agreeing(places.size(), "was ", "were ")
                + participle;
    }
}
