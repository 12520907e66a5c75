package dev.firedrill.scenarios.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Finds top-level classes that depend on each other in a circle: the strongly connected components
/// of the dependencies (Tarjan 1972).
final class ClassCycles {
    private final Map<String, Set<String>> uses = new TreeMap<>();
    private final Map<String, Integer> index = new TreeMap<>();
    private final Map<String, Integer> low = new TreeMap<>();
    private final Deque<String> stack = new ArrayDeque<>();
    private final List<Set<String>> found = new ArrayList<>();
    private final int max;

    private ClassCycles(int max) {
        this.max = max;
    }

    /// @param root beginning of the names of the classes that count
    /// @return every set of more than `max` classes
    static List<Set<String>> in(JavaClasses classes, String root, int max) {
        var cycles = new ClassCycles(max);
        for (JavaClass one : classes) {
            if (!one.getName().startsWith(root)) continue;
            Set<String> used =
                    cycles.uses.computeIfAbsent(topLevel(one.getName()), _ -> new TreeSet<>());
            one.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getName())
                    .filter(name -> name.startsWith(root))
                    .forEach(name -> used.add(topLevel(name)));
        }
        for (String name : List.copyOf(cycles.uses.keySet())) {
            if (!cycles.index.containsKey(name)) cycles.visit(name);
        }
        return cycles.found;
    }

    private static String topLevel(String name) {
        int dollar = name.indexOf('$');
        return dollar < 0 ? name : name.substring(0, dollar);
    }

    private void visit(String name) {
        int number = index.size();
        index.put(name, number);
        low.put(name, number);
        stack.push(name);
        for (String used : uses.getOrDefault(name, Set.of())) {
            if (!index.containsKey(used)) {
                visit(used);
                low.merge(name, low.get(used), Math::min);
            } else if (stack.contains(used)) {
                low.merge(name, index.get(used), Math::min);
            }
        }
        if (low.get(name) == number) component(name);
    }

    private void component(String name) {
        var component = new TreeSet<String>();
        String member;
        do {
            member = stack.pop();
            component.add(member);
        } while (!member.equals(name));
        if (component.size() > max) found.add(component);
    }
}
