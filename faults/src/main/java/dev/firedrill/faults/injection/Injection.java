package dev.firedrill.faults.injection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A primitive that a lab can be asked to carry out, in one family for each thing that it acts on.
/// The families are closed: adding a record makes javac list every place that has to answer it.
/// They grow only when a fault does not fit.
public sealed interface Injection
        permits LinkInjection, ProcessInjection, DiskInjection, ResourceInjection, ClockInjection {
    /// The primitive with its concrete target and figures, for journals and people: `CutLink
    /// M->R1`.
    String describe();

    /// Every primitive there is, family by family.
    static List<Class<? extends Injection>> kinds() {
        var kinds = new ArrayList<Class<? extends Injection>>();
        for (Class<?> family : Injection.class.getPermittedSubclasses()) {
            Arrays.stream(family.getPermittedSubclasses())
                    .forEach(kind -> kinds.add(kind.asSubclass(Injection.class)));
        }
        return kinds;
    }
}
