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
            "node.disk.fsync(path, outcome -> synced(outcome, target, reached, synced));",
            "node.disk.size(path, _ -> synced(new DiskOutcome.Done(), target, reached, synced));"),

    /// INFO says that what was only written is durable.
    INFO_BOUND_TOO_YOUNG(
            Campaign.POWER_LOSS_EVERY_SECOND,
            "node/AppendOnlyFile",
            "age.durable(durableOffset);",
            "age.durable(askedOffset);"),

    /// INFO says half of how long the oldest byte has waited.
    INFO_BOUND_HALVED(
            Campaign.POWER_LOSS_EVERY_SECOND,
            "node/UnsyncedAge",
            "return first == null ? 0 : Math.max(0, nowNanos - first.sinceNanos);",
            "return first == null ? 0 : Math.max(0, nowNanos - first.sinceNanos) / 2;"),

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
            "offset += bytes.remaining();\n        current.append(bytes);",
            "int kept = current.cursors() == 0 ? bytes.remaining() / 2 : bytes.remaining();"
                    + " offset += kept; current.append(bytes.slice(bytes.position(), kept));"),

    /// The wall clock says when a master pings its replicas again.
    PINGS_BY_THE_WALL_CLOCK(
            Campaign.REPLICATION,
            "node/ReplicaTimers",
            "node.nowNanos - lastCronNanos < NANOS_PER_SECOND) {\n"
                    + "            return;\n"
                    + "        }\n"
                    + "        lastCronNanos = node.nowNanos;",
            "node.wallNanos - lastCronNanos < NANOS_PER_SECOND) {\n"
                    + "            return;\n"
                    + "        }\n"
                    + "        lastCronNanos = node.wallNanos;"),

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
            "void aboutToChange(int entry) { if (entry >= 0) { return; }"),

    /// A snapshot takes each element of a large collection as it is when its turn comes.
    SNAPSHOT_SEES_LATER_WRITES_OF_ELEMENTS(
            Campaign.REPLICATION,
            "keyspace/NumberedBytes",
            "open.aboutToChange(number);",
            "check(open.more(), \"all elements are there\");"),

    /// A replica that was given another dataset goes on with the log of the old one.
    NEW_DATA_IN_THE_OLD_LOG(
            Campaign.RESYNC_CRASH, "node/Persistence", "aof.startOver();", "aof.schedule();"),

    /// A received snapshot gets its name before its bytes are durable.
    RECEIVED_FILE_WITHOUT_FSYNC(
            Campaign.RESYNC_CRASH,
            "node/RdbFile",
            "disk.fsync(temporary, DiskCalls.failedOr(last, () -> done.accept(NOTHING)));",
            "done.accept(NOTHING);"),

    /// A received snapshot is served before it has its name.
    RECEIVED_FILE_TOO_LATE(
            Campaign.RESYNC_CRASH,
            "node/FullResyncIntake",
            "begun.commit(failure -> placed(present, failure));",
            "begun.commit(_ -> {}); placed(present, Optional.empty());"),

    /// A new increment is begun with what a server that died has left under its name.
    INCREMENT_BEGINS_WITH_LEFTOVERS(
            Campaign.RESYNC_CRASH,
            "node/AofFiles",
            "node.disk.delete(\n                path,\n                DiskCalls",
            "node.disk.createFolder(\n                folder(),\n                DiskCalls");

    enum Campaign {
        POWER_LOSS(PowerLossCampaign.class, "wrongOf"),
        POWER_LOSS_EVERY_SECOND(PowerLossCampaign.class, "wrongOfEverySecond"),
        REPLICATION(ReplicationCampaign.class, "wrongOf"),
        RESYNC_CRASH(ResyncCrashCampaign.class, "wrongOf");

        final String className;
        final String method;

        Campaign(Class<?> type, String method) {
            className = type.getName();
            this.method = method;
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
