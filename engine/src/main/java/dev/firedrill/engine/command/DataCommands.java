package dev.firedrill.engine.command;

import java.util.ArrayList;
import java.util.List;

/// All commands that work on data alone.
public final class DataCommands {
    private DataCommands() {}

    public static <C extends Call> List<CommandSpec<C>> rows() {
        var rows = new ArrayList<CommandSpec<C>>();
        rows.addAll(StringCommands.rows());
        rows.addAll(CounterCommands.rows());
        rows.addAll(KeyCommands.rows());
        rows.addAll(ExpireCommands.rows());
        rows.addAll(MoveCommands.rows());
        rows.addAll(ListCommands.rows());
        rows.addAll(SetCommands.rows());
        rows.addAll(HashCommands.rows());
        rows.addAll(BitCommands.rows());
        rows.addAll(BitfieldCommands.rows());
        rows.addAll(CommonSubsequenceCommand.rows());
        rows.addAll(ListMoveCommands.rows());
        rows.addAll(ListPopCommands.rows());
        rows.addAll(ListPositionCommand.rows());
        rows.addAll(SetAlgebraCommands.rows());
        rows.addAll(DrawCommands.rows());
        rows.addAll(ScanCommands.rows());
        rows.addAll(RankingCommands.rows());
        rows.addAll(RankingRangeCommands.rows());
        rows.addAll(RankingPopCommands.rows());
        rows.addAll(RankingAlgebraCommands.rows());
        return rows;
    }
}
