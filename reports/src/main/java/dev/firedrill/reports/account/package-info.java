/// What clients were told is written, and whether a later reading shows it: every acknowledged
/// write is accounted for, whichever command made it.
///
/// May import `reports.history`. Start reading at [WriteAccounts], then [Effect].
@NullMarked
package dev.firedrill.reports.account;

import org.jspecify.annotations.NullMarked;
