package dev.firedrill.faults.lab;

/// This machine cannot run the lab. The message is one sentence that says what to install or do;
/// exit code 69.
public final class LabUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    public LabUnavailable(String whatToDo) {
        super(whatToDo);
    }
}
