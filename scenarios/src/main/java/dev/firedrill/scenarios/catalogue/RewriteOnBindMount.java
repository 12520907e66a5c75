package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.KillMaster;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.ConfMount;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.ConfigurationKept;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.check.RestartKeptDataset;
import dev.firedrill.scenarios.config.OwnConfiguration;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A store in a container gets its redis.conf as a mounted file. A script turns persistence on with
/// CONFIG SET and calls CONFIG REWRITE, which fails, because a mounted file cannot be replaced;
/// nobody looks at the answer. The process dies, its supervisor starts it with the old file, it
/// comes up empty, and the replicas follow it.
///
/// Sources: docker-library/redis issues 282 and 287.
public final class RewriteOnBindMount implements Scenario {
    private static final Variant FILE =
            Variant.breaks(
                    "file-mounted",
                    "redis.conf alone is mounted, and CONFIG REWRITE fails unnoticed",
                    violates(
                            ConfigurationKept.class,
                            RestartKeptDataset.class,
                            NoAcknowledgedWriteLost.class));
    private static final Variant FOLDER =
            Variant.holds("folder-mounted", "the folder of redis.conf is mounted");
    private static final Variant CHECKED =
            Variant.holds(
                    "answer-checked",
                    "the file is mounted; the operator reads the answer and edits the file");

    static final Parameter.Count KEYS =
            Loads.count("keys", "keys that are stored beforehand", 2_000, 1, 200_000);
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 500, 10, 20_000);

    private static final int REPLICAS = 2;
    private static final int VALUE_BYTES = 100;
    private static final Duration STEADY = Duration.ofSeconds(5);
    private static final Duration AFTER = Duration.ofSeconds(5);
    private static final Duration UP = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "rewrite-on-bind-mount";
    }

    @Override
    public String title() {
        return "CONFIG REWRITE cannot replace a mounted redis.conf, and the next start forgets";
    }

    @Override
    public String story() {
        return "redis.conf is mounted into the container as a file. Persistence is turned on with"
                + " CONFIG SET; CONFIG REWRITE answers \"Device or resource busy\", which nobody"
                + " reads. The process is killed and started again by its supervisor with the old"
                + " file: it comes up empty, and its replicas copy that. Sources:"
                + " github.com/docker-library/redis issues 282 and 287.";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(KEYS, WRITES);
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        if (setting.ownConfiguration().filter(OwnConfiguration::disablesConfig).isPresent()) {
            return Optional.of("no option can be set: your redis.conf disables CONFIG.");
        }
        return Loads.tooManyWrites(setting.get(WRITES), STEADY.plus(AFTER).plus(AFTER));
    }

    @Override
    public List<Variant> variants() {
        return List.of(FILE, FOLDER, CHECKED);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        String conf =
                """
                save ""
                appendonly no
                repl-timeout 10
                repl-diskless-sync-delay 0
                min-replicas-to-write 0
                """;
        return Topology.master(conf)
                .withReplicas(REPLICAS, conf)
                .supervised(Topology.MASTER)
                .mounting(
                        Topology.MASTER,
                        variant.equals(FOLDER) ? ConfMount.FOLDER : ConfMount.SINGLE_FILE);
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return variant.equals(FOLDER)
                ? List.of(Capability.PROCESS_FAULTS)
                : List.of(Capability.PROCESS_FAULTS, Capability.REWRITE_BY_RENAME);
    }

    @Override
    public void run(Drill drill) {
        NodeId master = drill.master();
        drill.load().preload(drill.setting().get(KEYS), VALUE_BYTES);
        drill.awaitCaughtUp(UP);
        drill.operator().configSet(master, "appendonly", "yes");
        drill.awaitAppendOnlyFile(master, UP);
        drill.operator().attempt(master, "CONFIG", "REWRITE");
        if (drill.variant().equals(CHECKED)) {
            drill.operator().appendToRedisConf(master, "appendonly yes");
        }
        drill.load().start(Loads.writes(VALUE_BYTES, drill.setting().get(WRITES)));
        drill.steady(STEADY);
        drill.untilRestarted(new KillMaster(), master, UP);
        drill.runFor(AFTER);
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(
                new NoAcknowledgedWriteLost(),
                new RestartKeptDataset(),
                new ConfigurationKept(),
                new Converged());
    }
}
