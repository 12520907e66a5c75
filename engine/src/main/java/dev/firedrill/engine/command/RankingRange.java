package dev.firedrill.engine.command;

import dev.firedrill.engine.keyspace.Rankings;
import java.util.Arrays;

/// From where to where: by rank, by score or by the bytes of the members, resolved to ranks once
/// the sorted set is known.
sealed interface RankingRange {
    /// The first rank inside.
    long from(Rankings rankings, int entry);

    /// The first rank behind.
    long end(Rankings rankings, int entry);

    /// Ranks as typed: negative ones count from the end. What lies outside is clamped at both ends:
    /// the difference of numbers at their limits is none.
    record ByRank(long first, long last) implements RankingRange {
        @Override
        public long from(Rankings rankings, int entry) {
            long size = rankings.size(entry);
            return Math.clamp(first < 0 ? first + size : first, 0, size);
        }

        @Override
        public long end(Rankings rankings, int entry) {
            long size = rankings.size(entry);
            return Math.clamp(last < 0 ? last + size + 1 : Math.min(last, size) + 1, 0, size);
        }
    }

    /// Scores; each end belongs to the range or not.
    record ByScore(double min, boolean minOut, double max, boolean maxOut) implements RankingRange {
        static ByScore parse(Call call, int minIndex, int maxIndex) throws Refused {
            String min = call.args().text(minIndex);
            String max = call.args().text(maxIndex);
            return new ByScore(value(min), min.startsWith("("), value(max), max.startsWith("("));
        }

        private static double value(String text) throws Refused {
            return Decimals.bound(text.startsWith("(") ? text.substring(1) : text);
        }

        @Override
        public long from(Rankings rankings, int entry) {
            return rankings.countBelow(entry, (_, score) -> minOut ? score <= min : score < min);
        }

        @Override
        public long end(Rankings rankings, int entry) {
            return rankings.countBelow(entry, (_, score) -> maxOut ? score < max : score <= max);
        }
    }

    /// One end of a range of bytes: a member that belongs to it or not, or what comes before or
    /// behind all.
    record LexEnd(byte[] member, boolean out, int beyond) {
        static LexEnd parse(String text) throws Refused {
            if (text.equals("-") || text.equals("+")) {
                return new LexEnd(new byte[0], false, text.equals("-") ? -1 : 1);
            }
            if (!text.startsWith("[") && !text.startsWith("(")) {
                throw new Refused("ERR min or max not valid string range item");
            }
            byte[] member =
                    text.substring(1).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            return new LexEnd(member, text.startsWith("("), 0);
        }

        /// Whether the member comes before this end, or stands on it when `alsoEqual`.
        boolean isAfter(byte[] other, boolean alsoEqual) {
            if (beyond != 0) {
                return beyond > 0;
            }
            int order = Arrays.compareUnsigned(other, member);
            return order < 0 || (alsoEqual && order == 0);
        }
    }

    /// Bytes of members, which all have one score.
    record ByLex(LexEnd min, LexEnd max) implements RankingRange {
        static ByLex parse(Call call, int minIndex, int maxIndex) throws Refused {
            return new ByLex(
                    LexEnd.parse(call.args().text(minIndex)),
                    LexEnd.parse(call.args().text(maxIndex)));
        }

        @Override
        public long from(Rankings rankings, int entry) {
            return rankings.countBelow(entry, (member, _) -> min.isAfter(member, min.out()));
        }

        @Override
        public long end(Rankings rankings, int entry) {
            return rankings.countBelow(entry, (member, _) -> max.isAfter(member, !max.out()));
        }
    }
}
