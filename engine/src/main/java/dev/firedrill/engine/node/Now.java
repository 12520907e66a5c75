package dev.firedrill.engine.node;

/// The moment of an input, on the two clocks of a machine.
///
/// Intervals (time-outs, the cron, fsync every second, rates, ages) belong to the monotonic clock:
/// an operator or NTP may set the wall clock back by an hour, and a server whose timers followed it
/// would neither fsync nor answer WAIT for that hour. The wall clock is only for dates: absolute
/// expiry, LASTSAVE, TIME, timestamps in files and logs.
///
/// @param nanos the monotonic clock: nanoseconds since some moment before the server started; above
///   zero, and never less than in an earlier input
/// @param wallNanos the wall clock: nanoseconds since the Unix epoch
public record Now(long nanos, long wallNanos) {}
