package dev.firedrill.scenarios.catalogue;

import dev.firedrill.faults.fault.Course;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A scenario of the catalogue whose servers are configured otherwise.
record Reconfigured(Scenario scenario, UnaryOperator<NodeSpec> node) implements Scenario {
    /// The same server with these lines at the beginning of its redis.conf.
    static NodeSpec withLines(NodeSpec spec, String lines) {
        return new NodeSpec(
                spec.id(),
                lines + spec.redisConf(),
                spec.arguments(),
                spec.memoryCapBytes(),
                spec.supervised());
    }

    @Override
    public String name() {
        return scenario.name();
    }

    @Override
    public String title() {
        return scenario.title();
    }

    @Override
    public String story() {
        return scenario.story();
    }

    @Override
    public List<Parameter<?>> parameters() {
        return scenario.parameters();
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        return scenario.refusal(setting);
    }

    @Override
    public List<Variant> variants() {
        return scenario.variants();
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        Topology given = scenario.topology(variant, setting);
        return new Topology(
                given.nodes().stream().map(node).toList(), given.links(), given.clientSites());
    }

    @Override
    public List<Course> courses(Variant variant, Setting setting) {
        return scenario.courses(variant, setting);
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return scenario.needs(variant);
    }

    @Override
    public void run(Drill drill) {
        scenario.run(drill);
    }

    @Override
    public Duration convergeAtMost(Setting setting) {
        return scenario.convergeAtMost(setting);
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return scenario.judges(variant, setting);
    }
}
