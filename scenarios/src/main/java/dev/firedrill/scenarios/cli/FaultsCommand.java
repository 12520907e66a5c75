package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Verification;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.CostModel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `firedrill faults`.
@Command(
        name = "faults",
        description =
                "Lists every fault: what it does, in which labs and to which servers, how it is"
                        + " verified when it begins and when it is healed, and within what"
                        + " tolerance.",
        mixinStandardHelpOptions = true)
final class FaultsCommand implements Callable<Integer> {
    private static final int INDENT = 4;
    private static final int TITLE = 11;
    private static final int REST = Columns.ALL - INDENT - TITLE;

    @Option(names = "--json", description = "Prints an array with an object for each fault.")
    private boolean json;

    private final Map<LabName, Lab> labs = new EnumMap<>(LabName.class);

    @Override
    public Integer call() throws UsageError {
        for (LabName name : LabName.values()) {
            labs.put(name, Labs.named(name, List.of(), CostModel.STANDARD));
        }
        List<KnownFault> faults = KnownFault.all();
        System.out.print(json ? asJson(faults) : asText(faults));
        return ExitCodes.HELD;
    }

    /// In which labs a fault can be carried out.
    private List<LabName> labsOf(KnownFault fault) {
        return labs.keySet().stream().filter(name -> fault.runsIn(lab(name))).toList();
    }

    private Lab lab(LabName name) {
        return Objects.requireNonNull(labs.get(name));
    }

    /// The servers that run in a lab.
    private List<String> targets(LabName name) {
        var targets = new ArrayList<String>();
        for (Target.Kind kind : Target.Kind.values()) {
            boolean known = kind != Target.Kind.ASK_IMAGE;
            if (known && lab(name).supports(Target.of(kind.word()))) targets.add(kind.word());
        }
        return targets;
    }

    private static Optional<String> measured(Verification verification, LabName name) {
        return switch (name) {
            case SIM -> Optional.of(verification.simulated());
            case DOCKER -> verification.inContainers();
        };
    }

    // For people.

    private String asText(List<KnownFault> faults) {
        var text = new StringBuilder();
        var injections = new TreeMap<String, Injection>();
        for (KnownFault fault : faults) {
            text.append(fault.name()).append('\n').append(block(fault)).append('\n');
            fault.injections().forEach(one -> injections.putIfAbsent(KnownFault.kind(one), one));
        }
        text.append("How each part is verified when it begins and when it is healed:\n\n");
        injections.forEach((kind, injection) ->
                text.append(kind).append('\n').append(verified(injection)).append('\n'));
        return text.toString();
    }

    private static Columns columns() {
        return new Columns(INDENT, TITLE, REST);
    }

    private String block(KnownFault fault) {
        Columns rows = columns();
        rows.add("", "effect", fault.effect());
        List<LabName> where = labsOf(fault);
        rows.add("", "labs", String.join(", ", where.stream().map(LabName::text).toList()));
        rows.add(
                "",
                "targets",
                String.join(
                        "; ",
                        where.stream()
                                .map(name -> name.text() + ": " + String.join(", ", targets(name)))
                                .toList()));
        rows.add("", "made of", String.join(", ", fault.kinds()));
        if (fault.unfolds()) rows.add("", "unfolds", "step by step");
        return rows.toString();
    }

    private static String verified(Injection injection) {
        Columns rows = columns();
        Verification verification = Verification.of(injection);
        for (LabName name : LabName.values()) {
            measured(verification, name).ifPresent(words -> rows.add("", name.text(), words));
        }
        rows.add("", "tolerance", verification.tolerance() + ": " + verification.reason());
        return rows.toString();
    }

    // For machines.

    private String asJson(List<KnownFault> faults) {
        var mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        return mapper.writeValueAsString(faults.stream().map(this::json).toList()) + "\n";
    }

    private Map<String, Object> json(KnownFault fault) {
        var targets = new LinkedHashMap<String, List<String>>();
        labsOf(fault).forEach(name -> targets.put(name.text(), targets(name)));
        var map = new LinkedHashMap<String, Object>();
        map.put("name", fault.name());
        map.put("effect", fault.effect());
        map.put("unfolds", fault.unfolds());
        map.put("labs", List.copyOf(targets.keySet()));
        map.put("targets", targets);
        map.put("injections", fault.injections().stream().map(FaultsCommand::json).toList());
        return map;
    }

    private static Map<String, Object> json(Injection injection) {
        Verification verification = Verification.of(injection);
        var verified = new LinkedHashMap<String, String>();
        for (LabName name : LabName.values()) {
            measured(verification, name).ifPresent(words -> verified.put(name.text(), words));
        }
        var map = new LinkedHashMap<String, Object>();
        map.put("kind", KnownFault.kind(injection));
        map.put("verified", verified);
        map.put("tolerance", verification.tolerance());
        map.put("reason", verification.reason());
        return map;
    }
}
