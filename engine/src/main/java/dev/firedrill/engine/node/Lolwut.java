package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Refused;
import java.util.List;

/// LOLWUT: a drawing of our own above the version, which some clients look for.
final class Lolwut {
    private static final int ROWS = 16;

    private Lolwut() {}

    static List<CommandSpec<NodeCall>> rows() {
        return List.of(CommandSpec.of("lolwut", -1, "readonly fast", "", Lolwut::draw));
    }

    private static void draw(NodeCall call) throws Refused {
        if (call.args().count() > 2 && call.args().is(1, "VERSION")) {
            int version = call.smallInteger(2);
            boolean sized = version == 5 || version == 6;
            for (int i = 3; sized && i < call.args().count(); i++) {
                call.integer(i);
            }
        }
        call.reply().verbatim(triangle() + "\nRedis ver. " + Info.VERSION + "\n");
    }

    /// Sierpinski's: a cell burns where row and column have no bit in common.
    private static String triangle() {
        var drawing = new StringBuilder();
        for (int row = ROWS - 1; row >= 0; row--) {
            drawing.append(" ".repeat(row));
            for (int column = 0; column < ROWS - row; column++) {
                drawing.append((row & column) == 0 ? "^ " : "  ");
            }
            drawing.setLength(drawing.toString().stripTrailing().length());
            drawing.append('\n');
        }
        return drawing.toString();
    }
}
