package dev.firedrill.reports.history;

/// What a node says it is (`role` in INFO).
public enum ServerRole {
    MASTER,
    REPLICA,
    /// It did not say.
    UNKNOWN;

    /// @param role the value of INFO's `role`, which still says `slave`
    public static ServerRole ofInfo(String role) {
        return switch (role) {
            case "master" -> MASTER;
            case "slave", "replica" -> REPLICA;
            default -> UNKNOWN;
        };
    }
}
