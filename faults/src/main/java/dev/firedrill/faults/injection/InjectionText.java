package dev.firedrill.faults.injection;

import dev.firedrill.faults.injection.Injection.*;
import java.time.Duration;
import java.util.List;

/// The words in which an injection is named; a redis.conf is not quoted, its length is.
final class InjectionText {
    private InjectionText() {}

    static String of(Injection injection) {
        String name = injection.getClass().getSimpleName() + " ";
        return name
                + switch (injection) {
                    case CutLink(var link) -> link.toString();
                    case RefuseLink(var link) -> link.toString();
                    case ResetLink(var link) -> link.toString();
                    case DelayLink(var link, var delay, var jitter) ->
                            link + " " + millis(delay) + " +- " + millis(jitter);
                    case LimitLink(var link, var bytesPerSecond) ->
                            link + " " + bytesPerSecond + " B/s";
                    case SlowCloseLink(var link, var delay) -> link + " " + millis(delay);
                    case DropLinkAfter(var link, var bytes) -> link + " " + bytes + " B";
                    case BlackholeLink(var link, var closeAfter) ->
                            link + " close after " + millis(closeAfter);
                    case KillNode(var node) -> node.toString();
                    case TerminateNode(var node) -> node.toString();
                    case PauseNode(var node) -> node.toString();
                    case RestartNode(var node) -> node.toString();
                    case RestartNodeWith(var node, var redisConf, var arguments) ->
                            node + " " + config(redisConf) + " " + arguments;
                    case SuperviseNode(var node, var delay) -> node + " after " + millis(delay);
                    case ThrottleDisk(var node, var bytesPerSecond) ->
                            node + " " + bytesPerSecond + " B/s";
                    case DelayFsync(var node, var delay) -> node + " " + millis(delay);
                    case FailFsync(var node) -> node.toString();
                    case FailWrite(var node) -> node.toString();
                    case FillDisk(var node) -> node.toString();
                    case ReadOnlyDisk(var node) -> node.toString();
                    case CrashDuringNextWrite(var node, var bytesKept) ->
                            node + " keeping " + bytesKept + " B";
                    case PowerLoss(var node) -> node.toString();
                    case FlipBit(var node, var file, var offset, var bit) ->
                            node + " " + file + " byte " + offset + " bit " + bit;
                    case TruncateFile(var node, var file, var length) ->
                            node + " " + file + " to " + length + " B";
                    case CapMemory(var node, var bytes) -> node + " " + bytes + " B";
                    case LimitCpu(var node, var cores) -> node + " " + cores + " cores";
                    case JumpClock(var node, var by) -> node + " " + millis(by);
                    case DriftClock(var node, var partsPerMillion) ->
                            node + " " + partsPerMillion + " ppm";
                    case OperatorCommand(var node, List<String> command) ->
                            node + " " + String.join(" ", command);
                    case EditConfig(var node, var redisConf) -> node + " " + config(redisConf);
                };
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }

    private static String config(String redisConf) {
        return "redis.conf of " + redisConf.lines().count() + " lines";
    }
}
