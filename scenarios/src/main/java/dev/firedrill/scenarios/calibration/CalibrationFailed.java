package dev.firedrill.scenarios.calibration;

/// The machine did not let itself be measured; the message is a clause that says what went wrong.
public final class CalibrationFailed extends Exception {
    private static final long serialVersionUID = 1L;

    CalibrationFailed(String clause) {
        super(clause);
    }
}
