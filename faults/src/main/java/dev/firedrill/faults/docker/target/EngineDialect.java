package dev.firedrill.faults.docker.target;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEventCodec;
import java.util.List;
import java.util.regex.Pattern;

/// The engine of this project, which scenarios are written for. It prints its events itself.
final class EngineDialect implements Dialect {
    /// `pid:role time `, as redis-server prints it too; the mark of the level or of an event
    /// follows.
    private static final String BEGIN = "^\\d+:[A-Z] \\d{2} \\w{3} \\d{4} [\\d:.]+ ";

    private static final Pattern PREFIX = Pattern.compile(BEGIN + "[-.*#] ");
    private static final Pattern EVENT =
            Pattern.compile(BEGIN + NodeEventCodec.MARK + " (?<event>.*)");

    @Override
    public String image() {
        return ENGINE_IMAGE;
    }

    @Override
    public List<String> entryPoint() {
        return List.of();
    }

    @Override
    public List<String> labArguments(int port, String folder, String name) {
        return List.of(
                "--port",
                Integer.toString(port),
                "--dir",
                folder,
                "--bind",
                "*",
                "--protected-mode",
                "no",
                "--enable-debug-command",
                "yes",
                "--replica-announce-ip",
                name);
    }

    @Override
    public boolean announcesNames() {
        return true;
    }

    @Override
    public LogDialect log(String configFile) {
        return new Log();
    }

    @Override
    public boolean printsEvents() {
        return true;
    }

    @Override
    public String redisConf(String text) {
        return text;
    }

    @Override
    public List<String> command(List<String> words) {
        return words;
    }

    private static final class Log implements LogDialect {
        @Override
        public List<NodeEvent> events(String line) {
            var event = EVENT.matcher(line);
            return event.matches()
                    ? NodeEventCodec.parse(event.group("event")).stream().toList()
                    : List.of();
        }

        @Override
        public String text(String line) {
            return PREFIX.matcher(line).replaceFirst("");
        }
    }
}
