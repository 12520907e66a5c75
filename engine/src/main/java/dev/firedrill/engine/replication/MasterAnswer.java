package dev.firedrill.engine.replication;

/// What a master said to a PSYNC, as the replica understands it.
public sealed interface MasterAnswer {
    record FullResync(ReplicationId masterId, long offset) implements MasterAnswer {}

    /// @param masterId the id under which the master goes on; [ReplicationId#NONE] when it did not
    ///   say
    record Continue(ReplicationId masterId) implements MasterAnswer {}

    /// The master cannot answer now but will later: it has no link to its own master, or loads.
    record TryLater(String line) implements MasterAnswer {}

    /// A master that knows no PSYNC, or refuses it.
    record Unsupported(String line) implements MasterAnswer {}

    /// Beyond this an offset could not be counted on from.
    long OFFSET_MAX = Long.MAX_VALUE / 2;

    /// Source: behaviour of redis-server 7.0 as a replica.
    static MasterAnswer parse(String line) {
        if (line.startsWith("+FULLRESYNC")) {
            String[] words = line.split(" ", -1);
            if (words.length == 3 && ReplicationId.isWellFormed(words[1])) {
                try {
                    long offset = Long.parseLong(words[2]);
                    return offset >= 0 && offset <= OFFSET_MAX
                            ? new FullResync(new ReplicationId(words[1]), offset)
                            : new Unsupported(line);
                } catch (NumberFormatException notANumber) {
                    return new Unsupported(line);
                }
            }
            return new Unsupported(line);
        }
        if (line.startsWith("+CONTINUE")) {
            String rest = line.substring("+CONTINUE".length()).strip();
            return new Continue(
                    ReplicationId.isWellFormed(rest)
                            ? new ReplicationId(rest)
                            : ReplicationId.NONE);
        }
        if (line.startsWith("-NOMASTERLINK") || line.startsWith("-LOADING")) {
            return new TryLater(line);
        }
        return new Unsupported(line);
    }
}
