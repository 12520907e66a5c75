package dev.firedrill.reports.account;

import org.jspecify.annotations.Nullable;

/// A value that was read.
///
/// @param invokedAtNanos what was acknowledged before must show
/// @param atNanos what was begun later cannot show
/// @param value null when there was none
record Reading(long invokedAtNanos, long atNanos, String node, @Nullable String value) {}
