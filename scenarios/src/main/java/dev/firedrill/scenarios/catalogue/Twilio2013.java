package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.ReplicasLoseMaster;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.reports.check.ChargedAtMostOnce;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.ConfigurationKept;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.FullResyncsAtMost;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.check.RestartKeptDataset;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Parameter;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Setting;
import dev.firedrill.scenarios.run.Variant;
import dev.firedrill.scenarios.workload.Billing;
import java.time.Duration;
import java.util.List;

/// Twilio, 18 July 2013: the network blinks, every replica asks for a full resync at once, the
/// master stalls; it is restarted with a configuration that nobody had written back, comes up empty
/// and as a replica of itself, and the billing job charges cards again and again because the
/// balance it tries to store is refused.
public final class Twilio2013 implements Scenario {
    private static final Variant AS_IT_HAPPENED =
            Variant.breaks(
                    "as-it-happened",
                    "Redis 2.6 without partial resync, options set at run time and never written"
                            + " back, a redis.conf that nobody had tried",
                    violates(
                            ChargedAtMostOnce.class,
                            FullResyncsAtMost.class,
                            RestartKeptDataset.class,
                            ConfigurationKept.class));
    private static final Variant DEFAULT_BACKLOG =
            Variant.breaks(
                    "psync-with-default-backlog",
                    "partial resync and CONFIG REWRITE, but the backlog of 1 MB that the outage"
                            + " outgrows",
                    violates(FullResyncsAtMost.class));
    private static final Variant SAFE =
            Variant.holds(
                    "with-psync-and-rewrite",
                    "a backlog sized for the outage, CONFIG REWRITE after each CONFIG SET, guards"
                            + " on");

    /// What one stored balance adds to the replication stream, with room to spare.
    private static final int STREAM_BYTES_PER_WRITE = 96;

    private static final int VALUE_BYTES = 200;

    @Override
    public String name() {
        return "twilio-2013";
    }

    @Override
    public String title() {
        return "Twilio, 18 July 2013: a blink of the network, and cards charged again and again";
    }

    @Override
    public String story() {
        return "The network between the master and its replicas blinked. All replicas asked for a"
                + " full resync at once and the master stalled. It was restarted with a"
                + " configuration file that turned the append-only file on although there was"
                + " none, and that named the server itself as its master: it came up empty and"
                + " read-only. The billing job found balances of zero, charged cards, could not"
                + " store the new balances, and charged again. Sources: Twilio's post-mortem"
                + " (byu-se.github.io/idb/incidents/28.html) and antirez.com/news/60.";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                number("replicas", "replicas of the master", "4", "4", 1, 16),
                new Parameter(
                        "latency",
                        Parameter.Kind.DURATION,
                        "round trip between master and replicas",
                        "80ms",
                        "80ms",
                        0,
                        2_000),
                new Parameter(
                        "bandwidth",
                        Parameter.Kind.BANDWIDTH,
                        "of the line that all replicas share",
                        "20mbit",
                        "20mbit",
                        1_000_000,
                        10_000_000_000L),
                new Parameter(
                        "outage",
                        Parameter.Kind.DURATION,
                        "how long the network is gone",
                        "20s",
                        "20s",
                        11_000,
                        600_000),
                number(
                        "writes-per-second",
                        "balances stored per second",
                        "2000",
                        "2000",
                        10,
                        20_000),
                number("keys", "keys beside the balances", "20000", "10000", 0, 2_000_000));
    }

    private static Parameter number(
            String name, String text, String inSim, String inDocker, long min, long max) {
        return new Parameter(name, Parameter.Kind.NUMBER, text, inSim, inDocker, min, max);
    }

    @Override
    public List<Variant> variants() {
        return List.of(AS_IT_HAPPENED, DEFAULT_BACKLOG, SAFE);
    }

    @Override
    public List<NodeSpec> nodes(Variant variant, Setting setting) {
        // Shorter time-outs than Redis's default, so that an outage of seconds ends connections as
        // one of a minute would.
        String common =
                """
                # billing store
                repl-timeout 10
                repl-ping-replica-period 2
                repl-diskless-sync-delay 1
                save 900 1000000000
                """;
        if (variant.equals(AS_IT_HAPPENED)) {
            common += "compat 2.6\n";
        }
        if (variant.equals(SAFE)) {
            common += "aof-refuse-start-empty yes\nreplicaof-refuse-self yes\n";
        }
        return Topologies.masterWithReplicas(setting.number("replicas"), common);
    }

    @Override
    public List<LinkSpec> links(Setting setting) {
        return Topologies.wan(
                setting.number("replicas"),
                setting.millis("latency"),
                setting.bytesPerSecond("bandwidth"));
    }

    /// What the stream grows by during the outage, twice.
    private static long backlogBytes(Setting setting) {
        long outageSeconds = (setting.millis("outage") + 999) / 1000;
        long perSecond = (long) setting.number("writes-per-second") * STREAM_BYTES_PER_WRITE;
        long wanted = 2 * outageSeconds * perSecond;
        return Math.max(1 << 20, Long.highestOneBit(wanted - 1) * 2);
    }

    @Override
    public List<Capability> needs(Variant variant) {
        if (variant.equals(AS_IT_HAPPENED)) {
            return List.of(Capability.LINK_FAULTS, Capability.COMPAT_2_6);
        }
        return variant.equals(SAFE)
                ? List.of(Capability.LINK_FAULTS, Capability.START_GUARDS)
                : List.of(Capability.LINK_FAULTS);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        boolean sim = setting.lab().equals("sim");
        drill.preload(setting.number("keys"), VALUE_BYTES);
        drill.awaitCaughtUp(Duration.ofMinutes(1));
        configure(drill);
        drill.start(
                new Billing(
                        drill.cluster(),
                        drill.master(),
                        drill.prng("billing"),
                        Math.max(500, setting.number("writes-per-second") * 2),
                        setting.number("writes-per-second"),
                        drill::record));
        drill.steady(Duration.ofSeconds(sim ? 30 : 8));
        drill.during(new ReplicasLoseMaster(), Duration.ofMillis(setting.millis("outage")));
        drill.runFor(Duration.ofSeconds(sim ? 20 : 5));
        drill.awaitCaughtUp(Duration.ofMinutes(1));
        if (drill.variant().equals(AS_IT_HAPPENED)) {
            drill.appendToRedisConf(drill.master(), "appendonly yes", "replicaof 127.0.0.1 6379");
        }
        drill.restart(drill.master());
        drill.runFor(Duration.ofSeconds(sim ? 30 : 8));
    }

    /// What the operator set while the store was running.
    private static void configure(Drill drill) {
        var master = drill.master();
        if (drill.variant().equals(SAFE)) {
            String bytes = Long.toString(backlogBytes(drill.setting()));
            drill.configSet(master, "repl-backlog-size", bytes);
            for (var replica : drill.replicas()) {
                drill.configSet(replica, "repl-backlog-size", bytes);
                drill.configRewrite(replica);
            }
        }
        drill.configSet(master, "maxclients", "9000");
        if (drill.variant().equals(AS_IT_HAPPENED)) {
            return;
        }
        drill.configSet(master, "appendonly", "yes");
        drill.runFor(Duration.ofSeconds(2));
        drill.configRewrite(master);
    }

    @Override
    public List<Checker> judges(Variant variant) {
        return List.of(
                new NoAcknowledgedWriteLost(),
                new ChargedAtMostOnce(),
                new FullResyncsAtMost(0),
                new RestartKeptDataset(),
                new ConfigurationKept(),
                new Converged());
    }
}
