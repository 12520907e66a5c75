/// One server as a value that is told what happened and when: the door of the engine.
///
/// May import every other core package. Start reading at [Node], then [Wire] and [Disk], the two
/// ports through which it acts.
@NullMarked
package dev.firedrill.engine.node;

import org.jspecify.annotations.NullMarked;
