/// Databases, values, expiry on a given `now`, and the point-in-time snapshot; all of it in foreign
/// memory, outside of the garbage-collected heap.
///
/// May import `engine.base`. Start reading at [Value] and [EntrySink] for what others see, at
/// [Table] for how it lies in memory. From the bottom up: [Chunks] of pages from the system,
/// [Blocks] of any size out of them, [Records] in the blocks of entries ([EntryBlocks]), [KeyIndex]
/// to find them, [Table] for one database's worth; for collections [BytesTable], [BytesList] and
/// [BytesRanking], and [SmallElements] while they are small.
@NullMarked
package dev.firedrill.engine.keyspace;

import org.jspecify.annotations.NullMarked;
