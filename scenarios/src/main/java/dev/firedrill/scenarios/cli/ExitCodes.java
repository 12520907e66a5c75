package dev.firedrill.scenarios.cli;

/// What a process says to the one that called it.
final class ExitCodes {
    static final int HELD = 0;
    static final int VIOLATED = 1;
    static final int INCONCLUSIVE = 2;
    static final int USAGE = 64;
    static final int UNAVAILABLE = 69;
    static final int BUG = 70;
    static final int INTERRUPTED = 130;

    static final String TABLE =
            """

            Exit codes:
              0    held: every control was caught and every safe variant held
              1    violated: a judge found evidence; it is in the report
              2    inconclusive: a fault did not bite, no steady state, a control passed, a
                   scenario or another class from outside threw an exception
              64   the command line: the message says what to write instead
              69   something is missing on this machine: the message says what
              70   a bug in Firedrill, or all held and a renderer failed to write its report
              130  interrupted
            """;

    private ExitCodes() {}
}
