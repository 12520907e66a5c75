package dev.firedrill.engine.node;

/// How much memory a node may take, as its owner knows it: from the container's limit and the size
/// of the heap. A port, because the core reads neither: the simulator has numbers of its own.
public interface MemoryGauge {
    /// Nothing is ever short.
    MemoryGauge AMPLE =
            new MemoryGauge() {
                @Override
                public long readLimitBytes() {
                    return Long.MAX_VALUE;
                }

                @Override
                public long foreignBytesMax() {
                    return Long.MAX_VALUE;
                }

                @Override
                public long heapBytesMax() {
                    return Long.MAX_VALUE;
                }
            };

    /// Reads the limit of the whole process again, since an operator may move that of a container
    /// while the server runs. What the other two answer follows from the limit read last.
    ///
    /// @return `Long.MAX_VALUE` without a limit
    long readLimitBytes();

    /// What dataset, requests, replies and streams may take outside of the heap, all together. It
    /// moves with what the rest of the process takes.
    long foreignBytesMax();

    /// How large the heap can grow, or less when the limit is lower than at the start.
    long heapBytesMax();
}
