package dev.firedrill.faults.lab;

import dev.firedrill.faults.injection.LinkInjection;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// How a link behaves: a function of what it is when nothing is broken and of what is in force on
/// it, in whatever order that began. Both labs derive their links from it, so that faults compose
/// and healing one leaves exactly the others.
///
/// @param jitter uniform, plus or minus
/// @param bytesPerSecond empty for no limit
/// @param limited whether a fault sets the rate: that of this link alone, which comes before the
///   line that it may share with others
/// @param cut bytes wait
/// @param blackhole bytes vanish
/// @param dropAfterBytes after which each connection is closed
public record LinkConditions(
        Duration latency,
        Duration jitter,
        OptionalLong bytesPerSecond,
        boolean limited,
        boolean cut,
        boolean refuses,
        boolean blackhole,
        Duration slowClose,
        OptionalLong dropAfterBytes) {

    /// A link on which nothing is broken.
    public static LinkConditions undisturbed(
            Duration latency, Duration jitter, OptionalLong bytesPerSecond) {
        return new LinkConditions(
                latency,
                jitter,
                bytesPerSecond,
                false,
                false,
                false,
                false,
                Duration.ZERO,
                OptionalLong.empty());
    }

    /// @param baseline the link when nothing is broken
    /// @param inForce on this link
    public static LinkConditions of(LinkConditions baseline, List<LinkInjection> inForce) {
        LinkConditions now = baseline;
        boolean delayed = false;
        for (LinkInjection injection : inForce) {
            now = now.with(injection, delayed);
            delayed |= injection instanceof LinkInjection.DelayLink;
        }
        return now;
    }

    /// @param delayed whether the latency is an injection's already
    private LinkConditions with(LinkInjection injection, boolean delayed) {
        return switch (injection) {
            case LinkInjection.CutLink _ -> withFlags(true, refuses, blackhole);
            case LinkInjection.RefuseLink _ -> withFlags(cut, true, blackhole);
            case LinkInjection.BlackholeLink _ -> withFlags(cut, refuses, true);
            case LinkInjection.ResetLink _ -> this;
            case LinkInjection.DelayLink(_, var delay, var plusOrMinus) ->
                    delayed && !isLonger(delay, plusOrMinus) ? this : delayed(delay, plusOrMinus);
            case LinkInjection.LimitLink(_, long rate) ->
                    limited(limited ? Math.min(rate, bytesPerSecond.orElse(rate)) : rate);
            case LinkInjection.SlowCloseLink(_, var delay) ->
                    closing(delay.compareTo(slowClose) > 0 ? delay : slowClose, dropAfterBytes);
            case LinkInjection.DropLinkAfter(_, long bytes) ->
                    closing(
                            slowClose,
                            OptionalLong.of(Math.min(bytes, dropAfterBytes.orElse(bytes))));
        };
    }

    private boolean isLonger(Duration delay, Duration plusOrMinus) {
        int byDelay = delay.compareTo(latency);
        return byDelay > 0 || (byDelay == 0 && plusOrMinus.compareTo(jitter) > 0);
    }

    private LinkConditions withFlags(boolean isCut, boolean isRefused, boolean isBlackhole) {
        return new LinkConditions(
                latency,
                jitter,
                bytesPerSecond,
                limited,
                isCut,
                isRefused,
                isBlackhole,
                slowClose,
                dropAfterBytes);
    }

    private LinkConditions delayed(Duration delay, Duration plusOrMinus) {
        return new LinkConditions(
                delay,
                plusOrMinus,
                bytesPerSecond,
                limited,
                cut,
                refuses,
                blackhole,
                slowClose,
                dropAfterBytes);
    }

    private LinkConditions limited(long rate) {
        return new LinkConditions(
                latency,
                jitter,
                OptionalLong.of(rate),
                true,
                cut,
                refuses,
                blackhole,
                slowClose,
                dropAfterBytes);
    }

    private LinkConditions closing(Duration slowly, OptionalLong afterBytes) {
        return new LinkConditions(
                latency,
                jitter,
                bytesPerSecond,
                limited,
                cut,
                refuses,
                blackhole,
                slowly,
                afterBytes);
    }

    /// Whether no byte gets through.
    public boolean silent() {
        return cut || blackhole;
    }

    /// Whether a measurement of the link shows this injection's effect, be it another one's: a link
    /// that was cut twice is still cut when one of the two is healed.
    public boolean shows(LinkInjection injection) {
        return switch (injection) {
            case LinkInjection.CutLink _, LinkInjection.BlackholeLink _ -> silent();
            case LinkInjection.RefuseLink _ -> refuses;
            case LinkInjection.ResetLink _ -> false;
            case LinkInjection.DelayLink(_, var delay, var plusOrMinus) ->
                    silent() || latency.minus(jitter).compareTo(delay.minus(plusOrMinus)) >= 0;
            case LinkInjection.LimitLink(_, long rate) ->
                    silent() || bytesPerSecond.orElse(Long.MAX_VALUE) <= rate;
            case LinkInjection.SlowCloseLink(_, var delay) ->
                    silent() || slowClose.compareTo(delay) >= 0;
            case LinkInjection.DropLinkAfter(_, long bytes) ->
                    dropAfterBytes.orElse(Long.MAX_VALUE) <= bytes;
        };
    }
}
