package dev.firedrill.engine.interop;

import java.util.List;

/// What two servers have sent to their replicas after the same commands.
record Streams(List<List<String>> engine, List<List<String>> redis) {
    private static final long CLOCKS_APART_MAX_MILLIS = 30_000;

    /// Where the two part; -1 if they do not.
    int parting() {
        int length = Math.max(engine.size(), redis.size());
        for (int i = 0; i < length; i++) {
            if (i >= engine.size() || i >= redis.size() || !same(engine.get(i), redis.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean same(List<String> one, List<String> other) {
        if (one.size() != other.size()) {
            return false;
        }
        if (!one.getFirst().equalsIgnoreCase(other.getFirst())) {
            return false;
        }
        for (int i = 1; i < one.size(); i++) {
            if (!one.get(i).equals(other.get(i)) && !near(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean near(String one, String other) {
        return one.matches("\\d{13}")
                && other.matches("\\d{13}")
                && Math.abs(Long.parseLong(one) - Long.parseLong(other)) <= CLOCKS_APART_MAX_MILLIS;
    }

    String around(int index) {
        return "engine: %s%nredis:  %s".formatted(from(engine, index), from(redis, index));
    }

    private static String from(List<List<String>> stream, int index) {
        int begin = Math.max(0, index - 1);
        int end = Math.min(stream.size(), index + 3);
        return begin >= end
                ? "-"
                : String.join(
                        " | ",
                        stream.subList(begin, end).stream().map(ReplyText::command).toList());
    }

    /// Each command with how many words it has.
    static List<String> shapes(List<List<String>> stream) {
        return stream.stream().map(command -> command.getFirst() + " " + command.size()).toList();
    }
}
