package dev.firedrill.engine.command;

/// `KEYS`'s patterns: `*`, `?`, `[a-c]`, `[^x]`, and `\` before a character that stands for itself.
///
/// Only the last `*` is ever tried again, which is enough: what an earlier one could take more of,
/// the later one can. So no pattern takes longer than its length times the text's. redis-server
/// recurses instead, and defends itself: a pattern with too many `*` matches nothing.
public final class Glob {
    /// How many `*` with something behind them redis-server follows.
    private static final int STARS_MAX = 1000;

    private final byte[] pattern;
    private final boolean matchesNothing;

    public Glob(byte[] pattern) {
        this.pattern = pattern;
        matchesNothing = stars(pattern) > STARS_MAX;
    }

    /// Whether a command that has a choice of keys or elements takes them all, so that it need not
    /// look at each.
    public boolean takesAll() {
        return pattern.length == 1 && pattern[0] == '*';
    }

    /// Stars in a row are one, those at the end none.
    private static int stars(byte[] pattern) {
        int stars = 0;
        boolean inStars = false;
        for (int p = 0; p < pattern.length; p++) {
            if (pattern[p] == '*') {
                inStars = true;
                continue;
            }
            stars += inStars ? 1 : 0;
            inStars = false;
            if (pattern[p] == '\\') {
                p++;
            } else if (pattern[p] == '[') {
                p = bracketEnd(pattern, p + 1);
            }
        }
        return stars;
    }

    private static int bracketEnd(byte[] pattern, int from) {
        int p = from;
        while (p < pattern.length && pattern[p] != ']') {
            p += pattern[p] == '\\' ? 2 : 1;
        }
        return p;
    }

    public boolean matches(byte[] text) {
        if (matchesNothing) {
            return false;
        }
        if (text.length == 0) {
            // No star matches nothing at all, as in redis-server.
            return pattern.length == 0;
        }
        int p = 0;
        int t = 0;
        int starAt = -1;
        int starText = 0;
        while (t < text.length) {
            if (p < pattern.length && pattern[p] == '*') {
                starAt = p++;
                starText = t;
                continue;
            }
            int next = p < pattern.length ? step(p, text[t]) : -1;
            if (next >= 0) {
                p = next;
                t++;
            } else if (starAt >= 0) {
                p = starAt + 1;
                t = ++starText;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    /// Where the pattern goes on if its next element takes this byte, else -1.
    private int step(int p, byte b) {
        return switch (pattern[p]) {
            case '?' -> p + 1;
            case '[' -> bracket(p + 1, b);
            case '\\' ->
                    p + 1 < pattern.length
                            ? (pattern[p + 1] == b ? p + 2 : -1)
                            : (b == '\\' ? p + 1 : -1);
            default -> pattern[p] == b ? p + 1 : -1;
        };
    }

    private int bracket(int from, byte b) {
        int p = from;
        boolean negated = p < pattern.length && pattern[p] == '^';
        if (negated) {
            p++;
        }
        boolean found = false;
        while (p < pattern.length && pattern[p] != ']') {
            if (pattern[p] == '\\' && p + 1 < pattern.length) {
                found |= pattern[p + 1] == b;
                p += 2;
            } else if (p + 2 < pattern.length && pattern[p + 1] == '-') {
                int low = Math.min(pattern[p] & 0xff, pattern[p + 2] & 0xff);
                int high = Math.max(pattern[p] & 0xff, pattern[p + 2] & 0xff);
                found |= (b & 0xff) >= low && (b & 0xff) <= high;
                p += 3;
            } else {
                found |= pattern[p] == b;
                p++;
            }
        }
        if (found == negated) {
            return -1;
        }
        return p < pattern.length ? p + 1 : p;
    }
}
