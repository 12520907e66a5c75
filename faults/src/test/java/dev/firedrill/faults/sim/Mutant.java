package dev.firedrill.faults.sim;

import java.util.Locale;

/// A bug that is planted into the engine for one test: one edit of one source file. The campaign
/// that shall find bugs of that kind is run with the engine that comes of it, so nothing in the
/// engine itself knows of this.
///
/// The text must occur exactly once. Where the engine's code moves on, the edit moves with it; what
/// must stay is the sentence that says what is wrong.
enum Mutant {
    /// A client is answered before its change is durable in the log.
    ACK_BEFORE_APPEND(
            Campaign.POWER_LOSS,
            "node/NodeContext",
            "if (!persistence.mayReply(session.appendedOffset)) {",
            "if (session.closing) {"),

    /// The log believes that it was fsynced, and nobody has asked the disk.
    MISSING_FSYNC(
            Campaign.POWER_LOSS,
            "node/AppendOnlyFile",
            "node.disk.fsync(path, outcome -> synced(outcome, target, synced));",
            "node.disk.size(path, _ -> synced(new DiskOutcome.Done(), target, synced));"),

    /// A replica asks to go on one byte behind the one that it needs.
    PSYNC_ASKS_ONE_TOO_FAR(
            Campaign.REPLICATION,
            "node/ReplicaSide",
            "node.replication.primaryId(), node.replication.offset() + 1)",
            "node.replication.primaryId(), node.replication.offset() + 2)"),

    /// A master goes on one byte behind the one that was asked for.
    PSYNC_ANSWERS_ONE_TOO_FAR(
            Campaign.REPLICATION,
            "node/MasterSide",
            "replica.stream = node.replication.cursorAt(decision.fromOffset());",
            "replica.stream = node.replication.cursorAt("
                    + "Math.min(decision.fromOffset() + 1, node.replication.offset() + 1));"),

    /// A master names an offset for its snapshot that is one byte short.
    FULL_RESYNC_OFFSET_ONE_SHORT(
            Campaign.REPLICATION,
            "node/MasterSide",
            "answerFullResync(replica, node.replication.offset());",
            "answerFullResync(replica, node.replication.offset() - 1);"),

    /// While no replica is connected, the backlog takes half of each command.
    HALF_A_COMMAND_IN_THE_BACKLOG(
            Campaign.REPLICATION,
            "replication/ReplicationLog",
            "current.append(bytes, from, length);\n        offset += length;",
            "int kept = current.cursors() == 0 ? length / 2 : length;"
                    + " current.append(bytes, from, kept); offset += kept;"),

    /// A promoted replica forgets whose history it has.
    SECOND_ID_WRONG(
            Campaign.REPLICATION,
            "replication/ReplicationLog",
            "secondaryId = primaryId;",
            "secondaryId = newPrimary;"),

    /// A promoted replica continues the old history for whoever has more of it than itself.
    SECOND_ID_WITHOUT_END(
            Campaign.REPLICATION,
            "replication/ReplicationLog",
            "secondaryOffsetMax = offset + 1;\n        primaryId",
            "secondaryOffsetMax = Long.MAX_VALUE;\n        primaryId"),

    /// A snapshot takes each value as it is when its turn comes.
    SNAPSHOT_SEES_LATER_WRITES(
            Campaign.REPLICATION,
            "keyspace/Table",
            "void aboutToChange(int entry) {",
            "void aboutToChange(int entry) { if (entry >= 0) { return; }");

    enum Campaign {
        POWER_LOSS(PowerLossCampaign.class.getName()),
        REPLICATION(ReplicationCampaign.class.getName());

        final String className;

        Campaign(String className) {
            this.className = className;
        }
    }

    final Campaign campaign;

    /// Below the engine's package, without its ending.
    final String source;

    final String text;
    final String replacement;

    Mutant(Campaign campaign, String source, String text, String replacement) {
        this.campaign = campaign;
        this.source = source;
        this.text = text;
        this.replacement = replacement;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
