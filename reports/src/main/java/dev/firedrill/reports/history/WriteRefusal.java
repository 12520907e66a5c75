package dev.firedrill.reports.history;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Why a server took no writes, with the error that its clients were told.
public enum WriteRefusal {
    DISK_ERROR("MISCONF"),
    TOO_FEW_REPLICAS("NOREPLICAS"),
    READ_ONLY_REPLICA("READONLY"),
    MEMORY("OOM");

    private final String code;

    WriteRefusal(String code) {
        this.code = code;
    }

    /// The first word of the error.
    public String code() {
        return code;
    }

    /// @param error an error as a client got it, for example `READONLY You can't write ...`
    public static Optional<WriteRefusal> ofError(String error) {
        int space = error.indexOf(' ');
        String first = space < 0 ? error : error.substring(0, space);
        return Arrays.stream(values()).filter(one -> one.code.equals(first)).findFirst();
    }

    /// In kebab case, for reports.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
