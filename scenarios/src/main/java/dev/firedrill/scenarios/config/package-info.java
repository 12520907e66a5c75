/// The user's own redis.conf: read as the server reads it, with its includes and its ACL file
/// inlined, and without the lines that the lab decides.
///
/// May import `engine.config`, `engine.server` and `engine.adapter` (names and patterns of files)
/// and `faults.lab`. Start reading at [OwnConfiguration], then [OwnFileReader].
@NullMarked
package dev.firedrill.scenarios.config;

import org.jspecify.annotations.NullMarked;
