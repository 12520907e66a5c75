package dev.firedrill.faults.injection;

import dev.firedrill.faults.topology.LinkId;
import java.time.Duration;

/// What can be broken on a link: one direction between two nodes.
public sealed interface LinkInjection extends Injection {
    LinkId link();

    @Override
    default String describe() {
        String figures =
                switch (this) {
                    case CutLink _, RefuseLink _, ResetLink _ -> "";
                    case DelayLink(_, var delay, var jitter) ->
                            " "
                                    + InjectionText.millis(delay)
                                    + " +- "
                                    + InjectionText.millis(jitter);
                    case LimitLink(_, long bytesPerSecond) -> " " + bytesPerSecond + " B/s";
                    case SlowCloseLink(_, var delay) -> " " + InjectionText.millis(delay);
                    case DropLinkAfter(_, long bytes) -> " " + bytes + " B";
                    case BlackholeLink(_, var closeAfter) ->
                            " close after " + InjectionText.millis(closeAfter);
                };
        return InjectionText.of(this, link(), figures);
    }

    /// Bytes wait and nothing is lost, as under a partition; time-outs end the connections.
    record CutLink(LinkId link) implements LinkInjection {}

    /// New connections from `link.from` to `link.to` are refused and existing ones are closed.
    record RefuseLink(LinkId link) implements LinkInjection {}

    /// Existing connections over the link are reset, once.
    record ResetLink(LinkId link) implements LinkInjection, Lasting {}

    /// Replaces the link's own latency. Of several delays the longest counts.
    record DelayLink(LinkId link, Duration delay, Duration jitter) implements LinkInjection {}

    /// Replaces the link's own bandwidth. Of several limits the lowest counts.
    record LimitLink(LinkId link, long bytesPerSecond) implements LinkInjection {}

    /// The end of a connection is passed on that much later.
    record SlowCloseLink(LinkId link, Duration delay) implements LinkInjection {}

    /// Every connection over the link is closed after that many bytes.
    record DropLinkAfter(LinkId link, long bytes) implements LinkInjection {}

    /// Bytes vanish, and connections are closed after that time. A connection that has lost bytes
    /// by the time it is healed is closed at that moment, because its stream has a gap; nothing is
    /// closed later.
    record BlackholeLink(LinkId link, Duration closeAfter) implements LinkInjection {}
}
