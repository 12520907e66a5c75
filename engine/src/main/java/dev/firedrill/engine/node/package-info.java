/// One server as a value: its inputs are events with their time. This is the entrance to the
/// engine.
///
/// May import every other core package. Start reading at [Node], then [Wire] and [Disk], the two
/// ports through which it acts.
@NullMarked
package dev.firedrill.engine.node;

import org.jspecify.annotations.NullMarked;
