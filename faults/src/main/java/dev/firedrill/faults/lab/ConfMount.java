package dev.firedrill.faults.lab;

/// How a container gets its redis.conf.
public enum ConfMount {
    /// The folder around it is mounted: CONFIG REWRITE puts a new file in the place of the old one.
    FOLDER,

    /// The file alone is mounted (`-v ./redis.conf:/conf/redis.conf`). What is mounted cannot be
    /// replaced by a rename, which fails with EBUSY, and that is how redis 6.2 and later rewrite it
    /// (docker-library/redis issues 282 and 287).
    SINGLE_FILE
}
