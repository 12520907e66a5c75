package dev.firedrill.engine.command;

import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// LPOS: where an element stands in a list.
final class ListPositionCommand {
    private ListPositionCommand() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(CommandSpec.of("lpos", -3, "readonly", "1 1 1", ListPositionCommand::lpos));
    }

    /// @param rank from which match on, from the tail if negative
    /// @param count -1 for the first match alone, 0 for all
    /// @param comparisonsMax 0 for all
    private record Options(long rank, long count, long comparisonsMax) {
        static Options parse(Call call) throws Refused {
            Args args = call.args();
            long rank = 1;
            long count = -1;
            long comparisonsMax = 0;
            for (int i = 3; i < args.count(); i += 2) {
                if (i + 1 >= args.count()) {
                    throw Refused.syntax();
                } else if (args.is(i, "RANK")) {
                    rank = rank(call, i + 1);
                } else if (args.is(i, "COUNT")) {
                    count = atLeastZero(call, i + 1, "ERR COUNT can't be negative");
                } else if (args.is(i, "MAXLEN")) {
                    comparisonsMax = atLeastZero(call, i + 1, "ERR MAXLEN can't be negative");
                } else {
                    throw Refused.syntax();
                }
            }
            return new Options(rank, count, comparisonsMax);
        }

        private static long rank(Call call, int index) throws Refused {
            long rank = call.integer(index);
            if (rank == 0) {
                throw new Refused(
                        "ERR RANK can't be zero: use 1 to start from the first match, 2 from the"
                                + " second ... or use negative to start from the end of the list");
            }
            // The smallest number has no positive counterpart; redis-server 7.0 passes over
            // nothing.
            return rank == Long.MIN_VALUE ? -1 : rank;
        }

        private static long atLeastZero(Call call, int index, String otherwise) throws Refused {
            long value;
            try {
                value = call.integer(index);
            } catch (Refused notANumber) {
                value = -1;
            }
            if (value < 0) {
                throw new Refused(otherwise);
            }
            return value;
        }
    }

    private static void lpos(Call call) throws Refused {
        var options = Options.parse(call);
        int entry = call.find(1, ValueType.LIST);
        List<Integer> found = entry == NONE ? List.of() : positions(call, entry, options);
        if (options.count() >= 0) {
            call.reply().array(found.size());
            found.forEach(position -> call.reply().integer(position));
        } else if (found.isEmpty()) {
            call.reply().nil();
        } else {
            call.reply().integer(found.get(0));
        }
    }

    private static List<Integer> positions(Call call, int entry, Options options) {
        Args args = call.args();
        var lists = call.database().lists();
        int length = lists.length(entry);
        boolean backwards = options.rank() < 0;
        long skipped = Math.abs(options.rank()) - 1;
        long wanted = options.count() < 0 ? 1 : options.count();
        long comparisons = options.comparisonsMax() == 0 ? length : options.comparisonsMax();
        var found = new ArrayList<Integer>();
        boolean[] same = new boolean[1];
        for (int i = 0; i < Math.min(length, comparisons); i++) {
            int position = backwards ? length - 1 - i : i;
            lists.at(
                    entry,
                    position,
                    (array, offset, size) ->
                            same[0] =
                                    Arrays.equals(
                                            array,
                                            offset,
                                            offset + size,
                                            args.array(),
                                            args.offset(2),
                                            args.offset(2) + args.length(2)));
            if (!same[0]) {
                continue;
            }
            if (skipped > 0) {
                skipped--;
                continue;
            }
            found.add(position);
            if (wanted != 0 && found.size() >= wanted) {
                break;
            }
        }
        return found;
    }
}
