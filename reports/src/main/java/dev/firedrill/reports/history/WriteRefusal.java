package dev.firedrill.reports.history;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Why a server took no writes, with the error that its clients were told.
public enum WriteRefusal {
    DISK_ERROR("MISCONF"),
    TOO_FEW_REPLICAS("NOREPLICAS"),
    READ_ONLY_REPLICA("READONLY"),
    MEMORY("OOM");

    private static final List<WriteRefusal> ALL = List.of(values());

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
        for (WriteRefusal one : ALL) {
            int end = one.code.length();
            if (error.startsWith(one.code) && (error.length() == end || error.charAt(end) == ' ')) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /// In kebab case, for reports.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
