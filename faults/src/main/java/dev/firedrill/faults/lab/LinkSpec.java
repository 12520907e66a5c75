package dev.firedrill.faults.lab;

import dev.firedrill.faults.topology.LinkId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// How one link behaves when nothing is broken. A link that is not specified is a LAN.
///
/// @param latency one way
/// @param jitter uniform, plus or minus
/// @param pipe links that name the same pipe share its `bytesPerSecond`: a WAN line out of one site
public record LinkSpec(
        LinkId link,
        Duration latency,
        Duration jitter,
        OptionalLong bytesPerSecond,
        Optional<String> pipe) {}
