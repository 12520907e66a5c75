package dev.firedrill.engine.command;

import static dev.firedrill.engine.base.Invariants.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Every command that a server knows, found by name without allocating.
public final class CommandTable<C> {
    private final List<CommandSpec<C>> rows;
    private final int[] slots;
    private final byte[][] names;
    private final int mask;

    public CommandTable(List<CommandSpec<C>> rows) {
        this(rows.stream().map(CommandSpec::name).toList(), rows);
    }

    /// Commands that answer to other names than their own.
    public CommandTable(List<String> calledNames, List<CommandSpec<C>> rows) {
        check(calledNames.size() == rows.size(), "a command without a name");
        this.rows = List.copyOf(rows);
        int capacity = Integer.highestOneBit(rows.size() * 4 + 1) * 2;
        mask = capacity - 1;
        slots = new int[capacity];
        Arrays.fill(slots, -1);
        names = new byte[rows.size()][];
        for (int i = 0; i < rows.size(); i++) {
            String name = calledNames.get(i).toLowerCase(Locale.ROOT);
            names[i] = name.getBytes(StandardCharsets.ISO_8859_1);
            check(find(names[i], 0, names[i].length) == null, "command listed twice: " + name);
            int slot = hash(names[i], 0, names[i].length) & mask;
            while (slots[slot] >= 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = i;
        }
    }

    /// The rows of several tables, for a server that adds its own commands.
    @SafeVarargs
    public static <C> CommandTable<C> of(List<CommandSpec<C>>... families) {
        var all = new ArrayList<CommandSpec<C>>();
        for (var family : families) {
            all.addAll(family);
        }
        return new CommandTable<>(all);
    }

    private static int hash(byte[] bytes, int offset, int length) {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = hash * 31 + (bytes[i] | 0x20);
        }
        return hash ^ (hash >>> 15);
    }

    /// The row of this name in any case; null when there is none.
    public @Nullable CommandSpec<C> find(byte[] bytes, int offset, int length) {
        int slot = hash(bytes, offset, length) & mask;
        while (slots[slot] >= 0) {
            int row = slots[slot];
            if (same(names[row], bytes, offset, length)) {
                return rows.get(row);
            }
            slot = (slot + 1) & mask;
        }
        return null;
    }

    private static boolean same(byte[] name, byte[] bytes, int offset, int length) {
        if (name.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int b = bytes[offset + i];
            int lower = b >= 'A' && b <= 'Z' ? b | 0x20 : b;
            if (lower != name[i]) {
                return false;
            }
        }
        return true;
    }

    public List<CommandSpec<C>> rows() {
        return rows;
    }

    /// The command of this name, or the subcommand when it is written `client|kill`.
    public @Nullable CommandSpec<C> named(String name) {
        int bar = name.indexOf('|');
        String first = bar < 0 ? name : name.substring(0, bar);
        byte[] bytes = first.getBytes(StandardCharsets.ISO_8859_1);
        CommandSpec<C> row = find(bytes, 0, bytes.length);
        if (row == null || bar < 0) {
            return row;
        }
        for (CommandSpec<C> sub : row.subcommands()) {
            if (sub.name().equalsIgnoreCase(name)) {
                return sub;
            }
        }
        return null;
    }
}
